"""The rows of `leads`."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import registry

from shared.confinement import AgencyRow, ClientRow
from shared.rows import Versioned, identifier, instant, sealed

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
        UniqueConstraint("agency_id", "phone_digest", name="one_lead_a_phone"),
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
