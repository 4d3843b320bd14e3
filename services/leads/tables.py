"""The rows of `leads`."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import registry

from shared.confinement import AgencyRow, ClientRow
from shared.rows import Versioned, identifier, instant, json, sealed

ONE_LEAD_A_PHONE = "one_lead_a_phone"

_registry = registry()


class OfAgency(AgencyRow, registry=_registry):
    """Rows of this service that belong to an agency."""


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""


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


class Lead(Versioned, OfClient, table=True):
    """A person or firm, from prospect to client; the id is the client's id everywhere."""

    __tablename__ = "lead"
    __table_args__ = (
        UniqueConstraint("agency_id", "phone_digest", name=ONE_LEAD_A_PHONE),
        Index(
            "one_lead_an_identity_number",
            "agency_id",
            "id_number_digest",
            unique=True,
            postgresql_where="id_number_digest IS NOT NULL",
        ),
        CheckConstraint("status IN ('new', 'qualified', 'won', 'refused')", name="lead_status"),
        Index("lead_by_time", "agency_id", "captured_at", "id"),
    )
    client_column: ClassVar[str] = "id"

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


class Touch(OfClient, table=True):
    """One contact of a lead by one way."""

    __tablename__ = "touch"
    __table_args__ = (Index("touch_by_client", "client_id", "touched_at", "id"),)

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    source: str
    channel: str
    campaign_id: UUID | None = None
    touched_at: datetime = instant()


class Consent(Versioned, OfClient, table=True):
    """One line of the consent ledger: a purpose, in the words of one version, granted and perhaps withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "one_consent_in_force",
            "client_id",
            "purpose",
            unique=True,
            postgresql_where="withdrawn_at IS NULL",
        ),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    purpose: str
    text_version: str
    channel: str
    granted_at: datetime = instant()
    withdrawn_at: datetime | None = instant(None)


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
