"""The death gap by each of its four readings, against figures worked out by hand."""

from datetime import date
from typing import get_args

import pytest

from services.needs.domain import caveats
from services.needs.domain.death import death_gap, premium_ceiling
from services.needs.domain.gap import DeathMethod, Gap, Need, Offset
from services.needs.domain.household import Household
from services.needs.domain.problems import BirthDateNeeded, BornLater
from shared.because import Answer
from shared.money import Money
from tests.unit.needs.households import TODAY, make_cover, make_household, make_member, make_parameters


def gap_of(
    household: Household, method: DeathMethod | None = None, education: str = "0", **overrides: str | int
) -> Answer[Gap]:
    parameters = make_parameters(**overrides)
    return death_gap(
        household,
        household.members[0],
        parameters.death,
        parameters.rounding,
        on=TODAY,
        method=method,
        education=Money.of(education),
    )


def make_brief_household() -> Household:
    member = make_member(covers=[make_cover("critical_illness", 500_000)])
    return make_household(member, expenses=200_000, mortgage=1_000_000)


def test_one_year_of_expenses_and_the_mortgage_leave_a_gap_of_1_200_000_for_term_life() -> None:
    gap = gap_of(make_brief_household(), "liabilities_plus_expenses").result
    assert str(gap.gap) == "1200000.00"
    assert str(gap.rounded_up) == "1200000.00"
    assert gap.line == "term_life"
    assert [(part.code, str(part.amount)) for part in gap.needs] == [
        ("expenses", "200000.00"),
        ("mortgage", "1000000.00"),
    ]


def test_three_years_of_expenses_make_it_1_600_000() -> None:
    answer = gap_of(make_brief_household(), "liabilities_plus_expenses", gap__death__expense_years=3)
    assert str(answer.result.gap) == "1600000.00"
    assert caveats.PARAMETERS_OVERRIDDEN in answer.caveats
    assert answer.because[0].inputs["overridden"] == ["expense_years"]
    assert answer.because[0].inputs["parameters"] == {"expense_years": 3, "burden": "whole"}


def test_critical_illness_and_medical_cover_do_not_change_a_death_gap_and_that_is_said() -> None:
    covers = [make_cover("critical_illness", 900_000), make_cover("medical_million", 3_000_000)]
    household = make_household(make_member(covers=covers), expenses=200_000, mortgage=1_000_000)
    answer = gap_of(household, "liabilities_plus_expenses")
    assert str(answer.result.gap) == "1200000.00"
    assert caveats.ONLY_LIFE_COVER_COUNTS in answer.caveats


def test_life_cover_offsets_whether_his_own_or_the_employers() -> None:
    covers = [
        make_cover("term_life", 300_000),
        make_cover("increasing_whole_life", "50000.50"),
        make_cover("term_life", 200_000, provided_by="employer"),
    ]
    household = make_household(make_member(covers=covers), expenses=200_000, mortgage=1_000_000)
    answer = gap_of(household, "liabilities_plus_expenses")
    assert [(part.code, str(part.amount)) for part in answer.result.offsets] == [
        ("own_cover", "350000.50"),
        ("employer_cover", "200000.00"),
    ]
    assert str(answer.result.gap) == "649999.50"
    assert str(answer.result.rounded_up) == "650000.00"
    assert caveats.EMPLOYER_COVER_ENDS_WITH_THE_JOB in answer.caveats


def test_more_life_cover_than_needed_leaves_no_gap() -> None:
    household = make_household(make_member(covers=[make_cover("term_life", 5_000_000)]), expenses=200_000)
    gap = gap_of(household, "liabilities_plus_expenses").result
    assert (str(gap.gap), str(gap.rounded_up)) == ("0.00", "0.00")


