"""A whole household: who is looked at for what, and what to close first."""

from datetime import date

import pytest

from services.needs.domain.assessment import Assessment, assess
from services.needs.domain.household import EducationPlan, Household, PensionGoal
from services.needs.domain.problems import FigureTooLarge, NoSuchMember
from shared.money import Money
from tests.unit.needs.households import TODAY, make_cover, make_household, make_member, make_parameters


def make_family() -> Household:
    """A breadwinner with medical and some other cover, a child and a parent with none."""
    covers = [
        make_cover("critical_illness", 500_000),
        make_cover("medical_million", 2_000_000),
        make_cover("accident", 300_000),
    ]
    return make_household(
        make_member(income=240_000, born=date(1990, 5, 1), covers=covers),
        make_member("child", "child", born=date(2018, 3, 10)),
        make_member("elder", "elder", born=date(1958, 7, 1)),
        expenses=100_000,
        mortgage=800_000,
    )


def order_of(assessment: Assessment) -> list[tuple[str | None, str]]:
    return [(item.member, item.risk) for item in assessment.priorities.result]


def test_a_family_is_told_the_gap_of_each_member_and_what_comes_first() -> None:
    found = assess(make_family(), make_parameters(), on=TODAY, tight_budget=True)
    assert str(found.gap("he", "critical_illness").result.gap) == "320000.00"
    assert str(found.gap("he", "accident").result.gap) == "2100000.00"
    assert str(found.gap("he", "medical").result.gap) == "0.00"
    assert order_of(found) == [
        ("he", "critical_illness"),
        ("he", "death"),
        ("child", "medical"),
        ("child", "accident"),
        ("elder", "medical"),
        ("he", "accident"),
    ]


def test_without_a_tight_budget_the_larger_share_missing_comes_first() -> None:
    assert order_of(assess(make_family(), make_parameters(), on=TODAY))[:2] == [
        ("he", "death"),
        ("he", "critical_illness"),
    ]


def test_of_gaps_that_are_missing_entirely_the_larger_comes_first() -> None:
    """The child lacks 2,000,000 of medical and 200,000 of accident cover, all of both."""
    children = order_of(assess(make_family(), make_parameters(), on=TODAY))
    assert children.index(("child", "medical")) < children.index(("child", "accident"))
    adult = make_member(
        income=500_000, covers=[make_cover("critical_illness", 1), make_cover("term_life", 1)]
    )
    household = make_household(adult, expenses=1)
    order = order_of(assess(household, make_parameters(), on=TODAY))
    assert order[2:] == [("he", "accident"), ("he", "medical")]


def test_schooling_counts_when_the_one_who_pays_for_it_dies_and_has_a_gap_of_its_own() -> None:
    plan = EducationPlan(annual_cost=Money.of(50_000), years=4, starts_in_years=12)
    child = make_member("child", "child", born=date(2020, 1, 1), education=(plan,))
    found = assess(make_household(make_member(), child), make_parameters(), on=TODAY)
    assert str(found.gap("child", "education").result.gap) == "259348.29"
    needs = {part.code: str(part.amount) for part in found.gap("he", "death").result.needs}
    assert needs["education_costs"] == "259348.29"
    assert order_of(found)[-1] == ("child", "education")


def test_pensions_come_last_with_the_saving_that_closes_them() -> None:
    goal = PensionGoal(
        monthly_target=Money.of(8_000),
        monthly_social_pension=Money.of(3_500),
        assets=Money.of(100_000),
        years_to_retirement=25,
    )
    found = assess(make_household(make_member(pension=goal)), make_parameters(), on=TODAY)
    assert str(found.pensions[0].result.annual_saving) == "53402.87"
    assert str(found.gap("he", "pension").result.gap) == "2005440.30"
    assert order_of(found)[-1] == ("he", "pension")


def test_a_partner_without_income_is_not_assessed_for_death() -> None:
    household = make_household(make_member(), make_member("she", "partner"), expenses=1_000)
    found = assess(household, make_parameters(), on=TODAY)
    with pytest.raises(LookupError):
        found.gap("she", "death")
    assert found.gap("she", "critical_illness").result.gap == Money.of(300_000)


def test_a_closed_gap_has_no_place_in_the_order() -> None:
    found = assess(make_family(), make_parameters(), on=TODAY)
    assert ("he", "medical") not in order_of(found)
    assert [item.place for item in found.priorities.result] == [1, 2, 3, 4, 5, 6]


def test_an_assessment_survives_being_written_and_read() -> None:
    found = assess(make_family(), make_parameters(), on=TODAY)
    assert Assessment.model_validate_json(found.model_dump_json()) == found


def test_amounts_that_grow_out_of_bounds_are_a_clear_problem() -> None:
    with pytest.raises(FigureTooLarge):
        assess(make_household(expenses=9_000_000_000_000), make_parameters(), on=TODAY)


def test_a_member_that_nobody_knows_is_a_clear_problem() -> None:
    with pytest.raises(NoSuchMember):
        make_family().member("dog")


@pytest.mark.parametrize(
    "change",
    [
        {"members": []},
        {"members": [{"key": "a", "role": "partner"}]},
        {"members": [{"key": "a", "role": "breadwinner"}, {"key": "a", "role": "partner"}]},
        {"members": [{"key": "a", "role": "breadwinner"}, {"key": "b", "role": "child"}]},
        {"members": [{"key": "not a key", "role": "breadwinner"}]},
        {"annual_expenses": "-0.01"},
        {"annual_expenses": 1.5},
        {"name": "张先生"},
    ],
)
def test_a_household_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    sound = {"members": [{"key": "a", "role": "breadwinner"}], "annual_expenses": "1.00"}
    Household.model_validate(sound)
    with pytest.raises(ValueError, match="validation error"):
        Household.model_validate(sound | change)
