"""The protective plan of a family: for each member what closes his gaps, together within the budget, every choice explained.

Invariant: the premiums of all members add up to the plan's, and never to more than the budget. Whatever is short of its gap
says what the next step would cost.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.quotes.domain import caveats
from services.quotes.domain.family import Family, Key, Role, Wanted, wanted
from services.quotes.domain.offer import OfferedCover, OnSale, offered_cover
from services.quotes.domain.optimiser import (
    Demand,
    Option,
    Selection,
    best,
    by_the_plain_rule,
    next_step,
    total,
    worth,
)
from services.quotes.domain.plan import MissingPart
from services.quotes.domain.product import Amount, CoverageTerm, Facts, PaymentYears
from services.quotes.domain.rating import Choice, Life, premium
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money


class Weighed(Facts):
    """A cover as it might have been, in yuan a year."""

    sum_insured: Amount
    coverage_term: CoverageTerm
    payment_years: PaymentYears
    annual_premium: Money


class NextStep(Weighed):
    """The next step up from what was chosen: what it costs more a year, and by how much that is over the budget."""

    costs_more: Money
    over_budget_by: Money | None


class PlannedCover(Facts):
    """One cover of the plan, the gap that it is for, and what was weighed against it: the same sum for other terms."""

    cover: OfferedCover
    gap: Amount
    weighed: tuple[Weighed, ...]
    next_step: NextStep | None


class MemberPlan(Facts):
    """What is planned for one member: covers, most urgent first, what is not sold to him, and what the budget left out."""

    member: Key
    role: Role
    annual_premium: Money
    covers: tuple[PlannedCover, ...]
    missing: tuple[MissingPart, ...]
    left_out: tuple[Line, ...]


class FamilyPlan(Facts):
    """The plan of all members; where the budget carries no cover at all, `advice` says what to change, in that order."""

    members: Annotated[tuple[MemberPlan, ...], Field(min_length=1)]
    annual_premium: Money
    annual_budget: Amount | None
    advice: tuple[str, ...]

    def of(self, member: str) -> MemberPlan:
        """The part of one member; raises KeyError for a key that the family does not have."""
        return {one.member: one for one in self.members}[member]


def plan_family(
    family: Family, on_sale: Mapping[Line, OnSale], jurisdiction: Jurisdiction, *, on: date
) -> Answer[FamilyPlan]:
    """The best plan for the family's gaps that the budget carries, from one product a line, on the day.

    Raises NoRuleInForce for a day before the rules begin.
    """
    rule = jurisdiction.rule("plan.family", on=on)
    asked = wanted(family, on_sale, rule, jurisdiction.rule("minors.death_cap", on=on), on=on)
    chosen = best(asked.demands, asked.aims, family.annual_budget)
    carries_nothing = bool(asked.demands) and not any(chosen)
    budget_rule = jurisdiction.rule("plan.budget", on=on)
    plan = FamilyPlan(
        members=tuple(
            _member_plan(member.member, member.role, member.life, asked, chosen, family, on_sale, on)
            for member in family.members
        ),
        annual_premium=total(chosen),
        annual_budget=family.annual_budget,
        advice=budget_rule["when_nothing_fits"] if carries_nothing else (),
    )
    because = [Because.of(rule, **_explained(asked, chosen, family))]
    if carries_nothing:
        because.append(Because.of(budget_rule, budget=family.annual_budget))
    return Answer(result=plan, because=because, caveats=_caveats(plan, asked, chosen))


def _member_plan(
    member: str,
    role: Role,
    life: Life,
    asked: Wanted,
    chosen: Selection,
    family: Family,
    on_sale: Mapping[Line, OnSale],
    on: date,
) -> MemberPlan:
    own = [
        (place, demand, chosen[place])
        for place, demand in enumerate(asked.demands)
        if demand.member == member
    ]
    covers = tuple(
        PlannedCover(
            cover=price_cover(on_sale[demand.line], life, option, on=on),
            gap=asked.targets[member, demand.line],
            weighed=_weighed(demand, option),
            next_step=_next(asked, chosen, place, family.annual_budget),
        )
        for place, demand, option in own
        if option is not None
    )
    return MemberPlan(
        member=member,
        role=role,
        annual_premium=total([option for _, _, option in own]),
        covers=covers,
        missing=asked.missing.get(member, ()),
        left_out=tuple(demand.line for _, demand, option in own if option is None),
    )


def price_cover(product: OnSale, life: Life, wish: Option | OfferedCover, *, on: date) -> OfferedCover:
    """The product for the life as wished, at the price of the day; raises what `premium` does."""
    choice = Choice(
        sum_insured=wish.sum_insured, coverage_term=wish.coverage_term, payment_years=wish.payment_years
    )
    priced = premium(product.tariff, life, choice, on=on)
    return offered_cover(product, priced.result, priced.because[0])


def _weighed(demand: Demand, chosen: Option) -> tuple[Weighed, ...]:
    return tuple(
        _shown(option)
        for option in demand.options
        if option.sum_insured == chosen.sum_insured and option is not chosen
    )


def _next(asked: Wanted, chosen: Selection, place: int, budget: Money | None) -> NextStep | None:
    now = chosen[place]
    step = next_step(asked.demands[place], place, asked.aims, now)
    if step is None or now is None:
        return None
    more = step.annual_premium - now.annual_premium
    over = None if budget is None else total(chosen) + more - budget
    return NextStep(**dict(_shown(step)), costs_more=more, over_budget_by=over)


def _shown(option: Option) -> Weighed:
    return Weighed(
        sum_insured=option.sum_insured,
        coverage_term=option.coverage_term,
        payment_years=option.payment_years,
        annual_premium=option.annual_premium,
    )


def _explained(asked: Wanted, chosen: Selection, family: Family) -> dict[str, Any]:
    """What went in, how much was weighed, and what the same budget buys by the rule that is applied by hand."""
    inputs: dict[str, Any] = {
        "members": [
            {"member": one.member, "role": one.role, "life": one.life, "gaps": one.gaps}
            for one in family.members
        ],
        "annual_budget": family.annual_budget,
        "annual_premium": total(chosen),
        "order": [f"{demand.member} {demand.line}" for demand in asked.demands],
        "options_weighed": sum(len(demand.options) for demand in asked.demands),
    }
    if family.annual_budget is not None:
        plain = by_the_plain_rule(asked.demands, asked.aims, family.annual_budget)
        inputs["plain_rule_premium"] = total(plain)
        inputs["better_than_plain_rule"] = worth(asked.aims, chosen) > worth(asked.aims, plain)
    return inputs


def _caveats(plan: FamilyPlan, asked: Wanted, chosen: Selection) -> list[str]:
    covers = [cover for member in plan.members for cover in member.covers]
    told = {
        caveats.NOTHING_FITS_THE_BUDGET: bool(plan.advice),
        caveats.BUDGET_LEAVES_COVERS_OUT: bool(covers) and None in chosen,
        caveats.BUDGET_LEAVES_GAPS: any(cover.next_step for cover in covers),
        caveats.PRODUCT_ENDS_BELOW_THE_GAP: asked.ends_below,
        caveats.SOME_COVERS_ARE_NOT_SOLD: bool(asked.missing),
        caveats.DEATH_COVER_OF_MINORS_IS_CAPPED: asked.capped,
        **_basis_caveats([cover.cover for cover in covers]),
    }
    return [code for code, is_so in told.items() if is_so]


def _basis_caveats(covers: Sequence[OfferedCover]) -> dict[str, bool]:
    kinds = {cover.basis.kind for cover in covers}
    return {
        caveats.RATES_ARE_A_SAMPLE: "derived" in kinds,
        caveats.RATES_ARE_ILLUSTRATIVE: "illustrative" in kinds,
    }
