"""Plans for firms, as they were proposed."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfClient
from shared.fates import KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import Versioned, identifier, instant, json, money


class EnterpriseProposal(Versioned, OfClient, table=True):
    """A plan for the firm of a client, drafted for one assessment of it.

    `firm`, `needs` and `offer` are the `Firm`, `FirmNeeds` and `EnterpriseOffer` of the domain; `gaps` are those agreed to.
    While it is open the firm follows what is told of it, last at `facts_as_of`; `firm_changes` are the codes of what changed
    since the gaps were agreed to.
    """

    __tablename__ = "enterprise_proposal"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'presented', 'accepted', 'rejected', 'superseded')",
            name="enterprise_proposal_status",
        ),
        CheckConstraint(
            "status IN ('draft', 'superseded') OR offer IS NOT NULL", name="enterprise_proposal_offer"
        ),
        CheckConstraint("(status = 'draft') <= (draft_reason IS NOT NULL)", name="enterprise_proposal_draft"),
        CheckConstraint(
            "(status = 'accepted') = (accepted_lines IS NOT NULL)", name="enterprise_proposal_chosen"
        ),
        CheckConstraint(
            "(status = 'rejected') = (rejection_reason IS NOT NULL)", name="enterprise_proposal_rejected"
        ),
        Index("one_enterprise_proposal_an_assessment", "assessment_id", unique=True),
        Index("enterprise_proposal_by_client", "client_id", "drafted_at", "id"),
        Index("enterprise_proposal_by_time", "agency_id", "drafted_at", "id"),
        Index("enterprise_proposal_in_draft", "agency_id", postgresql_where="status = 'draft'"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    assessment_id: UUID
    firm: dict[str, Any] = json()
    needs: dict[str, Any] = json()
    gaps: list[dict[str, Any]] = json()
    annual_budget: Money | None = money(None)
    status: str
    draft_reason: str | None = None
    offer: dict[str, Any] | None = json(None)
    accepted_lines: list[str] | None = json(None)
    rejection_reason: str | None = None
    facts_as_of: datetime = instant()
    drafted_at: datetime = instant()
    presented_at: datetime | None = instant(None)
    settled_at: datetime | None = instant(None)
    firm_changed_on: date | None = None
    firm_changes: list[str] = json()
