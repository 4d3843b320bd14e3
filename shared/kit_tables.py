"""The tables that the kit keeps in every service's database, beside the service's own."""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, LargeBinary
from sqlalchemy.orm import registry
from sqlmodel import Field

from shared.rows import OnConflict, Row, Versioned, identifier, instant, json, sealed

KIT = registry()
"""Holds the tables of the kit."""


class KitRow(Row, registry=KIT):
    """A row of the kit."""


class OutboxRow(KitRow, table=True):
    """An event recorded in the transaction of what it tells, waiting for the relay."""

    __tablename__ = "outbox"

    id: UUID = identifier()
    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False, index=True)
    )
    key: str
    headers: dict[str, str] = json()
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class InboxRow(KitRow, table=True):
    """An event that this service has applied."""

    __tablename__ = "inbox"

    id: UUID = identifier()
    applied_at: datetime = instant(index=True)


HeldStatus = Literal["retrying", "parked", "waiting"]


class HeldEvent(Versioned, KitRow, table=True):
    """An event that could not be applied (`retrying` with backoff, then `parked`), or that waits behind one of its key."""

    __tablename__ = "held_event"
    __table_args__ = (
        CheckConstraint("status IN ('retrying', 'parked', 'waiting')", name="held_event_status"),
        CheckConstraint("(status = 'waiting') = (error IS NULL)", name="held_event_error"),
        Index("held_event_by_key", "topic", "key", "position"),
        Index("held_event_due", "next_attempt_at", postgresql_where="status = 'retrying'"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )
    topic: str
    key: str
    event: str
    headers: dict[str, str] = json()
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    status: str
    error: str | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = instant(None)
    held_at: datetime = instant()


class IdempotentAnswer(KitRow, table=True):
    """The first answer to a request with an Idempotency-Key; its id is derived from caller, route and key."""

    __tablename__ = "idempotent_answer"

    id: UUID = identifier()
    fingerprint: bytes = sealed()
    status: int
    headers: dict[str, str] = json()
    body: bytes = sealed()
    answered_at: datetime = instant(index=True)


class DueWork(KitRow, table=True):
    """One thing to be done at a time. Its id is derived from kind and subject: scheduling again moves it.

    `due_at` is the time that the work is about, and stays so however often it is tried again (`retry_at`).
    """

    __tablename__ = "due_work"
    __table_args__ = (Index("due_work_due", "due_at", postgresql_where="failed_at IS NULL"),)
    on_conflict: ClassVar[OnConflict] = "replace"

    id: UUID = identifier()
    agency_id: UUID
    kind: str
    subject_id: UUID
    due_at: datetime = instant()
    details: dict[str, Any] = json(dict)
    correlation_id: str = ""
    causation_id: str | None = None
    attempts: int = 0
    error: str | None = None
    retry_at: datetime | None = instant(None)
    failed_at: datetime | None = instant(None)


class ClientDirectory(KitRow, table=True):
    """Whose client a client is: what confinement reads. Kept from the events of `leads`, which come in order."""

    __tablename__ = "client_directory"
    on_conflict: ClassVar[OnConflict] = "replace"
    client_column: ClassVar[str] = "id"
    __table_args__ = (
        Index("client_directory_by_agent", "agent_id", "id"),
        Index("client_directory_by_team", "team_id", "id"),
    )

    id: UUID = identifier()
    agency_id: UUID
    agent_id: UUID | None = None
    team_id: UUID | None = None
