"""Proposals, whether they fit, and what underwriting says to them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfClient
from shared.fates import ERASED, KEPT_AS_SUITABILITY, KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import OnConflict, Versioned, identifier, instant, json, money


class Proposal(Versioned, OfClient, table=True):
    """A tiered proposal for one life, drafted for one assessment; `plan_id` is the family that it is planned with.

    `offer` is the `Offer` of the domain, absent from a draft for which nothing is on sale; `gaps` are those agreed to.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'presented', 'accepted', 'rejected', 'superseded')", name="proposal_status"
        ),
        CheckConstraint("status IN ('draft', 'superseded') OR offer IS NOT NULL", name="proposal_offer"),
        CheckConstraint("(status = 'draft') <= (draft_reason IS NOT NULL)", name="proposal_draft"),
        CheckConstraint("(status = 'accepted') = (chosen_tier IS NOT NULL)", name="proposal_chosen"),
        CheckConstraint("(status = 'rejected') = (rejection_reason IS NOT NULL)", name="proposal_rejected"),
        Index("one_proposal_a_member", "assessment_id", "member_id", unique=True),
        Index("proposal_by_plan", "plan_id"),
        Index("proposal_by_client", "client_id", "drafted_at", "id"),
        Index("proposal_by_time", "agency_id", "drafted_at", "id"),
        Index("proposal_in_draft", "agency_id", postgresql_where="status = 'draft'"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    assessment_id: UUID
    member_id: UUID
    birth_date: date
    sex: str
    occupation_class: int
    annual_budget: Money | None = money(None)
    family_annual_income: Money | None = money(None)
    gaps: list[dict[str, Any]] = json()
    status: str
    draft_reason: str | None = None
    offer: dict[str, Any] | None = json(None)
    drafted_at: datetime = instant()
    presented_at: datetime | None = instant(None)
    settled_at: datetime | None = instant(None)
    chosen_tier: str | None = None
    rejection_reason: str | None = None
    household_changed_on: date | None = None
    plan_id: UUID | None = None


class SuitabilityStatement(OfClient, table=True):
    """What a client signed about one tier: the very words, why they were asked for, and until when they are kept.

    `goes_on` is his written confirmation that a sale which should stop shall go on. Signing the same words again changes
    nothing.
    """

    __tablename__ = "suitability_statement"
    __table_args__ = (
        CheckConstraint("goes_on OR stop_for = '[]'::jsonb", name="suitability_statement_goes_on"),
        Index("one_statement_a_text", "proposal_id", "tier", "digest", unique=True),
        Index("statement_by_proposal", "proposal_id", "signed_at", "id"),
    )
    fate: ClassVar[Fate | None] = Fate(KEPT_AS_SUITABILITY.kept_by, dated_by="signed_at")

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    proposal_id: UUID
    tier: str
    annual_premium: Money = money()
    text_number: int
    language: str
    paragraphs: list[str] = json()
    digest: str
    triggers: list[str] = json()
    stop_for: list[str] = json()
    care_steps: list[str] = json()
    goes_on: bool
    signed_at: datetime = instant()
    kept_until: date


class SuitabilityRecord(OfClient, table=True):
    """Whether the tier that was chosen fits the client, and the statement that he signed; the id is the proposal's."""

    __tablename__ = "suitability"
    fate: ClassVar[Fate | None] = KEPT_AS_SUITABILITY

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    tier: str
    result: str
    triggers: list[str] = json()
    stop_for: list[str] = json()
    statement_signed: bool
    confirmed_in_writing: bool
    statement_id: UUID | None = None
    because: list[dict[str, Any]] = json()
    assessed_at: datetime = instant()


class Outlook(OfClient, table=True):
    """What underwriting said last about one line of a client; the id is derived from both. The last word counts."""

    __tablename__ = "underwriting_outlook"
    __table_args__ = (Index("outlook_by_client", "client_id", "line"),)
    on_conflict: ClassVar[OnConflict] = "replace"
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    line: str
    outcome: str
    told_by: str
    told_at: datetime = instant()
