"""What holds of every premium (capabilities 24 to 26): it rises with the sum, for protection with age, and splits evenly."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quotes.domain.rating import Choice, Life, Tariff, price
from services.quotes.product_folder import sample_catalogue, second_catalogue
from shared.contracts import Line, Sex
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_choice, make_life, make_tariff

EVERYTHING = (*sample_catalogue(), *second_catalogue())
PROTECTION = [
    tariff for tariff in EVERYTHING if tariff.product.line in (Line.TERM_LIFE, Line.CRITICAL_ILLNESS)
]
BY_SUM = [tariff for tariff in EVERYTHING if tariff.product.rate_unit != "flat"]


def name_of(tariff: Tariff) -> str:
    return tariff.product.code


def make_priced(tariff: Tariff, steps: int, life: Life) -> Money:
    """The premium of the smallest sum and so many steps, for the first terms that the life is sold."""
    product = tariff.product
    insured = product.sum_insured.minimum + product.sum_insured.step * steps
    for term in product.coverage_terms:
        for years in product.payment_terms:
            if not product.has_a_rate_table or tariff.rates.has_rate(
                coverage_term=term, sex=life.sex, payment_years=years, age=life.age
            ):
                choice = Choice(sum_insured=insured, coverage_term=term, payment_years=years)
                return price(tariff, life, choice, on=TODAY).annual
    raise AssertionError(f"{product.code} has no rate for {life}")


def test_both_catalogues_are_tried() -> None:
    assert {tariff.product.line for tariff in EVERYTHING} == set(Line)
    assert len(PROTECTION) == 4


@pytest.mark.parametrize("tariff", BY_SUM, ids=name_of)
@settings(max_examples=10)
@given(st.data())
def test_a_larger_sum_never_costs_less(tariff: Tariff, data: st.DataObject) -> None:
    sums = tariff.product.sum_insured
    most = int((sums.maximum - sums.minimum).amount / sums.step.amount)
    few, many = sorted(data.draw(st.tuples(st.integers(0, most), st.integers(0, most))))
    ages = tariff.product.issue_age
    life = make_life(data.draw(st.integers(ages.minimum, ages.maximum)) if ages else 30)
    cheap, dear = (make_priced(tariff, steps, life) for steps in (few, many))
    assert cheap <= dear
    if (many - few) * sums.step.amount >= 10_000:
        assert cheap < dear


@pytest.mark.parametrize("tariff", PROTECTION, ids=name_of)
@pytest.mark.parametrize("sex", list(Sex))
def test_protection_costs_more_with_every_year_of_age(tariff: Tariff, sex: Sex) -> None:
    """From ten on: before, mortality and incidence fall from year to year."""
    term, years = tariff.product.coverage_terms[0], tariff.product.payment_terms[0]
    sold_at = [
        age
        for age in range(10, 61)
        if tariff.rates.has_rate(coverage_term=term, sex=sex, payment_years=years, age=age)
    ]
    choice = make_choice(500_000, term, years)
    premiums = [price(tariff, Life(age=age, sex=sex), choice, on=TODAY).annual for age in sold_at]
    assert len(premiums) > 30
    assert all(younger < older for younger, older in pairwise(premiums))


@settings(max_examples=50)
@given(st.lists(st.integers(10_000, 999_999), min_size=2, max_size=8), st.integers(1, 99_999))
def test_splitting_a_sum_changes_the_premium_by_at_most_a_fen_a_part(parts: list[int], fen: int) -> None:
    tariff = make_tariff(f"{Decimal(fen) / 100:.2f}")

    def annual(insured: int) -> Money:
        return price(tariff, make_life(), make_choice(insured, "years_20", 20), on=TODAY).annual

    apart = sum((annual(part) for part in parts), Money.zero())
    assert abs(annual(sum(parts)) - apart) <= Money.of("0.01") * len(parts)
