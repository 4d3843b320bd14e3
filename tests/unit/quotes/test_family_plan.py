"""A family's plan: who gets what first, what the budget does to it, and how it explains itself (capability 24, B5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quotes.domain import caveats
from services.quotes.domain.family import Family
from services.quotes.domain.family_offer import make_family_offer
from services.quotes.domain.product import Benefit
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.families import (
    covers,
    make_child,
    make_earner,
    make_elder,
    make_member,
    make_partner,
    on_sale,
    planned,
)
from tests.unit.quotes.products import TODAY


def test_without_a_budget_every_gap_is_closed_by_a_cover_of_its_line() -> None:
    plan = planned(make_earner(), budget=None).result
    assert covers(plan, "breadwinner") == {
        "critical_illness": "520000.00",
        "term_life": "1200000.00",
        "medical_million": "2000000.00",
        "accident": "2400000.00",
    }
    assert {one.cover.coverage_term for one in plan.of("breadwinner").covers} == {
        "to_70",
        "years_30",
        "years_1",
    }
    assert str(plan.annual_premium) == "10553.80"


def test_under_a_budget_the_term_is_shortened_and_the_illness_sum_kept() -> None:
    plan = planned(make_earner(), budget=8_000).result
    by_line = {one.cover.line: one.cover for one in plan.of("breadwinner").covers}
    assert str(by_line[Line.CRITICAL_ILLNESS].sum_insured) == "520000.00"
    assert by_line[Line.TERM_LIFE].coverage_term == "years_10"
    assert str(plan.annual_premium) == "7999.92"


def test_with_5000_it_is_more_than_the_basic_tier_in_both_sums() -> None:
    plan = planned(make_earner(), budget=5_000).result
    sums = covers(plan, "breadwinner")
    assert (sums["critical_illness"], sums["term_life"]) == ("330000.00", "540000.00")


def test_a_choice_says_what_was_weighed_and_what_the_next_step_costs() -> None:
    answer = planned(make_earner(), budget=8_000)
    life = next(one for one in answer.result.of("breadwinner").covers if one.cover.line == Line.TERM_LIFE)
    assert {one.coverage_term for one in life.weighed} == {"years_20", "years_30"}
    step = life.next_step
    assert step is not None
    assert (str(step.sum_insured), str(step.costs_more)) == ("1200000.00", "9.28")
    assert str(step.over_budget_by) == "9.20"
    (because,) = answer.because
    assert because.rule == "plan.family"
    assert because.inputs["order"] == [
        "breadwinner critical_illness",
        "breadwinner term_life",
        "breadwinner medical_million",
        "breadwinner accident",
    ]
    assert because.inputs["options_weighed"] > 100
    assert caveats.BUDGET_LEAVES_GAPS in answer.caveats


def test_the_breadwinner_comes_first_then_children_then_parents_then_other_adults() -> None:
    answer = planned(make_partner(), make_elder(), make_child(), make_earner(), budget=8_000)
    assert answer.because[0].inputs["order"][:5] == [
        "breadwinner critical_illness",
        "breadwinner term_life",
        "child medical_million",
        "child accident",
        "elder medical_million",
    ]
    plan = answer.result
    assert plan.of("partner").covers
    assert "critical_illness" in covers(plan, "breadwinner")


def test_the_breadwinner_reaches_the_sums_of_the_basic_tier_before_others_rise_above_the_least() -> None:
    plan = planned(make_earner(), make_partner(), make_child(), make_elder(), budget=9_000).result
    first, second = covers(plan, "breadwinner"), covers(plan, "partner")
    assert (first["critical_illness"], first["term_life"]) == ("300000.00", "500000.00")
    assert Money.of("50000.00") < Money.of(second["critical_illness"]) < Money.of("300000.00")
    assert covers(plan, "child")["critical_illness"] == "50000.00"


def test_of_two_with_the_same_urgency_the_larger_gap_comes_first() -> None:
    other = make_member("other_adult", 30, critical_illness=600_000)
    order = planned(make_partner(), other, budget=5_000).because[0].inputs["order"]
    assert order[:2] == ["other_adult critical_illness", "partner critical_illness"]


@pytest.mark.parametrize(
    ("age", "held", "gap", "expected"),
    [
        (9, 0, 900_000, "200000.00"),
        (10, 0, 900_000, "500000.00"),
        (8, 150_000, 200_000, "50000.00"),
        (8, 145_000, 200_000, "50000.00"),
        (18, 0, 900_000, "900000.00"),
    ],
)
def test_what_pays_on_the_death_of_a_minor_stays_within_the_cap_of_all_insurers(
    age: int, held: int, gap: int, expected: str
) -> None:
    answer = planned(make_child(age, held=held, accident=gap), budget=None)
    assert covers(answer.result, "child")["accident"] == expected
    assert (caveats.DEATH_COVER_OF_MINORS_IS_CAPPED in answer.caveats) == (age < 18)


def test_a_minor_whose_cap_is_reached_gets_no_more_death_cover_and_is_told_why() -> None:
    plan = planned(make_child(8, held=160_000), budget=None).result
    assert "accident" not in covers(plan, "child")
    assert [(part.line, part.problem) for part in plan.of("child").missing] == [
        (Line.ACCIDENT, "MINOR_DEATH_CAP_REACHED")
    ]


def test_an_illness_cover_that_pays_its_sum_on_death_counts_towards_the_cap_of_a_minor() -> None:
    plan = planned(make_child(3), budget=None, sold=on_sale(paying_on_death())).result
    assert covers(plan, "child")["accident"] == "200000.00"
    assert "critical_illness" not in covers(plan, "child")


def paying_on_death() -> list[Tariff]:
    """The samples, with a critical-illness product that pays its sum on death too."""
    death = Benefit.model_validate(
        {"code": "death", "kind": "death", "share": "1", "text": {"zh-CN": "身故", "en": "Death"}}
    )
    return [
        Tariff(
            product=one.product.model_copy(
                update={
                    "benefits": (*(b for b in one.product.benefits if b.kind != "death"), death)
                    if one.product.line == Line.CRITICAL_ILLNESS
                    else one.product.benefits
                }
            ),
            rates=one.rates,
        )
        for one in sample_catalogue()
    ]


def test_no_death_cover_is_planned_for_a_child_however_large_the_gap() -> None:
    plan = planned(make_child(death=500_000), budget=None).result
    assert "term_life" not in covers(plan, "child")


def test_a_parent_gets_what_is_sold_at_that_age_and_is_told_what_is_not() -> None:
    plan = planned(make_earner(), make_elder(58), budget=None).result
    assert covers(plan, "elder") == {"medical_million": "2000000.00"}
    assert [(part.line, part.problem) for part in plan.of("elder").missing] == [
        (Line.CRITICAL_ILLNESS, "AGE_OUT_OF_RANGE")
    ]


def test_a_budget_that_carries_nothing_is_told_with_the_life_term_first_advised() -> None:
    """A05: nothing fits, shorten the life term before lowering the critical-illness sum."""
    answer = planned(make_earner(), budget=14)
    assert answer.result.advice == ("SHORTEN_LIFE_TERM", "THEN_LOWER_CRITICAL_ILLNESS_SUM")
    assert (str(answer.result.annual_premium), answer.result.of("breadwinner").covers) == ("0.00", ())
    assert caveats.NOTHING_FITS_THE_BUDGET in answer.caveats


def test_covers_that_the_budget_does_not_carry_are_named() -> None:
    answer = planned(make_earner(), budget=300)
    assert Line.CRITICAL_ILLNESS in answer.result.of("breadwinner").left_out
    assert caveats.BUDGET_LEAVES_COVERS_OUT in answer.caveats


def test_where_nothing_is_on_sale_nothing_is_planned_and_nothing_is_advised() -> None:
    answer = planned(make_earner(), budget=5_000, sold=on_sale([sample_catalogue()[0]]))
    assert len(answer.result.of("breadwinner").missing) >= 3
    assert answer.result.advice == ()


def test_a_product_that_ends_below_the_gap_is_sold_as_far_as_it_goes() -> None:
    answer = planned(make_earner(death=9_000_000), budget=None)
    assert covers(answer.result, "breadwinner")["term_life"] == "3000000.00"
    assert caveats.PRODUCT_ENDS_BELOW_THE_GAP in answer.caveats


@settings(max_examples=25, deadline=None)
@given(budget=st.integers(0, 25_000), age=st.integers(18, 55))
def test_the_plan_keeps_the_budget_whoever_the_family_is(budget: int, age: int) -> None:
    answer = planned(make_earner(age=age), make_partner(), make_child(), make_elder(), budget=budget)
    assert answer.result.annual_premium <= Money.of(budget)
    covered = sum(
        (one.cover.annual_premium for member in answer.result.members for one in member.covers), Money.zero()
    )
    assert covered == answer.result.annual_premium


def test_members_plans_add_up_to_the_familys() -> None:
    plan = planned(make_earner(), make_partner(), make_child(), make_elder(), budget=12_000).result
    assert sum((one.annual_premium for one in plan.members), Money.zero()) == plan.annual_premium


def test_adults_are_offered_the_tiers_beside_the_plan_and_children_and_parents_the_plan_alone() -> None:
    """Capability 29: tiers for other adults as well; what is recommended to all together is the plan."""
    members = (make_earner(), make_partner(), make_child(), make_elder())
    sold, rules = on_sale(), Jurisdiction.load("cn")
    answer = planned(*members, budget=12_000, sold=sold)
    offers = {
        member.role: make_family_offer(sold, answer, member, jurisdiction=rules, on=TODAY)
        for member in members
    }
    assert {role: [tier.tier for tier in offer.tiers] for role, offer in offers.items()} == {
        "breadwinner": ["basic", "advanced", "plan"],
        "partner": ["basic", "advanced", "plan"],
        "child": ["plan"],
        "elder": ["plan"],
    }
    recommended = [offer.recommendation for offer in offers.values()]
    assert {one.tier for one in recommended if one} == {"plan"}
    total = sum((one.annual_premium for one in recommended if one and one.annual_premium), Money.zero())
    assert total == answer.result.annual_premium


def test_two_members_of_the_same_key_are_no_family() -> None:
    with pytest.raises(ValueError, match="same key"):
        Family(members=(make_earner(), make_earner()))
