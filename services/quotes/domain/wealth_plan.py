"""A wealth plan: a budget spread over increasing whole life, annuity and universal account, for one goal.

Invariant: what is spent is within the budget and in the steps that each product takes; of each line the product with the
best weighted scores is chosen; a line that has none says why, and its part goes to the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.quotes.domain import caveats
from services.quotes.domain.cash_values import CashValues
from services.quotes.domain.irr import InternalRate
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems.wealth import NothingForTheGoal
from services.quotes.domain.product import (
    Amount,
    Basis,
    Code,
    CoverageTerm,
    DesignType,
    Facts,
    PaymentYears,
    Product,
    Wording,
)
from services.quotes.domain.rating import Life
from services.quotes.domain.savings_contract import Contract, contract_of, first_payout_age
from services.quotes.domain.savings_irr import SavingsYear, rows_of, whole_after
from services.quotes.domain.wealth_scores import Score, scores_of, weighted
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.money import Money
from shared.problems import BrokenRule

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that could be part of a plan, with its cash values where it has a table of them."""

    product: OnSale
    cash_values: CashValues | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that a plan is made by: "wealth.mix" and "wealth.scores"."""

    mix: Rule
    scores: Rule


class _Unfit(Exception):
    """A product does not answer to the goal; says by which code."""


class _LineIsUnfit(Exception):
    """No product of a line answers to the goal; each says why."""

    def __init__(self, reasons: Sequence[LeftOut]) -> None:
        super().__init__()
        self.reasons = tuple(reasons)


def make_plan(
    candidates: Sequence[Candidate], wish: Wish, internal_rate: InternalRate, *, rules: Rules, on: date
) -> WealthPlan:
    """The plan for the wish from what is on sale on the day; raises NothingForTheGoal."""
    shares: Mapping[str, Decimal] = rules.mix[wish.goal]["shares"]
    lines = [Line(line) for line in shares]
    left_out: dict[Line, tuple[LeftOut, ...]] = {}
    while True:
        parts = {line: shares[line] for line in lines if line not in left_out}
        if not parts:
            raise NothingForTheGoal(
                left_out=[one.model_dump(mode="json") for reasons in left_out.values() for one in reasons]
            )
        chosen: dict[Line, Component] = {}
        for line, share in parts.items():
            part = wish.annual_budget.amount * share / sum(parts.values())
            try:
                chosen[line] = _best(candidates, line, wish, part, internal_rate, rules, on)
            except _LineIsUnfit as unfit:
                left_out[line] = unfit.reasons
                break
        else:
            without = [one for reasons in left_out.values() for one in reasons]
            return _plan(wish, [chosen[line] for line in parts], without, rules, on)


def _best(
    candidates: Iterable[Candidate],
    line: Line,
    wish: Wish,
    part: Decimal,
    internal_rate: InternalRate,
    rules: Rules,
    on: date,
) -> Component:
    """The product of the line with the best weighted score, by code where several have it; raises _LineIsUnfit."""
    found, reasons = [], []
    for candidate in candidates:
        facts = candidate.product.tariff.product
        if facts.line != line:
            continue
        try:
            found.append(_component(candidate, wish, part, internal_rate, rules, on))
        except _Unfit as unfit:
            reasons.append(LeftOut(line=line, product_code=facts.code, reason=str(unfit)))
        except BrokenRule as broken:
            reasons.append(LeftOut(line=line, product_code=facts.code, reason=broken.code))
    if not found:
        raise _LineIsUnfit(reasons or [LeftOut(line=line, product_code=None, reason="NO_PRODUCT_FOR_LINE")])
    return min(found, key=lambda one: (-one.weighted_score, one.product_code))


def _component(
    candidate: Candidate, wish: Wish, part: Decimal, internal_rate: InternalRate, rules: Rules, on: date
) -> Component:
    facts = candidate.product.tariff.product
    whose, life = _insured(facts, wish)
    _refuse_untimely(facts, life, wish)
    contract = contract_of(
        candidate.product.tariff,
        candidate.cash_values,
        life,
        annual_premium=_in_steps(facts, part),
        payment_years=_payment_years(facts, wish),
        until_age=life.age + wish.table_years,
        on=on,
    )
    if contract.years < 1:
        raise _Unfit("TABLE_IS_OVER")
    rows = rows_of(contract, internal_rate)
    at_goal = _rate_at(rows, wish.years)
    scores = scores_of(contract, goal_year=wish.years, irr=at_goal, rule=rules.scores)
    horizons = sorted({*rules.scores["horizons"], wish.years})
    payout_age = first_payout_age(facts)
    return Component(
        product_id=candidate.product.product_id,
        product_code=facts.code,
        product_version=facts.version,
        carrier_id=candidate.product.carrier_id,
        line=facts.line,
        design_type=facts.design_type,
        name=facts.name,
        insurer=facts.insurer,
        insured=whose,
        entry_age=life.age,
        coverage_term=contract.coverage_term,
        payment_years=contract.payment_years,
        annual_premium=contract.annual_premium,
        sum_insured=contract.sum_insured,
        waiting_days=facts.waiting_days,
        benefits_certain=facts.benefits_are_certain,
        first_payout_age=payout_age,
        yearly_payout=next((paid for paid in contract.payouts if paid), None),
        whole_after_years=whole_after(contract),
        at_goal=_there(contract, wish.years, contract.guaranteed),
        illustrated_at_goal=tuple(
            _there(contract, wish.years, values) for values in contract.illustrated.values()
        ),
        illustrated_rates=tuple(contract.illustrated),
        guaranteed_irr=tuple(
            AtYear(year=year, irr=_rate_at(rows, year)) for year in horizons if year <= len(rows)
        ),
        scores=scores,
        weighted_score=weighted(scores, rules.mix[wish.goal]["weights"]),
        basis=facts.basis,
        because=contract.priced.because[0],
        rows=rows,
    )


def _there(contract: Contract, year: int, values: tuple[Money, ...]) -> Money:
    return contract.worth(year, values) + contract.paid_out_by(year)


def _rate_at(rows: Sequence[SavingsYear], year: int) -> Decimal | None:
    """The guaranteed rate at the end of the year; that of the last one where the contract is over by then."""
    return rows[min(year, len(rows)) - 1].guaranteed.irr


def _insured(facts: Product, wish: Wish) -> tuple[Whose, Life]:
    """Whose life it is taken out on: the child's, whose schooling it is, where the product takes him."""
    if wish.child is not None and facts.takes_age(wish.child.age):
        return "child", wish.child
    return "client", wish.life


