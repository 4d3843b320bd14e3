"""How a wealth plan is made: a budget spread over increasing whole life, annuity and universal account, for one goal.

Invariant: what is spent is within the budget and in the steps that each product takes; of each line the product with the
best weighted scores is chosen; a line that has none says why, and its part goes to the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal, localcontext
from typing import Final

from services.quotes.domain import caveats
from services.quotes.domain.cash_values import CashValues
from services.quotes.domain.irr import InternalRate
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems.wealth import NothingForTheGoal
from services.quotes.domain.product import Product
from services.quotes.domain.rating import Life
from services.quotes.domain.savings_contract import Contract, contract_of, first_payout_age
from services.quotes.domain.savings_irr import SavingsYear, rows_of, whole_after
from services.quotes.domain.wealth_plan import AtYear, Component, LeftOut, WealthPlan, Whose, Wish
from services.quotes.domain.wealth_scores import scores_of, weighted
from shared.because import Because
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.money import Money
from shared.problems import BrokenRule

_FEN: Final = Decimal("0.01")
_WIDE: Final = 50


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
    """A product as part of the plan; raises _Unfit and what `contract_of` raises."""
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
    return _scored(candidate.product, whose, contract, rows_of(contract, internal_rate), wish, rules)


def _scored(
    product: OnSale,
    whose: Whose,
    contract: Contract,
    rows: tuple[SavingsYear, ...],
    wish: Wish,
    rules: Rules,
) -> Component:
    facts, rate = contract.product, _rate_at(rows, wish.years)
    scores = scores_of(contract, goal_year=wish.years, irr=rate, rule=rules.scores)
    horizons = sorted({*rules.scores["horizons"], wish.years})
    illustrated = contract.illustrated
    return Component(
        product_id=product.product_id,
        product_code=facts.code,
        product_version=facts.version,
        carrier_id=product.carrier_id,
        line=facts.line,
        design_type=facts.design_type,
        name=facts.name,
        insurer=facts.insurer,
        insured=whose,
        entry_age=contract.entry_age,
        coverage_term=contract.coverage_term,
        payment_years=contract.payment_years,
        annual_premium=contract.annual_premium,
        sum_insured=contract.sum_insured,
        waiting_days=facts.waiting_days,
        benefits_certain=facts.benefits_are_certain,
        first_payout_age=first_payout_age(facts),
        yearly_payout=next((paid for paid in contract.payouts if paid), None),
        whole_after_years=whole_after(contract),
        at_goal=_there(contract, wish.years, contract.guaranteed),
        illustrated_at_goal=tuple(_there(contract, wish.years, values) for values in illustrated.values()),
        illustrated_rates=tuple(illustrated),
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
        return Money.rounded(part.quantize(_FEN, ROUND_DOWN))
    if part < offered.minimum.amount:
        raise _Unfit("BELOW_LEAST_PREMIUM")
    with localcontext(prec=_WIDE):
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
