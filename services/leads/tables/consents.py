"""The consent ledger."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfClient
from shared.fates import KEPT_WITH_CONTRACT, Fate
from shared.rows import Versioned, identifier, instant, sealed


class Consent(Versioned, OfClient, table=True):
    """One line of the consent ledger: a purpose, in the words of one version, granted and perhaps withdrawn.

    For a child under 14 it is the guardian who grants.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "one_consent_in_force",
            "client_id",
            "purpose",
            unique=True,
            postgresql_where="withdrawn_at IS NULL",
        ),
        CheckConstraint(
            "(guardian_relation IS NULL) = (guardian_name_sealed IS NULL)", name="consent_guardian"
        ),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    purpose: str
    text_version: str
    channel: str
    granted_at: datetime = instant()
    withdrawn_at: datetime | None = instant(None)
    guardian_relation: str | None = None
    guardian_name_sealed: bytes | None = sealed(None)
