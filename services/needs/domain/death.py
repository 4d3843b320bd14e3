"""What a family lacks when someone it lives on dies, by the four readings that advisers use.

Invariant: only life cover, individual or from the employer, is cover against death; critical-illness and
medical cover never are. More cover never raises the gap, more debt never lowers it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from services.needs.domain import caveats
from services.needs.domain.gap import (
    DeathMethod,
    Gap,
    Need,
    Offset,
    cover_offsets,
    refusing_oversized_figures,
)
from services.needs.domain.household import Household, Member
from services.needs.domain.parameters import Basis, DeathParameters, RoundingParameters
from services.needs.domain.present_value import annuity_due, growth_over_discount
from shared.because import Answer
from shared.money import Money


class _Case(NamedTuple):
    household: Household
    member: Member
    assumed: DeathParameters
    on: date
    education: Money
    burden: Decimal


@refusing_oversized_figures
def death_gap(
    household: Household,
    member: Member,
    basis: Basis[DeathParameters],
    rounding: Basis[RoundingParameters],
    *,
    on: date,
    method: DeathMethod | None = None,
    education: Money | None = None,
) -> Answer[Gap]:
    """What is missing should `member` die on the day, by `method` or else by the basis's own.

    `education` is what schooling still costs in today's money (see `funding.education_gap`); it counts in
    `needs_based`. Raises BirthDateNeeded or BornLater where the method needs an age, FigureTooLarge.
    """
    assumed = basis.values
    method = method or assumed.method
    burden = household.share_of_income(member) if assumed.burden == "by_income" else Decimal(1)
    case = _Case(household, member, assumed, on, education or Money.zero(), burden)
    counted = _METHODS[method]
    gap = Gap.between(
        counted.needs(case),
        [*_life_cover(case), *(_liquid_assets(case) if counted.assets_offset else ())],
        risk="death",
        step=rounding.values.step,
        member=member.key,
        method=method,
    )
    because = basis.because(
        used=counted.uses,
        method=method,
        household=household.model_dump(mode="json", exclude={"members"}),
        annual_income=member.annual_income,
        life_cover=[cover.model_dump(mode="json") for cover in member.covers_of("death")],
        education=case.education,
        burden=case.burden,
    )
    return Answer(
        result=gap, because=[because], caveats=_caveats(case, method, basis.caveats(used=counted.uses))
    )


@refusing_oversized_figures
def premium_ceiling(household: Household, basis: Basis[DeathParameters]) -> Answer[Money]:
    """What a family should spend on premiums in a year at most, by the double-ten convention."""
    income = household.income()
    used = frozenset({"premium_ceiling"})
    told = basis.caveats(used=used)
    if not income:
        told.append(caveats.INCOME_NOT_STATED)
    return Answer(
        result=income * basis.values.premium_ceiling,
        because=[basis.because(used=used, family_income=income)],
        caveats=told,
    )


def _debts(case: _Case) -> list[Need]:
    return [
        Need(code=debt.kind, amount=debt.outstanding * case.burden) for debt in case.household.liabilities
    ]


def _liabilities_plus_expenses(case: _Case) -> list[Need]:
    expenses = case.household.annual_expenses * case.assumed.expense_years * case.burden
    return [Need(code="expenses", amount=expenses), *_debts(case)]


def _needs_based(case: _Case) -> list[Need]:
    household, assumed = case.household, case.assumed
    factor = growth_over_discount(assumed.growth_rate, assumed.discount_rate)
    living = (1 - assumed.own_consumption) * annuity_due(_support_years(case), factor)
    elders = annuity_due(assumed.elder_support_years, factor)
    return [
        Need(code="living_costs", amount=household.annual_expenses * (living * case.burden)),
        *_debts(case),
        Need(code="education_costs", amount=case.education * case.burden),
        Need(code="elder_support", amount=household.annual_elder_support * (elders * case.burden)),
        Need(code="final_costs", amount=assumed.final_costs),
    ]


def _income_replacement(case: _Case) -> list[Need]:
    assumed = case.assumed
    factor = growth_over_discount(assumed.growth_rate, assumed.discount_rate)
    years = max(0, assumed.retirement_age - case.member.age(case.on))
    lost = (1 - assumed.own_consumption) * annuity_due(years, factor)
    return [Need(code="lost_income", amount=_income(case) * lost), *_debts(case)]


def _double_ten(case: _Case) -> list[Need]:
    return [Need(code="income_multiple", amount=_income(case) * case.assumed.income_multiple)]


class _Method(NamedTuple):
    needs: Callable[[_Case], list[Need]]
    uses: frozenset[str]
    assets_offset: bool = False


_YEARS_AHEAD: Final = frozenset(
    {"own_consumption", "discount_rate", "growth_rate", "reserve_months", "burden"}
)
_METHODS: Final[Mapping[DeathMethod, _Method]] = {
    "liabilities_plus_expenses": _Method(_liabilities_plus_expenses, frozenset({"expense_years", "burden"})),
    "needs_based": _Method(
        _needs_based,
        _YEARS_AHEAD
        | {"final_costs", "child_supported_until_age", "shortest_support_years", "support_years"}
        | {"elder_support_years"},
        assets_offset=True,
    ),
    "income_replacement": _Method(_income_replacement, _YEARS_AHEAD | {"retirement_age"}, assets_offset=True),
    "double_ten": _Method(_double_ten, frozenset({"income_multiple"})),
}


def _income(case: _Case) -> Money:
    return case.member.annual_income or Money.zero()


def _support_years(case: _Case) -> int:
    assumed = case.assumed
    if assumed.support_years is not None:
        return assumed.support_years
    ages = [member.age(case.on) for member in case.household.members if member.role == "child"]
    until_grown = assumed.child_supported_until_age - min(ages) if ages else 0
    return max(assumed.shortest_support_years, until_grown)


def _life_cover(case: _Case) -> list[Offset]:
    return cover_offsets(case.member.covers_of("death"))


def _liquid_assets(case: _Case) -> list[Offset]:
    household = case.household
    reserve = Money.rounded(household.annual_expenses.amount * case.assumed.reserve_months / 12)
    free = max(Money.zero(), household.liquid_assets - reserve)
    return [Offset(code="liquid_assets", amount=free * case.burden)]


def _caveats(case: _Case, method: DeathMethod, told: list[str]) -> list[str]:
    if method == "liabilities_plus_expenses":
        told.append(caveats.YEARS_OF_EXPENSES_ARE_A_CHOICE)
    if method in ("needs_based", "income_replacement"):
        told.append(caveats.NOT_A_FORECAST)
    if method in ("income_replacement", "double_ten") and case.member.annual_income is None:
        told.append(caveats.INCOME_NOT_STATED)
    if len(case.household.earners()) > 1 and case.assumed.burden == "whole" and method != "double_ten":
        told.append(caveats.WHOLE_BURDEN_ON_EACH_EARNER)
    if case.member.covers_of("critical_illness") or case.member.covers_of("medical"):
        told.append(caveats.ONLY_LIFE_COVER_COUNTS)
    if any(cover.provided_by == "employer" for cover in case.member.covers_of("death")):
        told.append(caveats.EMPLOYER_COVER_ENDS_WITH_THE_JOB)
    return told
