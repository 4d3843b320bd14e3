"""What a family saves for, and when: each goal in the yuan of its year, in today's money, and as a yearly saving.

Invariant: savings and payments fall at the start of each year; what a goal lacks is saved in equal amounts until its first
payment, or put aside at once where that is now, so that its fund ends with nothing left over and nothing missing. Amounts
are rounded once, at the end.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from services.needs.domain import caveats
from services.needs.domain.funding import pension_funding
from services.needs.domain.gap import Figure, refusing_oversized_figures
from services.needs.domain.household import Amount, EducationPlan, Facts, Household, Member, PensionGoal
from services.needs.domain.parameters import Basis, EducationParameters, Parameters
from services.needs.domain.present_value import annuity_due
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money

GoalKind = Literal["home", "car", "wedding", "business", "renovation", "travel", "elder_care", "other"]
HorizonKind = Literal[
    "education",
    "pension",
    "home",
    "car",
    "wedding",
    "business",
    "renovation",
    "travel",
    "elder_care",
    "other",
]


class Goal(Facts):
    """Something to pay for at the start of `year`: what it costs in today's money, and what is saved for it, in yuan."""

    kind: GoalKind
    year: Annotated[int, Field(ge=2000, le=2180)]
    amount: Amount
    saved: Amount = Money.zero()


class Horizon(Figure):
    """One goal. `target` and `shortfall` are yuan of `year`, the first in which money is needed; `present_value` and
    `present_gap` are today's. `annual_saving` closes the gap when put aside each year until then; None where that is now.
    """

    kind: HorizonKind
    member: str | None
    year: int
    years_away: int
    payments: int
    target: Amount
    shortfall: Amount
    present_value: Amount
    saved: Amount
    present_gap: Amount
    annual_saving: Amount | None


class Due(Figure):
    """What the horizon at that place of the list takes in a year, in yuan of that year."""

    horizon: int
    amount: Amount


class Year(Figure):
    """One year of the timeline: what is put aside, what is paid, and what all funds hold then, in yuan of that year."""

    year: int
    saving: Amount
    due: tuple[Due, ...]
    fund: Amount


class Horizons(Figure):
    """Everything a family saves for, the nearest first, and year by year. `annual_saving` is this year's, at-once amounts
    not included.
    """

    on: date
    horizons: tuple[Answer[Horizon], ...]
    timeline: tuple[Year, ...]
    annual_saving: Amount


class _Plan(NamedTuple):
    """Payments at the start of years, the first `starts` years away; savings earn `before` until then, then `after`."""

    kind: HorizonKind
    member: str | None
    starts: int
    payments: tuple[Decimal, ...]
    saved: Money
    before: Decimal
    after: Decimal
    because: Because
    told: tuple[str, ...]

    def target(self) -> Decimal:
        """What has to be there at the first payment."""
        return sum(
            (payment / (1 + self.after) ** place for place, payment in enumerate(self.payments)), Decimal(0)
        )

    def shortfall(self) -> Decimal:
        """What of the target the savings of today will not have grown to."""
        return max(Decimal(0), self.target() - self.saved.amount * (1 + self.before) ** self.starts)

    def annual_saving(self) -> Decimal:
        """What is put aside at the start of each year until the first payment; all of it at once where that is now."""
        if not self.starts:
            return self.shortfall()
        return self.shortfall() / annuity_due(self.starts, 1 + self.before, deferred=1)

    def years(self) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
        """Year by year until the last payment: what is put aside, what is paid, what is left after both."""
        saving, fund = self.annual_saving(), self.saved.amount
        for year in range(self.starts + len(self.payments)):
            put_aside = saving if year < max(1, self.starts) else Decimal(0)
            paid = self.payments[year - self.starts] if year >= self.starts else Decimal(0)
            fund += put_aside - paid
            yield put_aside, paid, fund
            fund *= 1 + (self.before if year < self.starts else self.after)

    def horizon(self, on: date) -> Answer[Horizon]:
        """The figures of this plan."""
        present = self.target() / (1 + self.before) ** self.starts
        return Answer(
            result=Horizon(
                kind=self.kind,
                member=self.member,
                year=on.year + self.starts,
                years_away=self.starts,
                payments=len(self.payments),
                target=Money.rounded(self.target()),
                shortfall=Money.rounded(self.shortfall()),
                present_value=Money.rounded(present),
                saved=self.saved,
                present_gap=Money.rounded(max(Decimal(0), present - self.saved.amount)),
                annual_saving=Money.rounded(self.annual_saving()) if self.starts else None,
            ),
            because=[self.because],
            caveats=[*self.told, caveats.NOT_A_FORECAST],
        )


