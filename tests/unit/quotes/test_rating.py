"""Premiums, exact to the fen, and the clear problem of whatever is not offered."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quotes.domain import caveats, problems
from services.quotes.domain.rating import Choice, Life, Tariff, premium
from shared.contracts import Line, Sex
from shared.money import Money
from shared.problems import Problem
from tests.unit.quotes.products import TODAY, make_choice, make_life, make_tariff, sample


def annual(tariff: Tariff, choice: Choice, life: Life | None = None) -> str:
    return str(premium(tariff, life or make_life(), choice, on=TODAY).result.annual_premium)


@pytest.mark.parametrize(("insured", "expected"), [(500_000, "746.50"), (1_000_000, "1493.00")])
def test_twenty_years_of_term_life_for_a_man_of_30(insured: int, expected: str) -> None:
    assert annual(sample(Line.TERM_LIFE), make_choice(insured, "years_20", 20)) == expected


@pytest.mark.parametrize(
    ("insured", "years", "expected"),
    [(300_000, 30, "3796.50"), (500_000, 30, "6327.50"), (300_000, 20, "5076.60")],
)
def test_critical_illness_to_70_at_30(insured: int, years: int, expected: str) -> None:
    assert annual(sample(Line.CRITICAL_ILLNESS), make_choice(insured, "to_70", years)) == expected


def test_the_rate_of_critical_illness_paid_over_20_years_is_169_22() -> None:
    choice = make_choice(300_000, "to_70", 20)
    assert premium(sample(Line.CRITICAL_ILLNESS), make_life(), choice, on=TODAY).result.rate == Decimal(
        "169.22"
    )


@pytest.mark.parametrize(
    ("occupation_class", "expected"),
    [(1, "300.00"), (2, "375.00"), (3, "450.00"), (4, "675.00"), (5, "1050.00"), (6, "1350.00")],
)
def test_a_million_of_accident_cover_costs_by_occupation_class(occupation_class: int, expected: str) -> None:
    life = make_life(occupation_class=occupation_class)
    assert annual(sample(Line.ACCIDENT), make_choice(1_000_000, "years_1", 1), life) == expected


@pytest.mark.parametrize("age", [26, 30, 35])
def test_a_million_medical_is_a_flat_300_from_26_to_35(age: int) -> None:
    choice = make_choice(2_000_000, "years_1", 1)
    answer = premium(sample(Line.MEDICAL_MILLION), make_life(age), choice, on=TODAY)
    assert str(answer.result.annual_premium) == "300.00"
    assert answer.caveats == [caveats.RATES_ARE_ILLUSTRATIVE]


def test_a_rating_is_put_on_the_gross_premium_and_rounded_once() -> None:
    """33.33 a 10,000 on 12,345 is 41.145885; with 25% on top 51.43235625."""
    tariff = make_tariff("33.33")
    assert annual(tariff, make_choice(12_345, "years_20", 20)) == "41.15"
    assert annual(tariff, make_choice(12_345, "years_20", 20, rating=Decimal(25))) == "51.43"


def test_half_a_fen_rounds_up() -> None:
    """0.01 a 10,000 on 15,000 is 0.015."""
    assert annual(make_tariff("0.01"), make_choice(15_000, "years_20", 20)) == "0.02"


def test_a_premium_says_which_table_which_version_and_on_what_basis() -> None:
    answer = premium(sample(Line.TERM_LIFE), make_life(), make_choice(500_000, "years_20", 20), on=TODAY)
    (because,) = answer.because
    assert (because.rule, because.version) == ("rate_table.sample-term-life", "sample-term-life@1")
    assert "CL1/CL2(2010-2013)" in because.source
    assert because.inputs["rate"] == "14.93"
    assert because.inputs["life"] == {"age": 30, "sex": "male", "occupation_class": 1}
    assert answer.caveats == [caveats.RATES_ARE_A_SAMPLE]


def test_a_filed_rate_needs_no_caveat() -> None:
    answer = premium(make_tariff(), make_life(), make_choice(10_000, "years_20", 20), on=TODAY)
    assert answer.caveats == []


@pytest.mark.parametrize(
    ("life", "choice", "problem", "values"),
    [
        (
            {"age": 17},
            {},
            problems.AgeOutOfRange,
            {"age": 17, "minimum": 18, "maximum": 50},
        ),
        ({"age": 51}, {}, problems.AgeOutOfRange, {"age": 51, "minimum": 18, "maximum": 50}),
        ({"occupation_class": 5}, {}, problems.OccupationNotAccepted, {"occupation_class": 5}),
        (
            {},
            {"sum_insured": "90000.00"},
            problems.SumOutOfRange,
            {"minimum": "100000.00", "maximum": "3000000.00"},
        ),
        (
            {},
            {"sum_insured": "3010000.00"},
            problems.SumOutOfRange,
            {"minimum": "100000.00", "maximum": "3000000.00"},
        ),
        (
            {},
            {"sum_insured": "505000.00"},
            problems.SumNotInSteps,
            {"minimum": "100000.00", "step": "10000.00"},
        ),
        (
            {},
            {"coverage_term": "to_70"},
            problems.CoverageTermNotOffered,
            {"coverage_term": "to_70", "offered": "years_10, years_20, years_30"},
        ),
        (
            {},
            {"payment_years": 15},
            problems.PaymentTermNotOffered,
            {"payment_years": 15, "offered": "10, 20, 30"},
        ),
        (
            {},
            {"payment_years": 30},
            problems.NoRate,
            {"age": 30, "coverage_term": "years_20", "payment_years": 30},
        ),
    ],
)
def test_what_the_product_does_not_offer_is_refused_by_name(
    life: dict[str, Any], choice: dict[str, Any], problem: type[Problem], values: dict[str, Any]
) -> None:
    insured = make_life().model_copy(update=life)
    wanted = make_choice(500_000, "years_20", 20).model_copy(
        update=choice | ({"sum_insured": Money.of(choice["sum_insured"])} if "sum_insured" in choice else {})
    )
    with pytest.raises(problem) as refused:
        premium(sample(Line.TERM_LIFE), insured, wanted, on=TODAY)
    assert refused.value.values == values
    assert refused.value.message("en")
    assert refused.value.message("zh-CN")


@pytest.mark.parametrize(
    ("on", "sold"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_product_is_sold_from_its_first_to_its_last_day(on: date, sold: bool) -> None:
    tariff = make_tariff(sale_to="2026-06-30")
    choice = make_choice(10_000, "years_20", 20)
    if sold:
        assert premium(tariff, make_life(), choice, on=on).result.annual_premium
    else:
        with pytest.raises(problems.NotOnSale):
            premium(tariff, make_life(), choice, on=on)


def test_a_premium_that_no_amount_holds_is_a_clear_problem() -> None:
    sums = {"minimum": "1", "maximum": "10000000000", "step": "1"}
    tariff = make_tariff("9999999.00", sum_insured=sums, occupation_factors={1: "20"})
    with pytest.raises(problems.PremiumTooLarge):
        annual(tariff, make_choice(10_000_000_000, "years_20", 20))


sums = st.integers(10, 300).map(lambda steps: Money.of(steps * 10_000))
ages = st.integers(18, 50)


@given(sums, sums, ages, st.sampled_from(list(Sex)))
def test_a_larger_sum_costs_more(one: Money, other: Money, age: int, sex: Sex) -> None:
    low, high = sorted([one, other])
    cheap, dear = (
        Money.of(
            annual(sample(Line.TERM_LIFE), make_choice(str(insured), "years_20", 20), make_life(age, sex))
        )
        for insured in (low, high)
    )
    assert (cheap < dear) if low < high else (cheap == dear)


@given(sums, ages.filter(lambda age: age < 50), st.sampled_from(list(Sex)))
def test_a_year_older_costs_more(insured: Money, age: int, sex: Sex) -> None:
    choice = make_choice(str(insured), "years_20", 20)
    younger, older = (
        Money.of(annual(sample(Line.TERM_LIFE), choice, make_life(years, sex))) for years in (age, age + 1)
    )
    assert younger < older


@given(st.integers(10_000, 5_000_000), st.integers(10_000, 5_000_000), st.integers(1, 99_999))
def test_splitting_a_sum_changes_the_premium_by_no_more_than_rounding(one: int, other: int, fen: int) -> None:
    tariff = make_tariff(f"{Decimal(fen) / 100:.2f}")
    whole = Money.of(annual(tariff, make_choice(one + other, "years_20", 20)))
    parts = [Money.of(annual(tariff, make_choice(part, "years_20", 20))) for part in (one, other)]
    assert abs(whole - parts[0] - parts[1]) <= Money.of("0.01")


def test_a_savings_product_files_the_sum_that_a_thousand_of_premium_buys() -> None:
    """100,000 of sum at 4,000 per 1,000 of premium costs 25,000 a year."""
    tariff = make_tariff(
        "4000.00",
        rate_unit="sum_per_1000_premium",
        premium={"minimum": "1", "maximum": "100000", "step": "1"},
    )
    answer = premium(tariff, make_life(), make_choice(100_000, "years_20", 20), on=TODAY)
    assert str(answer.result.annual_premium) == "25000.00"


def test_an_account_takes_what_its_client_names_and_a_property_has_no_age() -> None:
    account = sample(Line.UNIVERSAL_ACCOUNT)
    paid = premium(account, make_life(40), make_choice(20_000, "whole_life", 5), on=TODAY)
    assert str(paid.result.annual_premium) == "20000.00"
    plant = premium(sample(Line.PROPERTY), make_life(150), make_choice(1_000_000, "years_1", 1), on=TODAY)
    assert str(plant.result.annual_premium) == "500.00"
