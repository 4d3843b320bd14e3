"""Education and retirement, against figures worked out by hand."""

from datetime import date

import pytest

from services.needs.domain.funding import PensionFunding, education_gap, pension_funding
from services.needs.domain.household import EducationPlan, PensionGoal
from services.needs.domain.problems import BirthDateNeeded
from shared.money import Money
from tests.unit.needs.households import TODAY, make_member, make_parameters


def make_plan(saved: int = 0) -> EducationPlan:
    return EducationPlan(annual_cost=Money.of(50_000), years=4, starts_in_years=12, saved=Money.of(saved))


def education(*plans: EducationPlan) -> str:
    parameters = make_parameters()
    member = make_member("c", "child", born=date(2020, 1, 1), education=plans)
    return str(education_gap(member, parameters.education, parameters.rounding).result.gap)


def make_goal(**others: object) -> PensionGoal:
    given = {"monthly_target": "8000", "monthly_social_pension": "3500", "assets": "100000"}
    return PensionGoal.model_validate(given | others)


def pension(goal: PensionGoal, born: date | None = None) -> PensionFunding:
    parameters = make_parameters()
    member = make_member(born=born, pension=goal)
    return pension_funding(member, goal, parameters.pension, parameters.rounding, on=TODAY).result


def test_four_years_of_50_000_from_twelve_years_on_cost_259_348_29_today() -> None:
    assert education(make_plan()) == "259348.29"


def test_what_is_saved_for_schooling_comes_off() -> None:
    assert education(make_plan(saved=100_000)) == "159348.29"
    assert education(make_plan(saved=300_000)) == "0.00"


def test_two_plans_of_one_child_add_up() -> None:
    assert education(make_plan(), make_plan(saved=9_348)) == "509348.58"


def test_a_retirement_on_8_000_a_month_takes_2_214_818_09_and_53_402_87_a_year() -> None:
    funding = pension(make_goal(years_to_retirement=25, years_in_retirement=25))
    assert str(funding.gap.need) == "2214818.09"
    assert str(funding.gap.gap) == "2005440.30"
    assert str(funding.annual_saving) == "53402.87"


def test_years_not_given_follow_from_the_age_and_the_rule() -> None:
    funding = pension(make_goal(), born=date(1991, 11, 23))
    assert (funding.years_to_retirement, funding.years_in_retirement) == (25, 25)
    assert str(funding.annual_saving) == "53402.87"


def test_without_an_age_and_without_years_the_birth_date_is_needed() -> None:
    with pytest.raises(BirthDateNeeded):
        pension(make_goal())


def test_whoever_retires_today_has_a_gap_but_no_years_to_save() -> None:
    funding = pension(make_goal(years_to_retirement=0, years_in_retirement=1))
    assert str(funding.gap.need) == "54000.00"
    assert funding.gap.gap == Money.zero()
    assert funding.annual_saving is None


def test_a_social_pension_above_the_target_leaves_nothing_to_save() -> None:
    funding = pension(make_goal(monthly_social_pension="9000", years_to_retirement=25))
    assert str(funding.gap.need) == "0.00"
    assert funding.annual_saving == Money.zero()
