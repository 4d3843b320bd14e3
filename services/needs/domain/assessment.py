"""A whole household assessed on a day: every gap of every member, what to close first, and the charts.

Invariant: the same household, day and parameters give the same assessment; nothing is stored and nothing is
asked.
"""

from collections.abc import Callable, Mapping
from datetime import date

from services.needs.domain.chart import GapChart, gap_chart
from services.needs.domain.death import death_gap, premium_ceiling
from services.needs.domain.funding import PensionFunding, education_gap, pension_funding
from services.needs.domain.gap import DeathMethod, Figure, Gap, refusing_oversized_figures
from services.needs.domain.health import accident_gap, critical_illness_gap, medical_gap
from services.needs.domain.household import Household, Member, PersonRisk, Risk, Role
from services.needs.domain.parameters import Parameters
from services.needs.domain.priority import Priority, prioritise
from shared.because import Answer
from shared.money import Money


class Assessment(Figure):
    """What a household lacks on `on`. `gaps` holds pensions too; `pensions` adds the saving that closes them.

    `rule_versions` names every rule the figures rest on, so that two assessments can be told apart.
    """

    on: date
    gaps: tuple[Answer[Gap], ...]
    pensions: tuple[Answer[PensionFunding], ...]
    priorities: Answer[tuple[Priority, ...]]
    charts: tuple[GapChart, ...]
    premium_ceiling: Answer[Money]
    rule_versions: tuple[str, ...]

    def gap(self, member: str, risk: Risk) -> Answer[Gap]:
        """The gap of a member for a risk; raises LookupError where it was not assessed."""
        for answer in self.gaps:
            if answer.result.member == member and answer.result.risk == risk:
                return answer
        raise LookupError(f"{risk} was not assessed for {member}")


@refusing_oversized_figures
def assess(
    household: Household,
    parameters: Parameters,
    *,
    on: date,
    death_method: DeathMethod | None = None,
    tight_budget: bool = False,
) -> Assessment:
    """Every gap of the household on the day, by `death_method` or else by the parameters' own.

    Raises BirthDateNeeded or BornLater where a method needs an age, FigureTooLarge.
    """
    educations = {
        member.key: education_gap(member, parameters.education, parameters.rounding)
        for member in household.members
        if member.education
    }
    education = sum((answer.result.gap for answer in educations.values()), Money.zero())
    gaps: list[Answer[Gap]] = []
    pensions: list[Answer[PensionFunding]] = []
    for member in household.members:
        gaps += _risk_gaps(household, member, parameters, on, death_method, education)
        gaps += [educations[member.key]] if member.key in educations else []
        if member.pension is not None:
            pension = pension_funding(member, member.pension, parameters.pension, parameters.rounding, on=on)
            pensions.append(pension)
            gaps.append(Answer(result=pension.result.gap, because=pension.because, caveats=pension.caveats))
    results = [answer.result for answer in gaps]
    roles = {member.key: member.role for member in household.members}
    return Assessment(
        on=on,
        gaps=tuple(gaps),
        pensions=tuple(pensions),
        priorities=prioritise(results, roles, parameters.priority, tight_budget=tight_budget),
        charts=tuple(
            gap_chart(member.key, [gap for gap in results if gap.member == member.key])
            for member in household.members
        ),
        premium_ceiling=premium_ceiling(household, parameters.death),
        rule_versions=parameters.versions(),
    )


def _risk_gaps(
    household: Household,
    member: Member,
    parameters: Parameters,
    on: date,
    death_method: DeathMethod | None,
    education: Money,
) -> list[Answer[Gap]]:
    rounding = parameters.rounding
    computed: Mapping[PersonRisk, Callable[[], Answer[Gap]]] = {
        "critical_illness": lambda: critical_illness_gap(member, parameters.critical_illness, rounding),
        "death": lambda: death_gap(
            household, member, parameters.death, rounding, on=on, method=death_method, education=education
        ),
        "medical": lambda: medical_gap(member, parameters.medical, rounding),
        "accident": lambda: accident_gap(
            member, parameters.accident, parameters.minor_death_cap, rounding, on=on
        ),
    }
    looked_at = parameters.assessed_risks.values.of(_looked_at_as(member, parameters, on))
    return [computed[risk]() for risk in looked_at if risk != "death" or member.earns()]


def _looked_at_as(member: Member, parameters: Parameters, on: date) -> Role:
    """His role, but a child's for a minor whom nobody lives on, whatever he is called."""
    minor = member.may_be_minor(on) and parameters.minor_death_cap.values.at(member.age(on)) is not None
    return "child" if minor and member.role != "breadwinner" else member.role