@refusing_oversized_figures
def horizons(
    household: Household, goals: Sequence[Goal], parameters: Parameters, goal_rule: Rule, *, on: date
) -> Horizons:
    """Schooling and retirement of every member and the other goals, on the day.

    Raises BirthDateNeeded or BornLater where a retirement does not say when it is, FigureTooLarge.
    """
    plans = [
        *(
            _education(member, plan, parameters.education)
            for member in household.members
            for plan in member.education
        ),
        *(
            _pension(member, member.pension, parameters, on)
            for member in household.members
            if member.pension is not None
        ),
        *(_goal(goal, goal_rule, on) for goal in goals),
    ]
    plans.sort(key=lambda plan: plan.starts)
    return Horizons(
        on=on,
        horizons=tuple(plan.horizon(on) for plan in plans),
        timeline=_timeline(plans, on.year),
        annual_saving=Money.rounded(sum((plan.annual_saving() for plan in plans if plan.starts), Decimal(0))),
    )


def _education(member: Member, plan: EducationPlan, basis: Basis[EducationParameters]) -> _Plan:
    growth, discount = basis.values.growth_rate, basis.values.discount_rate
    first = plan.starts_in_years
    return _Plan(
        kind="education",
        member=member.key,
        starts=first,
        payments=tuple(
            plan.annual_cost.amount * (1 + growth) ** (first + year) for year in range(plan.years)
        ),
        saved=plan.saved,
        before=discount,
        after=discount,
        because=basis.because(plan=plan.model_dump(mode="json")),
        told=tuple(basis.caveats()),
    )


def _pension(member: Member, goal: PensionGoal, parameters: Parameters, on: date) -> _Plan:
    basis = parameters.pension
    funding = pension_funding(member, goal, basis, parameters.rounding, on=on)
    until, assumed = funding.result.years_to_retirement, basis.values
    yearly = 12 * max(Money.zero(), goal.monthly_target - goal.monthly_social_pension).amount
    return _Plan(
        kind="pension",
        member=member.key,
        starts=until,
        payments=tuple(
            yearly * (1 + assumed.inflation) ** (until + year)
            for year in range(funding.result.years_in_retirement)
        ),
        saved=goal.assets,
        before=assumed.return_before,
        after=assumed.return_after,
        because=funding.because[0],
        told=tuple(basis.caveats()),
    )


def _goal(goal: Goal, rule: Rule, on: date) -> _Plan:
    years = max(0, goal.year - on.year)
    growth: Decimal = rule["growth_rate"]
    discount: Decimal = rule["discount_rate"]
    return _Plan(
        kind=goal.kind,
        member=None,
        starts=years,
        payments=(goal.amount.amount * (1 + growth) ** years,),
        saved=goal.saved,
        before=discount,
        after=discount,
        because=Because.of(rule, goal=goal, years_away=years, **rule.values),
        told=(caveats.ADVISERS_CONVENTION,),
    )


def _timeline(plans: Sequence[_Plan], first_year: int) -> tuple[Year, ...]:
    courses = [list(plan.years()) for plan in plans]
    longest = max((len(course) for course in courses), default=0)
    return tuple(
        _year(first_year + ahead, [course[ahead : ahead + 1] for course in courses])
        for ahead in range(longest)
    )


def _year(year: int, courses: Sequence[list[tuple[Decimal, Decimal, Decimal]]]) -> Year:
    running = [(place, *steps) for place, course in enumerate(courses) for steps in course]
    return Year(
        year=year,
        saving=Money.rounded(sum((saving for _, saving, _, _ in running), Decimal(0))),
        due=tuple(Due(horizon=place, amount=Money.rounded(paid)) for place, _, paid, _ in running if paid),
        fund=Money.rounded(max(Decimal(0), sum((fund for *_, fund in running), Decimal(0)))),
    )
