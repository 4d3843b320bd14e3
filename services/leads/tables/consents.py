"""The consent ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from services.leads.tables.base import OfClient
from shared.rows import Versioned, identifier, instant


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
