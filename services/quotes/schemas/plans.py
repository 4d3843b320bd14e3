"""Families' plans, and what is suggested to change in them, as clients and agents see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.adjustments import Action
from shared.contracts import Line
from shared.money import Money


class PlanMemberOut(BaseModel):
    """A member, his proposal, and what is recommended to him; null where the budget carries nothing for him."""

    member_id: UUID
    role: Annotated[str, Field(examples=["child"])]
    proposal_id: UUID
    proposal_status: Annotated[str, Field(examples=["presented"])]
    recommended_tier: Annotated[str | None, Field(examples=["plan"])]
    chosen_tier: str | None
    planned_premium: Annotated[
        Money | None, Field(description="of his part of the plan, or of the tier that he chose")
    ]


class PlanOut(BaseModel):
    """A family's plan: a proposal a member, and what all of them cost together a year."""

    id: UUID
    client_id: UUID
    assessment_id: UUID
    annual_budget: Money | None
    annual_premium: Money
    within_budget: bool | None
    members: list[PlanMemberOut]
    drafted_at: datetime


class PlanSummaryOut(BaseModel):
    """A family's plan, as lists show it."""

    id: UUID
    client_id: UUID
    assessment_id: UUID
    annual_budget: Money | None
    member_count: int
    drafted_at: datetime


class SuggestionOut(BaseModel):
    """A change of the plan that is suggested, and why; either a change of the household or a member's age suggests it."""

    id: UUID
    version: int
    code: Annotated[str, Field(examples=["income_rose"])]
    action: Annotated[Action | None, Field(examples=["raise"])]
    lines: list[Line]
    text: Annotated[str, Field(examples=["Raise the life and the critical-illness sum."])]
    reason: Annotated[str, Field(examples=["More income means more for the family to lose."])]
    member_id: UUID | None
    change_code: Annotated[str | None, Field(examples=["income"])]
    effective_on: date
    rule_version: Annotated[str, Field(examples=["plan.adjustments@2020-01-01"])]
    status: Annotated[str, Field(examples=["open"])]
    noted_at: datetime
    settled_at: datetime | None


class LookedOut(BaseModel):
    """What the ages of today suggest that was not noted before."""

    found: list[SuggestionOut]
