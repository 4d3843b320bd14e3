"""The rows of `carriers`."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field

from shared.confinement import AgencyRow, ClientRow
from shared.fates import KEPT_WITH_CONTRACT, Fate, processing_record
from shared.rows import OnConflict, Versioned, identifier, instant, json, sealed

_registry = registry()


class OfAgency(AgencyRow, registry=_registry):
    """Rows of this service that belong to an agency."""


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client, or (a delivery about a product) to nobody."""


class Endpoint(Versioned, OfAgency, table=True):
    """Where one carrier is told of its cases, and the key of the address at which it answers.

    Its id is derived from agency and carrier, so that deliveries can wait for a carrier that has none yet.
    """

    __tablename__ = "carrier_endpoint"
    __table_args__ = (
        UniqueConstraint("agency_id", "carrier_id", name="one_endpoint_a_carrier"),
        UniqueConstraint("carrier_key"),
    )

    id: UUID = Field(primary_key=True)
    version: int = 1
    agency_id: UUID
    carrier_id: UUID
    carrier_key: str
    name: str
    url: str
    events: list[str] = json()
    webhook_secret_sealed: bytes = sealed()
    retired_webhook_secret_sealed: bytes | None = sealed(None)
    webhook_secret_retires_at: datetime | None = instant(None)
    callback_secret_sealed: bytes = sealed()
    retired_callback_secret_sealed: bytes | None = sealed(None)
    callback_secret_retires_at: datetime | None = instant(None)
    enabled: bool = True
    created_at: datetime = instant()


class Subscription(Versioned, OfAgency, table=True):
    """Where a partner of the agency is told of the events it asked for."""

    __tablename__ = "partner_subscription"
    __table_args__ = (Index("partner_subscription_by_time", "agency_id", "created_at", "id"),)

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    name: str
    url: str
    events: list[str] = json()
    webhook_secret_sealed: bytes = sealed()
    retired_webhook_secret_sealed: bytes | None = sealed(None)
    webhook_secret_retires_at: datetime | None = instant(None)
    enabled: bool = True
    created_at: datetime = instant()


class Case(Versioned, OfClient, table=True):
    """An application or claim that a carrier works on: it may report on this, and on nothing else."""

    __tablename__ = "carrier_case"
    __table_args__ = (
        CheckConstraint("kind IN ('application', 'claim')", name="carrier_case_kind"),
        CheckConstraint("(reports = 0) = (last_report IS NULL)", name="carrier_case_report"),
        Index("carrier_case_by_time", "agency_id", "opened_at", "id"),
        Index("carrier_case_by_client", "client_id"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = Field(primary_key=True)
    version: int = 1
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID
    kind: str
    opened_at: datetime = instant()
    reports: int = 0
    last_report: str | None = None
    last_reported_at: datetime | None = instant(None)


class Delivery(Versioned, OfClient, table=True):
    """One letter to one recipient. Its id, derived from event and recipient, is the webhook-id of every attempt.

    Who sends it holds it until `leased_until`; deliveries of one lane (a recipient and a client) go out in order.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'delivered', 'failed')", name="delivery_status"),
        CheckConstraint("(status = 'pending') = (next_attempt_at IS NOT NULL)", name="delivery_due"),
        CheckConstraint("(status = 'delivered') = (delivered_at IS NOT NULL)", name="delivery_done"),
        CheckConstraint("leased_until IS NULL OR status = 'pending'", name="delivery_lease"),
        Index("delivery_due_now", "recipient_id", "next_attempt_at", postgresql_where="status = 'pending'"),
        Index("delivery_in_lane", "lane", "position", postgresql_where="status = 'pending'"),
        Index("delivery_by_time", "agency_id", "created_at", "id"),
        Index("delivery_by_status", "agency_id", "status", "created_at", "id"),
        Index("delivery_by_recipient", "recipient_id", "created_at", "id"),
    )
    on_conflict: ClassVar[OnConflict] = "ignore"
    fate: ClassVar[Fate | None] = processing_record("created_at")

    id: UUID = Field(primary_key=True)
    version: int = 1
    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )
    agency_id: UUID
    client_id: UUID | None
    carrier_id: UUID | None
    recipient_id: UUID
    lane: UUID
    event: str
    event_id: UUID
    body: str
    correlation_id: str
    status: str = "pending"
    attempts: int = 0
    attempts_in_a_row: int = 0
    created_at: datetime = instant()
    next_attempt_at: datetime | None = instant(None)
    leased_until: datetime | None = instant(None)
    delivered_at: datetime | None = instant(None)


class Attempt(OfClient, table=True):
    """One attempt at a delivery, and how it ended."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        CheckConstraint("num_nonnulls(status_code, error) >= 1", name="delivery_attempt_end"),
        UniqueConstraint("delivery_id", "number", name="one_attempt_a_number"),
    )
    fate: ClassVar[Fate | None] = processing_record("started_at")

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID | None
    carrier_id: UUID | None
    delivery_id: UUID
    number: int
    started_at: datetime = instant()
    milliseconds: int
    status_code: int | None
    error: str | None


class Callback(OfClient, table=True):
    """One report of a carrier, as it came. Its id is derived from endpoint and webhook-id: it is taken once."""

    __tablename__ = "carrier_callback"
    __table_args__ = (
        Index("carrier_callback_by_time", "agency_id", "received_at", "id"),
        Index("carrier_callback_by_case", "case_id", "received_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = Field(primary_key=True)
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID
    case_kind: str
    case_id: UUID
    webhook_id: str
    report: str
    reported_at: datetime = instant()
    received_at: datetime = instant()
    body_sealed: bytes = sealed()
    body_digest: bytes = sealed()
