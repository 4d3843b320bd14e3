"""Leads that were found to be one person."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfClient
from shared.fates import ERASED, Fate
from shared.rows import Versioned, identifier, instant


class LeadMerge(Versioned, OfClient, table=True):
    """One lead went up in another (`client_id`), and perhaps was parted from it again."""

    __tablename__ = "lead_merge"
    __table_args__ = (
        CheckConstraint("client_id <> merged_client_id", name="lead_merge_two"),
        CheckConstraint("reason IN ('identity_number', 'by_hand')", name="lead_merge_reason"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="lead_merge_undone"),
        Index("one_merge_in_force", "merged_client_id", unique=True, postgresql_where="undone_at IS NULL"),
        Index("lead_merge_by_client", "client_id", "merged_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    merged_client_id: UUID
    reason: str
    touch_id: UUID
    served_by_agent_id: UUID | None = None
    served_by_team_id: UUID | None = None
    merged_by: str
    merged_at: datetime = instant()
    undo_until: datetime = instant()
    undone_at: datetime | None = instant(None)
    undone_by: str | None = None
