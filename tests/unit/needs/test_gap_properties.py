"""What holds for every household: of all the ways to state one, not only those worked out by hand."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.needs.domain.assessment import Assessment, assess
from services.needs.domain.gap import DeathMethod
from services.needs.domain.household import Cover, EducationPlan, Household, Liability, Member, PensionGoal
from services.needs.domain.priority import prioritise
from shared.contracts import Line
from shared.money import Money
from tests.unit.needs.households import TODAY, make_parameters

PARAMETERS = make_parameters()
few = settings(max_examples=40, deadline=None)

amounts = st.integers(0, 5_000_000_00).map(lambda fen: Money.of(Decimal(fen) / 100))
lines = st.sampled_from(
    [
        Line.TERM_LIFE,
        Line.INCREASING_WHOLE_LIFE,
        Line.CRITICAL_ILLNESS,
        Line.MEDICAL_MILLION,
        Line.GROUP_MEDICAL,
        Line.ACCIDENT,
    ]
)
covers = st.builds(Cover, line=lines, sum_insured=amounts, provided_by=st.sampled_from(["self", "employer"]))
births = st.dates(date(1950, 1, 1), TODAY)
plans = st.builds(
    EducationPlan,
    annual_cost=amounts,
    years=st.integers(1, 20),
    starts_in_years=st.integers(0, 20),
    saved=amounts,
)
goals = st.builds(PensionGoal, monthly_target=amounts, monthly_social_pension=amounts, assets=amounts)
members = st.builds(
    Member,
    key=st.just("x"),
    role=st.sampled_from(["partner", "other_adult", "child", "elder"]),
    birth_date=births,
    annual_income=st.none() | amounts,
    covers=st.lists(covers, max_size=3).map(tuple),
    education=st.lists(plans, max_size=1).map(tuple),
    pension=st.none() | goals,
)
debts = st.builds(Liability, kind=st.sampled_from(["mortgage", "car_loan"]), outstanding=amounts)
methods: st.SearchStrategy[DeathMethod] = st.sampled_from(
    ["liabilities_plus_expenses", "needs_based", "income_replacement", "double_ten"]
)


@st.composite
def households(draw: st.DrawFn) -> Household:
    others = draw(st.lists(members, max_size=3))
    keyed = [other.model_copy(update={"key": f"m{place}"}) for place, other in enumerate(others)]
    breadwinner = draw(members).model_copy(update={"key": "he", "role": "breadwinner"})
    return Household(
        members=(breadwinner, *keyed),
        annual_expenses=draw(amounts),
        liabilities=tuple(draw(st.lists(debts, max_size=3))),
        liquid_assets=draw(amounts),
        annual_elder_support=draw(amounts),
    )


def assessed(household: Household, method: DeathMethod) -> Assessment:
    return assess(household, PARAMETERS, on=TODAY, death_method=method)


def gaps_by_risk(assessment: Assessment) -> dict[tuple[str | None, str], Money]:
    return {(answer.result.member, answer.result.risk): answer.result.gap for answer in assessment.gaps}


@few
@given(households(), methods)
def test_a_gap_is_never_negative_and_rounds_up_by_less_than_the_step(
    household: Household, method: DeathMethod
) -> None:
    for answer in assessed(household, method).gaps:
        gap = answer.result
        assert gap.gap == max(Money.zero(), gap.need - gap.offset)
        assert Money.zero() <= gap.rounded_up - gap.gap < Money.of(10_000)
        if gap.most_allowed() is None:
            assert gap.rounded_up.amount % 10_000 == 0


@few
@given(households(), methods)
def test_whoever_is_under_age_is_never_told_to_insure_his_death_beyond_the_cap(
    household: Household, method: DeathMethod
) -> None:
    ages = {member.key: member.age(TODAY) for member in household.members}
    for answer in assessed(household, method).gaps:
        gap = answer.result
        if gap.member != "he" and ages[gap.member or ""] < 18 and gap.risk in ("death", "accident"):
            [member] = [member for member in household.members if member.key == gap.member]
            held = [cover.sum_insured for risk in ("death", "accident") for cover in member.covers_of(risk)]
            cap = Money.of(200_000 if ages[gap.member or ""] < 10 else 500_000)
            assert gap.risk == "accident"
            assert gap.rounded_up == max(Money.zero(), cap - sum(held, Money.zero()))


@few
@given(households(), methods, covers)
def test_more_cover_never_raises_any_gap(household: Household, method: DeathMethod, more: Cover) -> None:
    first, *others = household.members
    covered = first.model_copy(update={"covers": (*first.covers, more)})
    after = gaps_by_risk(assessed(household.model_copy(update={"members": (covered, *others)}), method))
    for risk, gap in gaps_by_risk(assessed(household, method)).items():
        assert after[risk] <= gap, risk


@few
@given(households(), methods, debts)
def test_more_debt_never_lowers_any_gap(household: Household, method: DeathMethod, more: Liability) -> None:
    indebted = household.model_copy(update={"liabilities": (*household.liabilities, more)})
    after = gaps_by_risk(assessed(indebted, method))
    for risk, gap in gaps_by_risk(assessed(household, method)).items():
        assert after[risk] >= gap, risk


@few
@given(households(), methods)
def test_the_parts_of_every_chart_add_up(household: Household, method: DeathMethod) -> None:
    for chart in assessed(household, method).charts:
        for panel in chart.panels:
            assert sum((part.amount for part in panel.left), Money.zero()) == panel.needed
            assert sum((part.amount for part in panel.right), Money.zero()) == panel.covered
            assert panel.covered + panel.missing == panel.needed + panel.surplus
            assert not (panel.missing and panel.surplus)


@few
@given(households(), methods, st.booleans(), st.randoms(use_true_random=False))
def test_the_priority_is_a_total_order_that_forgets_how_gaps_were_listed(
    household: Household, method: DeathMethod, tight: bool, chance: Random
) -> None:
    gaps = [answer.result for answer in assessed(household, method).gaps]
    roles = {member.key: member.role for member in household.members}
    ordered = prioritise(gaps, roles, PARAMETERS.priority, tight_budget=tight).result
    chance.shuffle(gaps)
    assert prioritise(gaps, roles, PARAMETERS.priority, tight_budget=tight).result == ordered
    assert [item.place for item in ordered] == list(range(1, len(ordered) + 1))
    assert len({(item.member, item.risk) for item in ordered}) == len(ordered)
    assert all(before.urgency <= after.urgency for before, after in pairwise(ordered))
    assert {(item.member, item.risk) for item in ordered} == {
        (gap.member, gap.risk) for gap in gaps if gap.gap
    }