def _refuse_untimely(facts: Product, life: Life, wish: Wish) -> None:
    """Raises _Unfit for an annuity that is not being paid when the money is needed."""
    when = life.age + wish.years
    annuities = [benefit for benefit in facts.benefits if benefit.kind == "annuity"]
    if facts.line != Line.ANNUITY or not annuities:
        return
    if all((benefit.from_age or 0) > when for benefit in annuities):
        raise _Unfit("PAYS_TOO_LATE")
    if all(benefit.until_age is not None and benefit.until_age < when for benefit in annuities):
        raise _Unfit("PAYS_TOO_EARLY")


def _payment_years(facts: Product, wish: Wish) -> int:
    """The longest term of payment that is wished for and over by the goal; raises _Unfit."""
    fitting = [years for years in facts.payment_terms if years <= min(wish.payment_years, wish.years)]
    if not fitting:
        raise _Unfit("NO_PAYMENT_TERM")
    return max(fitting)


def _in_steps(facts: Product, part: Decimal) -> Money:
    """As much of a part of the budget as the product takes a year; raises _Unfit for less than it takes."""
    offered = facts.premium
    if offered is None:
        return Money.rounded(part.quantize(Decimal("0.01"), "ROUND_DOWN"))
    if part < offered.minimum.amount:
        raise _Unfit("BELOW_LEAST_PREMIUM")
    with localcontext(prec=50):
        steps = (min(part, offered.maximum.amount) - offered.minimum.amount) // offered.step.amount
        return offered.minimum + offered.step * steps


def _plan(
    wish: Wish, components: Sequence[Component], left_out: Sequence[LeftOut], rules: Rules, on: date
) -> WealthPlan:
    there = sum((one.at_goal for one in components), Money.zero())
    best = sum((max((one.at_goal, *one.illustrated_at_goal)) for one in components), Money.zero())
    shortfall = max(Money.zero(), wish.amount - there)
    told = [caveats.NOT_A_PROMISE, caveats.VALUES_IF_ALIVE, caveats.ENDING_EARLY_MAY_LOSE]
    if not all(one.benefits_certain for one in components):
        told += [caveats.BENEFITS_ARE_NOT_GUARANTEED, caveats.ILLUSTRATED_RATES_ARE_NOT_PROMISED]
    told += _basis_caveats(components)
    if shortfall:
        told.append(caveats.GOAL_IS_NOT_REACHED)
    return WealthPlan(
        made_on=on,
        wish=wish,
        annual_premium=sum((one.annual_premium for one in components), Money.zero()),
        premiums_paid=sum(
            (one.annual_premium * min(one.payment_years, wish.years) for one in components), Money.zero()
        ),
        components=tuple(components),
        left_out=tuple(left_out),
        guaranteed_at_goal=there,
        illustrated_at_goal=best,
        shortfall=shortfall,
        because=(
            Because.of(rules.mix, goal=wish.goal, **rules.mix[wish.goal]),
            Because.of(rules.scores, goal_year=wish.years),
            *(one.because for one in components),
        ),
        caveats=tuple(told),
    )


def _basis_caveats(components: Iterable[Component]) -> list[str]:
    kinds = {one.basis.kind for one in components}
    told = []
    if "derived" in kinds:
        told.append(caveats.RATES_ARE_A_SAMPLE)
    if "illustrative" in kinds:
        told.append(caveats.RATES_ARE_ILLUSTRATIVE)
    return told


def as_answer(plan: WealthPlan) -> Answer[WealthPlan]:
    """The plan with its reasons beside it, as calculators answer."""
    return Answer(result=plan, because=list(plan.because), caveats=list(plan.caveats))
