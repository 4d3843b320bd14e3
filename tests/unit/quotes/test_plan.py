"""Tiers: what they cost for a life, and which one a budget carries."""

import pytest

from services.quotes.domain import caveats
from services.quotes.domain.plan import PricedTier, Recommendation, price_tiers, recommend
from services.quotes.domain.rating import Life, Tariff
from shared.because import Answer
from shared.contracts import Line, Sex
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_life, make_rule, sample_tariffs

ADVICE = ("SHORTEN_LIFE_TERM", "THEN_LOWER_CRITICAL_ILLNESS_SUM")


def priced(
    life: Life | None = None, tariffs: dict[Line, Tariff] | None = None
) -> Answer[tuple[PricedTier, ...]]:
    offered = sample_tariffs() if tariffs is None else tariffs
    return price_tiers(offered, life or make_life(), make_rule("plan.protective_tiers"), on=TODAY)


def make_tiers(*premiums: int) -> list[PricedTier]:
    return [
        PricedTier(code=code, annual_premium=Money.of(cost), parts=())
        for code, cost in zip(("basic", "advanced"), premiums, strict=True)
    ]


def recommended(tiers: list[PricedTier] | tuple[PricedTier, ...], budget: int) -> Recommendation:
    return recommend(tiers, Money.of(budget), make_rule("plan.budget")).result


def test_a_man_of_30_pays_4843_for_the_basic_and_8120_50_for_the_advanced_tier() -> None:
    basic, advanced = priced().result
    assert (basic.code, str(basic.annual_premium)) == ("basic", "4843.00")
    assert (advanced.code, str(advanced.annual_premium)) == ("advanced", "8120.50")
    assert [(part.line, str(part.sum_insured), str(part.annual_premium)) for part in basic.parts] == [
        ("critical_illness", "300000.00", "3796.50"),
        ("medical_million", "2000000.00", "300.00"),
        ("term_life", "500000.00", "746.50"),
    ]


@pytest.mark.parametrize(("budget", "tier"), [(8_200, "advanced"), (8_000, "basic"), (4_000, None)])
def test_of_the_sample_tiers_a_budget_carries_the_dearest_it_can(budget: int, tier: str | None) -> None:
    assert recommended(priced().result, budget).tier == tier


@pytest.mark.parametrize(
    ("budget", "tier", "advice"),
    [
        (8_000, "advanced", ()),
        (7_999, "basic", ()),
        (5_000, "basic", ()),
        (4_999, None, ADVICE),
    ],
)
def test_of_tiers_at_5000_and_8000_each_yuan_counts(
    budget: int, tier: str | None, advice: tuple[str, ...]
) -> None:
    found = recommended(make_tiers(5_000, 8_000), budget)
    assert (found.tier, found.advice) == (tier, advice)


def test_where_nothing_fits_that_is_said_and_the_life_term_is_shortened_first() -> None:
    answer = recommend(make_tiers(5_000, 8_000), Money.of(4_999), make_rule("plan.budget"))
    assert answer.caveats == [caveats.NOTHING_FITS_THE_BUDGET]
    assert answer.result.advice[0] == "SHORTEN_LIFE_TERM"
    assert answer.result.annual_premium is None
    assert answer.because[0].inputs["annual_premiums"] == {"basic": "5000.00", "advanced": "8000.00"}


def test_a_woman_of_30_pays_less_for_life_and_the_same_for_critical_illness() -> None:
    basic, _ = priced(make_life(sex=Sex.FEMALE)).result
    assert str(basic.annual_premium) == "4414.00"


def test_past_40_critical_illness_is_paid_over_20_years() -> None:
    basic, _ = priced(make_life(45)).result
    assert [part.payment_years for part in basic.parts] == [20, 1, 20]


def test_a_tier_that_lacks_a_part_says_which_and_is_not_recommended() -> None:
    answer = priced(make_life(55))
    assert [(part.line, part.problem) for part in answer.result[0].missing] == [
        ("critical_illness", "AGE_OUT_OF_RANGE"),
        ("term_life", "AGE_OUT_OF_RANGE"),
    ]
    assert caveats.PLAN_IS_INCOMPLETE in answer.caveats
    assert recommended(answer.result, 100_000).tier is None


def test_where_no_tier_is_complete_no_smaller_sum_is_advised() -> None:
    tiers = priced(make_life(55)).result
    answer = recommend(tiers, Money.of(100), make_rule("plan.budget"))
    assert (answer.result.tier, answer.result.advice, answer.caveats) == (None, (), [])


def test_without_a_product_of_a_line_the_tier_lacks_it() -> None:
    tariffs = sample_tariffs()
    del tariffs[Line.MEDICAL_MILLION]
    assert priced(tariffs=tariffs).result[0].missing[0].problem == "NO_PRODUCT_FOR_LINE"


def test_a_plan_says_that_it_omits_accidents_and_on_what_its_prices_rest() -> None:
    assert priced().caveats == [
        caveats.RATES_ARE_A_SAMPLE,
        caveats.RATES_ARE_ILLUSTRATIVE,
        caveats.PLAN_HAS_NO_ACCIDENT_COVER,
    ]


def test_every_part_of_every_tier_gives_its_reason() -> None:
    rules = [because.rule for because in priced().because]
    assert rules[0] == "plan.protective_tiers"
    assert rules.count("rate_table.sample-term-life") == 2
