"""Leads, and the ways by which they came."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from services.leads.tables.base import OfClient
from shared.fates import ERASED, KEPT_AS_IDENTITY, Fate
from shared.rows import Versioned, identifier, instant, sealed

ONE_LEAD_A_PHONE = "one_lead_a_phone"
ONE_LEAD_AN_IDENTITY_NUMBER = "one_lead_an_identity_number"


class Lead(Versioned, OfClient, table=True):
    """A person or firm, from prospect to client; the id is the client's id everywhere.

    One that was merged keeps its phone and identity number: they lead on to `merged_into`.
    """

    __tablename__ = "lead"
    __table_args__ = (
        UniqueConstraint("agency_id", "phone_digest", name=ONE_LEAD_A_PHONE),
        Index(
            ONE_LEAD_AN_IDENTITY_NUMBER,
            "agency_id",
            "id_number_digest",
            unique=True,
            postgresql_where="id_number_digest IS NOT NULL",
        ),
        CheckConstraint("status IN ('new', 'qualified', 'won', 'refused')", name="lead_status"),
        Index("lead_by_time", "agency_id", "captured_at", "id"),
        Index("lead_by_agent", "agency_id", "agent_id", "id"),
        Index("lead_merged_into", "merged_into", postgresql_where="merged_into IS NOT NULL"),
    )
    client_column: ClassVar[str] = "id"
    fate: ClassVar[Fate | None] = KEPT_AS_IDENTITY

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    segment: str
    name_sealed: bytes = sealed()
    phone_sealed: bytes = sealed()
    phone_digest: bytes = sealed()
    birth_date: date | None = None
    sex: str | None = None
    status: str = "new"
    source: str
    channel: str
    campaign_id: UUID | None = None
    agent_id: UUID | None = None
    team_id: UUID | None = None
    captured_at: datetime = instant()
    won_at: datetime | None = instant(None)
    id_number_sealed: bytes | None = sealed(None)
    id_number_digest: bytes | None = sealed(None)
    region: str | None = None
    merged_into: UUID | None = None


class Touch(OfClient, table=True):
    """One contact of a lead by one way."""

    __tablename__ = "touch"
    __table_args__ = (Index("touch_by_client", "client_id", "touched_at", "id"),)
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    source: str
    channel: str
    campaign_id: UUID | None = None
    touched_at: datetime = instant()
