"""Wealth plans as clients and agents see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.quotes.domain.product import Amount, OccupationClass, PaymentYears
from services.quotes.domain.savings_irr import SavingsYear
from services.quotes.domain.wealth_plan import AtYear, Goal, Whose, Wish, refuse_no_wish
from services.quotes.domain.wealth_scores import Dimension
from services.quotes.schemas import Day
from services.quotes.schemas.calculators import OnDay
from services.quotes.schemas.catalogue import BasisOut
from services.quotes.use_cases.wealth import RejectionReason
from shared.because import Because
from shared.contracts import Line, Sex
from shared.money import Money
from shared.sent import Input


class WishIn(Wish):
    """A goal, a budget and the lives; the day it is asked for."""

    on: OnDay = None


class InsuredIn(Input):
    """A life of the family; nothing that names the person."""

    member_id: UUID
    birth_date: Day
    sex: Sex
    occupation_class: OccupationClass = 1


class WealthPlanIn(Input):
    """A plan for a client: what the money is for, what it may cost a year, and whose lives it is about."""

    client_id: UUID
    goal: Annotated[Goal, Field(examples=["pension"])]
    amount: Annotated[Amount, Field(examples=["800000.00"])]
    years: Annotated[int, Field(ge=1, le=60, examples=[20])]
    annual_budget: Annotated[Amount, Field(examples=["60000.00"])]
    payment_years: Annotated[PaymentYears, Field(examples=[10])]
    until_age: Annotated[int, Field(ge=1, le=105, examples=[85])]
    insured: InsuredIn
    child: InsuredIn | None = None
    family_income: Annotated[Amount | None, Field(examples=["400000.00"])] = None
    family_expenses: Annotated[Amount | None, Field(examples=["180000.00"])] = None

    @model_validator(mode="after")
    def _is_a_wish(self) -> Self:
        refuse_no_wish(self.goal, self.amount, self.annual_budget, self.child)
        return self


class ReasonOut(BaseModel):
    """What earned points, or none, in words."""

    code: str
    points: int
    text: str


class ScoreOut(BaseModel):
    """How far a contract answers safety, return or liquidity, and why."""

    dimension: Dimension
    name: str
    points: int
    highest: int
    reasons: list[ReasonOut]


class ComponentOut(BaseModel):
    """One contract of a plan."""

    product_id: UUID
    product_code: str
    product_version: int
    carrier_id: UUID
    line: Line
    name: str
    insurer: str
    insured: Whose
    entry_age: int
    coverage_term: str
    payment_years: int
    annual_premium: Money
    sum_insured: Money
    benefits_certain: bool
    first_payout_age: int | None
    yearly_payout: Money | None
    whole_after_years: int | None
    at_goal: Money
    illustrated_rates: list[Decimal]
    illustrated_at_goal: list[Money]
    guaranteed_irr: list[AtYear]
    scores: list[ScoreOut]
    weighted_score: Decimal
    basis: BasisOut
    because: Because
    rows: list[SavingsYear]


class LeftOutOut(BaseModel):
    """A product of a line that the plan does without, and why; no product where none is on sale."""

    line: Line
    product_code: str | None
    reason: str
    text: str


class PlanOut(BaseModel):
    """A plan: what is paid in, what is there at the goal, and the contracts it is made of."""

    made_on: date
    goal: Goal
    amount: Money
    years: int
    annual_budget: Money
    annual_premium: Money
    premiums_paid: Money
    guaranteed_at_goal: Money
    illustrated_at_goal: Money
    shortfall: Money
    components: list[ComponentOut]
    left_out: list[LeftOutOut]
    notice: str


class WealthPlanOut(BaseModel):
    """A client's plan as lists show it; `edition` counts the plans made for the same goal."""

    id: UUID
    version: int
    client_id: UUID
    goal: Goal
    edition: int
    status: Annotated[str, Field(examples=["presented"])]
    amount: Money
    annual_premium: Money
    drafted_at: datetime
    presented_at: datetime | None
    settled_at: datetime | None
    rejection_reason: str | None


class WealthPlanDetailOut(WealthPlanOut):
    """The same with the plan itself, its reasons and what a reader must be told."""

    plan: PlanOut
    because: list[Because]
    caveats: list[str]


class WealthAcceptIn(Input):
    """What the client signed or confirmed, where the plan may not fit him."""

    suitability_statement: bool = False
    confirmed_in_writing: bool = False


class WealthRejectIn(Input):
    """Why the client wants none of it."""

    reason_code: Annotated[RejectionReason, Field(examples=["not_now"])]
