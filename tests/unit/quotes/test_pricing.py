"""The sample rates follow from the public tables, to the digit."""

from decimal import Decimal

import pytest

from services.quotes.derive_rate_tables import derived_blocks
from services.quotes.domain.pricing import (
    NoSuchRate,
    PricingBasis,
    critical_illness_rate,
    term_life_rate,
)
from services.quotes.domain.rate_table import RateTable
from services.quotes.product_folder import SAMPLES, SECOND_SAMPLES
from services.quotes.sample_tables import read_tables
from shared.contracts import Line, Sex
from tests.unit.quotes.products import make_rule, sample

TERM_LIFE = {
    (Sex.MALE, 20): "7.02",
    (Sex.MALE, 25): "9.89",
    (Sex.MALE, 30): "14.93",
    (Sex.MALE, 35): "23.11",
    (Sex.MALE, 40): "35.11",
    (Sex.MALE, 45): "53.54",
    (Sex.MALE, 50): "84.88",
    (Sex.FEMALE, 20): "3.10",
    (Sex.FEMALE, 25): "4.20",
    (Sex.FEMALE, 30): "6.35",
    (Sex.FEMALE, 35): "10.03",
    (Sex.FEMALE, 40): "15.73",
    (Sex.FEMALE, 45): "25.21",
    (Sex.FEMALE, 50): "43.02",
}
CRITICAL_ILLNESS = {
    (20, 20): "139.88",
    (20, 25): "153.94",
    (20, 30): "169.22",
    (20, 35): "185.92",
    (20, 40): "204.04",
    (20, 45): "221.77",
    (20, 50): "234.68",
    (30, 20): "103.17",
    (30, 25): "114.14",
    (30, 30): "126.55",
    (30, 35): "140.80",
    (30, 40): "157.03",
}


def basis() -> PricingBasis:
    return PricingBasis.of(make_rule("pricing.sample_basis"))


def term_life_rates() -> RateTable:
    return sample(Line.TERM_LIFE).rates


def critical_illness_rates() -> RateTable:
    return sample(Line.CRITICAL_ILLNESS).rates


@pytest.mark.parametrize(("key", "expected"), TERM_LIFE.items())
def test_term_life_over_twenty_years_costs_this_per_10_000(key: tuple[Sex, int], expected: str) -> None:
    sex, age = key
    rate = term_life_rates().rate(coverage_term="years_20", sex=sex, payment_years=20, age=age)
    assert str(rate) == expected


@pytest.mark.parametrize(("key", "expected"), CRITICAL_ILLNESS.items())
@pytest.mark.parametrize("sex", list(Sex))
def test_critical_illness_to_70_costs_this_per_10_000(key: tuple[int, int], expected: str, sex: Sex) -> None:
    payment_years, age = key
    rate = critical_illness_rates().rate(coverage_term="to_70", sex=sex, payment_years=payment_years, age=age)
    assert str(rate) == expected


def test_every_age_from_20_to_50_has_its_rates_where_they_exist() -> None:
    for age in range(20, 51):
        for sex in Sex:
            assert term_life_rates().has_rate(coverage_term="years_20", sex=sex, payment_years=20, age=age)
            assert critical_illness_rates().has_rate(
                coverage_term="to_70", sex=sex, payment_years=20, age=age
            )
            assert critical_illness_rates().has_rate(
                coverage_term="to_70", sex=sex, payment_years=30, age=age
            ) == (age <= 40)


def test_the_committed_rates_are_those_the_tables_give() -> None:
    blocks = dict(derived_blocks())
    tables = {path for folder in (SAMPLES, SECOND_SAMPLES) for path in folder.glob("*/*.csv")}
    assert blocks.keys() == tables
    for path, text in blocks.items():
        assert path.read_text("utf-8") == text, path.name


def test_the_whole_table_without_loading_costs_more_than_the_market_does() -> None:
    plain = PricingBasis(
        interest=Decimal("0.02"),
        mortality_share=Decimal(1),
        term_life_benefit_share=Decimal(1),
        critical_illness_benefit_share=Decimal(1),
    )
    rate = term_life_rate(read_tables().male_mortality, plain, age=30, years=20, payment_years=20)
    assert str(rate) == "17.19"


def test_a_single_year_costs_its_own_mortality() -> None:
    """10,000 x 0.5 x 0.004 / 1.25 / 0.8 = 20."""
    plain = PricingBasis(Decimal("0.25"), Decimal("0.5"), Decimal("0.8"), Decimal("0.8"))
    rate = term_life_rate({30: Decimal("0.004")}, plain, age=30, years=1, payment_years=1)
    assert str(rate) == "20.00"


def test_premiums_come_back_on_deaths_that_no_critical_illness_caused() -> None:
    """One year, no interest: i = 0.01, d = 0.02 x (1 - 0.25); 10,000 x 0.01 / (0.5 - 0.015) = 206.19."""
    plain = PricingBasis(Decimal(0), Decimal(1), Decimal("0.5"), Decimal("0.5"))
    rate = critical_illness_rate(
        {30: Decimal("0.02")},
        {30: Decimal("0.01")},
        {30: Decimal("0.25")},
        plain,
        age=30,
        until_age=31,
        payment_years=1,
    )
    assert str(rate) == "206.19"


@pytest.mark.parametrize(("years", "payment_years"), [(20, 21), (0, 1), (20, 0), (90, 20)])
def test_terms_that_do_not_fit_have_no_rate(years: int, payment_years: int) -> None:
    mortality = read_tables().male_mortality
    with pytest.raises(NoSuchRate):
        term_life_rate(mortality, basis(), age=30, years=years, payment_years=payment_years)


@pytest.mark.parametrize(
    ("age", "male", "female"),
    [
        (0, ".000867", ".000620"),
        (20, ".000508", ".000269"),
        (30, ".000797", ".000340"),
        (40, ".001651", ".000692"),
        (50, ".004249", ".001859"),
        (60, ".009161", ".004414"),
        (80, ".082220", ".055385"),
    ],
)
def test_mortality_is_as_printed(age: int, male: str, female: str) -> None:
    tables = read_tables()
    assert tables.male_mortality[age] == Decimal(male)
    assert tables.female_mortality[age] == Decimal(female)


@pytest.mark.parametrize(
    ("age", "incidence"),
    [(0, ".000350"), (20, ".000340"), (35, ".001218"), (40, ".002151"), (50, ".007155"), (60, ".017274")],
)
def test_incidence_is_as_printed(age: int, incidence: str) -> None:
    assert read_tables().incidence[age] == Decimal(incidence)
    assert read_tables().share_of_deaths[35] == Decimal(".3252")
