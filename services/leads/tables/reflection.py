"""What agents learn from: refusals, disputes, and the stages of a client's life."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfClient
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.rows import Versioned, identifier, instant, sealed


class Refusal(Versioned, OfClient, table=True):
    """A client said no, for one reason; and what the agent made of it afterwards."""

    __tablename__ = "refusal"
    __table_args__ = (
        CheckConstraint(
            "(reflected_at IS NULL) = (need_dug_enough IS NULL)", name="refusal_reflected_as_a_whole"
        ),
        Index("refusal_by_client", "client_id", "recorded_at", "id"),
        Index("refusal_by_time", "agency_id", "recorded_at", "id"),
        Index("refusal_by_day", "agency_id", "refused_on"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    reason_code: str
    line: str | None
    refused_on: date
    recorded_at: datetime = instant()
    note_sealed: bytes | None = sealed(None)
    need_dug_enough: bool | None = None
    lesson_sealed: bytes | None = sealed(None)
    reflected_at: datetime | None = instant(None)


class Dispute(Versioned, OfClient, table=True):
    """A dispute in which the agent stands by the client: its goal is the client's legitimate rights."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'closed')", name="dispute_status"),
        CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL AND outcome_code IS NOT NULL)",
            name="dispute_closed_with_an_outcome",
        ),
        Index("dispute_by_client", "client_id", "recorded_at", "id"),
        Index("dispute_by_time", "agency_id", "recorded_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    subject_code: str
    goal_code: str
    opened_on: date
    recorded_at: datetime = instant()
    account_sealed: bytes = sealed()
    status: str = "open"
    outcome_code: str | None = None
    outcome_sealed: bytes | None = sealed(None)
    closed_at: datetime | None = instant(None)


class LifeStage(Versioned, OfClient, table=True):
    """From one day on the client is in one stage of life, as his agent noted it."""

    __tablename__ = "life_stage"
    __table_args__ = (Index("life_stage_by_client", "client_id", "entered_on", "id"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    stage_code: str
    entered_on: date
    recorded_at: datetime = instant()
    review_sealed: bytes | None = sealed(None)
