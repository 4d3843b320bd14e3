"""Campaigns."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint

from services.leads.tables.base import OfAgency
from shared.money import Money
from shared.rows import Versioned, identifier, instant, money


class Campaign(Versioned, OfAgency, table=True):
    """A way on which people come: its public key leads to its self-assessment, while it is open and its days run."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("public_key"),
        CheckConstraint("status IN ('open', 'closed')", name="campaign_status"),
        CheckConstraint("starts_on <= ends_on", name="campaign_days"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    public_key: str
    title: str
    channel: str
    source: str
    agent_id: UUID | None
    team_id: UUID | None
    created_at: datetime = instant()
    region: str | None = None
    status: str = "open"
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Money | None = money(None)