def test_needs_of_survivors_without_interest_and_growth_add_up_to_4_500_000() -> None:
    """Income 500k, mortgage 2M, education 1M, elders 500k, five years of 200k, usable assets 1.5M."""
    household = make_household(
        make_member(income=500_000),
        expenses=200_000,
        mortgage=2_000_000,
        assets=1_500_000,
        elder_support=100_000,
    )
    gap = gap_of(
        household,
        "needs_based",
        education="1000000",
        gap__death__growth_rate="0",
        gap__death__discount_rate="0",
        gap__death__own_consumption="0",
        gap__death__final_costs="0",
        gap__death__support_years=5,
        gap__death__elder_support_years=5,
        gap__death__reserve_months=0,
    ).result
    assert str(gap.need) == "4500000.00"
    assert str(gap.gap) == "3000000.00"


def test_survivors_are_supported_until_the_youngest_child_is_22_and_at_least_ten_years() -> None:
    flat = {
        "gap__death__growth_rate": "0.03",
        "gap__death__own_consumption": "0",
        "gap__death__final_costs": "0",
    }
    for born, years in [(date(2020, 11, 23), 16), (date(2020, 11, 24), 17), (date(2010, 1, 1), 10)]:
        youngest = make_member("c", "child", born=born)
        elder = make_member("b", "child", born=date(2008, 1, 1))
        household = make_household(make_member(), elder, youngest, expenses=1_000)
        gap = gap_of(household, "needs_based", **flat).result
        assert gap.need == Money.of(1_000 * years), born


def test_the_default_method_counts_the_needs_of_survivors() -> None:
    """Without children ten years: 70% of 100,000 times the sum of (1.02/1.03)^t, t = 0..9, and 50,000."""
    answer = gap_of(make_household(expenses=100_000))
    assert answer.result.method == "needs_based"
    assert [(part.code, str(part.amount)) for part in answer.result.needs] == [
        ("living_costs", "670195.96"),
        ("final_costs", "50000.00"),
    ]
    assert str(answer.result.rounded_up) == "730000.00"


def test_six_months_of_expenses_stay_liquid_and_offset_nothing() -> None:
    gap = gap_of(make_household(expenses=120_000, assets=100_000), "needs_based").result
    assert [(part.code, str(part.amount)) for part in gap.offsets] == [("liquid_assets", "40000.00")]
    gap = gap_of(make_household(expenses=120_000, assets=60_000), "needs_based").result
    assert gap.offsets == ()


def test_income_is_replaced_until_retirement() -> None:
    """Age 50, ten years to 60, 30% own consumption, no growth over discount: 10 x 70,000 and the mortgage."""
    member = make_member(income=100_000, born=date(1976, 11, 23))
    gap = gap_of(
        make_household(member, mortgage=300_000), "income_replacement", gap__death__growth_rate="0.03"
    ).result
    assert [(part.code, str(part.amount)) for part in gap.needs] == [
        ("lost_income", "700000.00"),
        ("mortgage", "300000.00"),
    ]


def test_whoever_is_past_retirement_has_no_income_to_replace() -> None:
    member = make_member(income=100_000, born=date(1950, 1, 1))
    assert gap_of(make_household(member), "income_replacement").result.need == Money.zero()


def test_double_ten_is_ten_incomes_less_life_cover() -> None:
    member = make_member(income=240_000, covers=[make_cover("term_life", 400_000)])
    gap = gap_of(make_household(member, mortgage=1_000_000), "double_ten").result
    assert str(gap.gap) == "2000000.00"


def test_premiums_are_limited_to_a_tenth_of_the_family_income() -> None:
    household = make_household(
        make_member(income=240_000), make_member("she", "partner", income="60000.50"), expenses=1
    )
    answer = premium_ceiling(household, make_parameters().death)
    assert str(answer.result) == "30000.05"
    assert answer.because[0].inputs["parameters"] == {"premium_ceiling": "0.10"}


def test_without_a_stated_income_the_premium_ceiling_says_so() -> None:
    answer = premium_ceiling(make_household(), make_parameters().death)
    assert answer.result == Money.zero()
    assert caveats.INCOME_NOT_STATED in answer.caveats


