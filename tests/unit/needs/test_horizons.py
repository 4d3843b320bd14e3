"""What is saved for: funds that end with nothing, and the figures of schooling and retirement."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.needs.domain.funding import education_gap, pension_funding
from services.needs.domain.horizons import Goal, Horizons, horizons
from services.needs.domain.household import EducationPlan, PensionGoal
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.needs.households import TODAY, make_household, make_member, make_parameters

AMOUNTS = st.integers(min_value=0, max_value=10_000_000).map(Money.of)
PLANS = st.builds(
    EducationPlan,
    annual_cost=AMOUNTS,
    years=st.integers(1, 8),
    starts_in_years=st.integers(0, 20),
    saved=AMOUNTS,
)
PENSIONS = st.builds(
    PensionGoal,
    monthly_target=AMOUNTS,
    monthly_social_pension=AMOUNTS,
    assets=AMOUNTS,
    years_to_retirement=st.integers(0, 40),
    years_in_retirement=st.integers(1, 40),
)
GOALS = st.builds(Goal, kind=st.just("home"), year=st.integers(2000, 2060), amount=AMOUNTS, saved=AMOUNTS)


def found(
    *goals: Goal, education: tuple[EducationPlan, ...] = (), pension: PensionGoal | None = None
) -> Horizons:
    child = make_member("c", "child", born=date(2020, 1, 1), education=education)
    household = make_household(make_member(pension=pension), child)
    rule = Jurisdiction.load("cn").rule("funding.goal", on=TODAY)
    return horizons(household, goals, make_parameters(), rule, on=TODAY)


@given(plan=PLANS)
def test_schooling_has_the_gap_that_its_funding_has(plan: EducationPlan) -> None:
    [horizon] = found(education=(plan,)).horizons
    parameters = make_parameters()
    member = make_member("c", "child", born=date(2020, 1, 1), education=(plan,))
    gap = education_gap(member, parameters.education, parameters.rounding).result
    assert (horizon.result.present_value, horizon.result.present_gap) == (gap.need, gap.gap)


@given(goal=PENSIONS)
def test_a_retirement_has_the_figures_that_its_funding_has(goal: PensionGoal) -> None:
    [horizon] = found(pension=goal).horizons
    parameters = make_parameters()
    funding = pension_funding(
        make_member(pension=goal), goal, parameters.pension, parameters.rounding, on=TODAY
    ).result
    assert horizon.result.target == funding.gap.need
    assert abs(horizon.result.shortfall - funding.gap.gap) <= Money.of("0.01")
    assert horizon.result.annual_saving == funding.annual_saving


@given(plan=PLANS, goal=GOALS)
def test_a_fund_that_lacks_something_ends_with_nothing_left_and_nothing_missing(
    plan: EducationPlan, goal: Goal
) -> None:
    for one in (found(education=(plan,)), found(goal)):
        [horizon] = one.horizons
        if horizon.result.shortfall:
            assert one.timeline[-1].fund == Money.zero()
        else:
            assert all(year.saving == Money.zero() for year in one.timeline)
        assert horizon.result.annual_saving is None or horizon.result.years_away > 0


@given(goal=GOALS, more=AMOUNTS)
def test_more_saved_never_asks_for_more_saving(goal: Goal, more: Money) -> None:
    [before], [after] = (
        found(goal).horizons,
        found(goal.model_copy(update={"saved": goal.saved + more})).horizons,
    )
    assert after.result.shortfall <= before.result.shortfall
    assert (after.result.annual_saving or Money.zero()) <= (before.result.annual_saving or Money.zero())


def test_the_nearest_goal_is_first_and_the_timeline_says_what_each_takes() -> None:
    near = Goal(kind="car", year=2027, amount=Money.of(100_000))
    far = Goal(kind="home", year=2030, amount=Money.of(100_000))
    answer = found(far, near)
    assert [item.result.kind for item in answer.horizons] == ["car", "home"]
    assert [(year.year, [due.horizon for due in year.due]) for year in answer.timeline] == [
        (2026, []),
        (2027, [0]),
        (2028, []),
        (2029, []),
        (2030, [1]),
    ]


def test_without_goals_there_is_nothing_to_save() -> None:
    answer = found()
    assert (answer.horizons, answer.timeline, answer.annual_saving) == ((), (), Money.zero())
