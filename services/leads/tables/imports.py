"""Files on their way in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfAgency
from shared.rows import Versioned, identifier, instant, json, sealed


class LeadImport(Versioned, OfAgency, table=True):
    """One file of leads on its way in. It belongs to the agent or the team of whoever sent it, or else to the agency."""

    __tablename__ = "lead_import"
    __table_args__ = (
        CheckConstraint("kind IN ('leads', 'clients')", name="lead_import_kind"),
        CheckConstraint("format IN ('csv', 'xlsx')", name="lead_import_format"),
        CheckConstraint(
            "status IN ('waiting', 'running', 'done', 'cancelled', 'failed')", name="lead_import_status"
        ),
        CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="lead_import_failure"),
        CheckConstraint("rows = captured + merged + refused", name="lead_import_counts"),
        Index("lead_import_by_time", "agency_id", "created_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    agent_id: UUID | None = None
    team_id: UUID | None = None
    kind: str
    dry_run: bool
    format: str
    source: str
    channel: str
    consent_purposes: list[str] = json()
    consent_text_version: str
    consent_proof_sealed: bytes | None = sealed(None)
    file_id: UUID
    encoding: str | None = None
    separator: str | None = None
    status: str = "waiting"
    failure: str | None = None
    failure_details: dict[str, Any] = json(dict)
    total: int | None = None
    rows: int = 0
    captured: int = 0
    merged: int = 0
    refused: int = 0
    created_at: datetime = instant()
    ended_at: datetime | None = instant(None)


class RefusedCell(OfAgency, table=True):
    """One cell of an imported file that could not be taken: where it is and why, never what it holds."""

    __tablename__ = "refused_cell"
    __table_args__ = (Index("refused_cell_by_line", "import_id", "line", "id"),)

    id: UUID = identifier()
    agency_id: UUID
    import_id: UUID
    line: int
    column_name: str
    code: str
    details: dict[str, Any] = json(dict)