def test_two_earners_each_carry_everything_unless_the_case_shares_by_income() -> None:
    household = make_household(
        make_member(income=300_000),
        make_member("she", "partner", income=100_000),
        expenses=200_000,
        mortgage=1_000_000,
    )
    whole = gap_of(household, "liabilities_plus_expenses")
    assert str(whole.result.gap) == "1200000.00"
    assert caveats.WHOLE_BURDEN_ON_EACH_EARNER in whole.caveats
    shared = gap_of(household, "liabilities_plus_expenses", gap__death__burden="by_income")
    assert str(shared.result.gap) == "900000.00"
    assert caveats.WHOLE_BURDEN_ON_EACH_EARNER not in shared.caveats


def test_a_share_of_the_burden_is_a_share_of_each_part_but_not_of_ones_own_final_costs_and_cover() -> None:
    household = make_household(
        make_member(income=300_000, covers=[make_cover("term_life", 10_000)]),
        make_member("she", "partner", income=100_000),
        expenses=120_000,
        mortgage=1_000_000,
        assets=100_000,
        elder_support=20_000,
    )
    gap = gap_of(
        household,
        "needs_based",
        education="400000",
        gap__death__burden="by_income",
        gap__death__growth_rate="0.03",
        gap__death__own_consumption="0",
    ).result
    parts: tuple[Need | Offset, ...] = (*gap.needs, *gap.offsets)
    assert [(part.code, str(part.amount)) for part in parts] == [
        ("living_costs", "900000.00"),
        ("mortgage", "750000.00"),
        ("education_costs", "300000.00"),
        ("elder_support", "225000.00"),
        ("final_costs", "50000.00"),
        ("own_cover", "10000.00"),
        ("liquid_assets", "30000.00"),
    ]


def test_only_adults_with_an_income_share_the_burden() -> None:
    household = make_household(
        make_member(income=300_000),
        make_member("star", "child", born=date(2015, 1, 1), income=900_000),
        make_member("gran", "elder", income=60_000),
        make_member("idle", "partner", income=0),
    )
    assert [member.key for member in household.earners()] == ["he"]
    assert household.share_of_income(household.members[0]) == 1


def test_liquid_assets_offset_lost_income_but_not_the_quick_readings() -> None:
    member = make_member(income=100_000, born=date(1990, 1, 1))
    household = make_household(member, assets=70_000)
    offset = {method: gap_of(household, method).result.offset for method in get_args(DeathMethod)}
    assert {method: str(amount) for method, amount in offset.items()} == {
        "liabilities_plus_expenses": "0.00",
        "needs_based": "70000.00",
        "income_replacement": "70000.00",
        "double_ten": "0.00",
    }


@pytest.mark.parametrize(
    ("method", "used"),
    [
        ("liabilities_plus_expenses", {"expense_years", "burden"}),
        ("double_ten", {"income_multiple"}),
        (
            "income_replacement",
            {"own_consumption", "discount_rate", "growth_rate", "reserve_months", "burden", "retirement_age"},
        ),
    ],
)
def test_a_reason_shows_the_parameters_that_its_method_used(method: DeathMethod, used: set[str]) -> None:
    member = make_member(income=100_000, born=date(1990, 1, 1))
    because = gap_of(make_household(member), method).because[0]
    assert set(because.inputs["parameters"]) == used


def test_a_method_that_needs_an_age_asks_for_the_birth_date() -> None:
    with pytest.raises(BirthDateNeeded) as refused:
        gap_of(make_household(make_member(income=1)), "income_replacement")
    assert refused.value.pointer == "/members/he/birth_date"


def test_a_member_born_after_the_day_is_refused() -> None:
    with pytest.raises(BornLater):
        gap_of(make_household(make_member(income=1, born=date(2026, 11, 24))), "income_replacement")


def test_the_reason_names_the_rule_its_version_and_what_went_in() -> None:
    because = gap_of(make_brief_household(), "liabilities_plus_expenses").because[0]
    assert because.rule == "gap.death"
    assert because.version == "gap.death@2000-01-01"
    assert because.inputs["household"]["annual_expenses"] == "200000.00"
    assert because.inputs["life_cover"] == []
