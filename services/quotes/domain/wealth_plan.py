"""A wealth plan as it is shown and kept: what is wished for, the contracts it is made of, and what it does without.

Invariant: a plan is complete in itself, so that what a client accepted can be read years later without the catalogue.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.quotes.domain.product import (
    Amount,
    Basis,
    Code,
    CoverageTerm,
    DesignType,
    Facts,
    PaymentYears,
    Wording,
)
from services.quotes.domain.rating import Life
from services.quotes.domain.savings_irr import SavingsYear
from services.quotes.domain.wealth_scores import Score
from shared.because import Because
from shared.contracts import Line
from shared.money import Money

Goal = Literal["education", "pension", "other"]
Whose = Literal["client", "child"]


class Wish(Facts):
    """What the money is for: `amount` yuan in `years` years, from at most `annual_budget` over `payment_years`.

    `life` is the client's; a `child`, for whose schooling it is, is insured instead where a product takes him.
    Tables go to the year in which the client is `until_age`.
    """

    goal: Goal
    amount: Amount
    years: Annotated[int, Field(ge=1, le=60)]
    annual_budget: Amount
    payment_years: PaymentYears
    until_age: Annotated[int, Field(ge=1, le=105)]
    life: Life
    child: Life | None = None

    @model_validator(mode="after")
    def _is_a_wish(self) -> Self:
        refuse_no_wish(self.goal, self.amount, self.annual_budget, self.child)
        if self.until_age < self.life.age + self.years:
            raise ValueError("the tables go at least to the client's age at the goal")
        return self

    @property
    def table_years(self) -> int:
        """How many policy years the tables show."""
        return self.until_age - self.life.age


def refuse_no_wish(goal: Goal, amount: Money, annual_budget: Money, child: object) -> None:
    """Raises ValueError for what is no wish, whoever the lives are."""
    if not amount or not annual_budget:
        raise ValueError("a goal and a budget are above nothing")
    if child is not None and goal != "education":
        raise ValueError("a child is named for its schooling")


class AtYear(Facts):
    """The guaranteed rate of a contract that is ended at the end of a policy year."""

    year: int
    irr: Decimal | None


class Component(Facts):
    """One contract of the plan, complete in itself: what it costs, what it gives, how it scores and why."""

    product_id: UUID
    product_code: Code
    product_version: Annotated[int, Field(ge=1)]
    carrier_id: UUID
    line: Line
    design_type: DesignType
    name: Wording
    insurer: Wording
    insured: Whose
    entry_age: int
    coverage_term: CoverageTerm
    payment_years: PaymentYears
    annual_premium: Money
    sum_insured: Money
    waiting_days: int
    benefits_certain: bool
    first_payout_age: int | None
    yearly_payout: Money | None
    whole_after_years: int | None
    at_goal: Money
    illustrated_at_goal: tuple[Money, ...]
    illustrated_rates: tuple[Decimal, ...]
    guaranteed_irr: tuple[AtYear, ...]
    scores: tuple[Score, ...]
    weighted_score: Decimal
    basis: Basis
    because: Because
    rows: tuple[SavingsYear, ...]

    @property
    def single_premium(self) -> bool:
        """Whether it is paid at once."""
        return self.payment_years == 1


class LeftOut(Facts):
    """A product of a line that the plan does without, and the code of the reason; no product where none is on sale."""

    line: Line
    product_code: Code | None
    reason: str


class WealthPlan(Facts):
    """The plan as of `made_on`. Amounts at the goal are cash values with what was paid out by then; the illustrated ones
    take the highest rate that each contract illustrates. `shortfall` is what the guaranteed one lacks."""

    made_on: date
    wish: Wish
    annual_premium: Money
    premiums_paid: Money
    components: tuple[Component, ...]
    left_out: tuple[LeftOut, ...]
    guaranteed_at_goal: Money
    illustrated_at_goal: Money
    shortfall: Money
    because: tuple[Because, ...]
    caveats: tuple[str, ...]
