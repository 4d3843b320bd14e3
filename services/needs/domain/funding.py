"""What is to be saved up: schooling and retirement, in today's money and as a yearly saving.

Invariant: payments and savings fall at the start of each year; amounts are rounded once, at the end.
"""

from datetime import date
from decimal import Decimal

from services.needs.domain import caveats
from services.needs.domain.gap import Figure, Gap, Need, Offset, refusing_oversized_figures
from services.needs.domain.household import Amount, EducationPlan, Member, PensionGoal
from services.needs.domain.parameters import Basis, EducationParameters, PensionParameters, RoundingParameters
from services.needs.domain.present_value import annuity_due, growth_over_discount
from shared.because import Answer
from shared.money import Money


class PensionFunding(Figure):
    """A retirement to be paid for, in yuan of the day of retirement, which is `years_to_retirement` away.

    `annual_saving` is what closes the gap when put aside at the start of each year until then; None when
    retirement is now.
    """

    gap: Gap
    years_to_retirement: int
    years_in_retirement: int
    annual_saving: Amount | None


@refusing_oversized_figures
def education_value(plan: EducationPlan, basis: Basis[EducationParameters]) -> Money:
    """What a plan costs in today's money, before what is saved for it."""
    factor = growth_over_discount(basis.values.growth_rate, basis.values.discount_rate)
    return plan.annual_cost * annuity_due(plan.years, factor, deferred=plan.starts_in_years)


@refusing_oversized_figures
def education_gap(
    member: Member, basis: Basis[EducationParameters], rounding: Basis[RoundingParameters]
) -> Answer[Gap]:
    """What all the member's schooling costs in today's money, less what is saved for it."""
    gap = Gap.between(
        [Need(code="education_costs", amount=education_value(plan, basis)) for plan in member.education],
        [Offset(code="savings", amount=plan.saved) for plan in member.education],
        risk="education",
        step=rounding.values.step,
        member=member.key,
    )
    because = basis.because(plans=[plan.model_dump(mode="json") for plan in member.education])
    return Answer(result=gap, because=[because], caveats=[*basis.caveats(), caveats.NOT_A_FORECAST])


@refusing_oversized_figures
def pension_funding(
    member: Member,
    goal: PensionGoal,
    basis: Basis[PensionParameters],
    rounding: Basis[RoundingParameters],
    *,
    on: date,
) -> Answer[PensionFunding]:
    """The lump sum a retirement takes, what assets grow to, the shortfall, and the saving that closes it.

    Raises BirthDateNeeded or BornLater where the goal does not say the years to retirement.
    """
    assumed = basis.values
    years = _years_to_retirement(member, goal, assumed, on)
    in_retirement = goal.years_in_retirement or assumed.years_in_retirement
    monthly = max(Money.zero(), goal.monthly_target - goal.monthly_social_pension)
    lump_sum = (
        12
        * (1 + assumed.inflation) ** years
        * annuity_due(in_retirement, growth_over_discount(assumed.inflation, assumed.return_after))
    )
    growth = (1 + assumed.return_before) ** years
    gap = Gap.between(
        [Need(code="pension_lump_sum", amount=monthly * lump_sum)],
        [Offset(code="pension_assets", amount=goal.assets * growth)],
        risk="pension",
        step=rounding.values.step,
        member=member.key,
    )
    shortfall = max(Decimal(0), monthly.amount * lump_sum - goal.assets.amount * growth)
    saved_by_one_a_year = annuity_due(years, 1 + assumed.return_before, deferred=1)
    return Answer(
        result=PensionFunding(
            gap=gap,
            years_to_retirement=years,
            years_in_retirement=in_retirement,
            annual_saving=Money.rounded(shortfall / saved_by_one_a_year) if years else None,
        ),
        because=[basis.because(goal=goal, years_to_retirement=years, years_in_retirement=in_retirement)],
        caveats=[*basis.caveats(), caveats.NOT_A_FORECAST],
    )


def _years_to_retirement(member: Member, goal: PensionGoal, assumed: PensionParameters, on: date) -> int:
    if goal.years_to_retirement is not None:
        return goal.years_to_retirement
    return max(0, assumed.retirement_age - member.age(on))
