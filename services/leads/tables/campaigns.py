"""Campaigns."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint

from services.leads.tables.base import OfAgency
from shared.rows import Versioned, identifier, instant


class Campaign(Versioned, OfAgency, table=True):
    """A way on which people come: its public key leads to its self-assessment."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("public_key"),)

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
