"""What lay before the client, version by version, and whether it was opened."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfClient
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.rows import Versioned, identifier, instant, json


class ProposalVersion(OfClient, table=True):
    """A proposal as it was presented once; `facts` is the `Presented` of the domain. It never changes.

    Share links are for a version. The first versions of proposals older than this table have the proposal's own id, so
    that links given before open them.
    """

    __tablename__ = "proposal_version"
    __table_args__ = (
        CheckConstraint("number >= 1", name="proposal_version_number"),
        Index("one_version_a_number", "proposal_id", "number", unique=True),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    proposal_id: UUID
    number: int
    facts: dict[str, Any] = json()
    presented_at: datetime = instant()


class ProposalOpening(OfClient, table=True):
    """A share link of a version was opened; the id is derived from version, link and day, so there is one for each.

    Nothing is kept of whoever opened it. `is_first` is true once a version.
    """

    __tablename__ = "proposal_opening"
    __table_args__ = (
        Index("first_opening_a_version", "version_id", unique=True, postgresql_where="is_first"),
        Index("opening_by_proposal", "proposal_id", "opened_at", "id"),
        Index("opening_by_time", "agency_id", "opened_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    proposal_id: UUID
    version_id: UUID
    number: int
    is_first: bool
    opened_at: datetime = instant()


class Readership(Versioned, OfClient, table=True):
    """How often a proposal was opened, over all its versions; the id is the proposal's. `newest` is its newest version.

    It is apart from the proposal because opening a page must not outdate what somebody is about to accept.
    """

    __tablename__ = "proposal_readership"
    __table_args__ = (
        CheckConstraint("newest >= 1", name="readership_newest"),
        CheckConstraint("openings >= 0", name="readership_openings"),
        CheckConstraint("(openings = 0) = (opened_at IS NULL)", name="readership_opened"),
        CheckConstraint("(openings = 0) = (first_opened_at IS NULL)", name="readership_first_opened"),
        Index("readership_by_opening", "agency_id", "opened_at"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    newest: int = 1
    openings: int = 0
    first_opened_at: datetime | None = instant(None)
    opened_at: datetime | None = instant(None)
