"""Wealth plans and upgrade comparisons: what was shown to a client, as it was shown."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.quotes.tables.base import OfClient
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.money import Money
from shared.rows import Versioned, identifier, instant, json, money


class StoredWealthPlan(Versioned, OfClient, table=True):
    """One edition of a client's plan for a goal; `plan` is the `WealthPlan` of the domain. A newer one supersedes it.

    `insured` says who the client and the child are to whom the plan's contracts refer; `assessed` is what spoke against it
    when it was accepted, and what was signed then.
    """

    __tablename__ = "wealth_plan"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'presented', 'accepted', 'rejected', 'superseded')",
            name="wealth_plan_status",
        ),
        CheckConstraint("(status = 'accepted') = (assessed IS NOT NULL)", name="wealth_plan_assessed"),
        CheckConstraint(
            "(status = 'rejected') = (rejection_reason IS NOT NULL)", name="wealth_plan_rejected"
        ),
        CheckConstraint("edition > 0", name="wealth_plan_edition"),
        Index("one_wealth_plan_an_edition", "client_id", "goal", "edition", unique=True),
        Index("wealth_plan_by_client", "client_id", "drafted_at", "id"),
        Index("wealth_plan_by_time", "agency_id", "drafted_at", "id"),
    )
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    goal: str
    edition: int
    status: str = "draft"
    amount: Money = money()
    annual_premium: Money = money()
    family_income: Money | None = money(None)
    family_expenses: Money | None = money(None)
    insured: dict[str, Any] = json()
    plan: dict[str, Any] = json()
    drafted_at: datetime = instant()
    presented_at: datetime | None = instant(None)
    settled_at: datetime | None = instant(None)
    rejection_reason: str | None = None
    assessed: dict[str, Any] | None = json(None)


class StoredUpgradeComparison(OfClient, table=True):
    """A policy that a client holds beside a newer product, as it was compared on a day; it never changes.

    `answer` is the comparison of the domain with its reasons and caveats as codes; `policy_id` is that of `servicing`,
    if the policy is in the agency's care.
    """

    __tablename__ = "upgrade_comparison"
    __table_args__ = (
        Index("upgrade_comparison_by_client", "client_id", "compared_at", "id"),
        Index("upgrade_comparison_by_time", "agency_id", "compared_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    policy_id: UUID | None = None
    product_id: UUID
    line: str
    answer: dict[str, Any] = json()
    compared_at: datetime = instant()
