"""What a tier costs and what a savings cover is worth, year by year (capabilities 25 and 29)."""

from decimal import Decimal

from services.quotes.domain.cash_values import read_cash_values
from services.quotes.domain.offer import OfferedCover, OfferedTier, OnSale, make_offer
from services.quotes.domain.premium_years import premium_years
from services.quotes.domain.rating import premium
from services.quotes.domain.savings_years import grows_until_it_is_ended, savings_years
from services.quotes.internal_rate import internal_rate
from shared.contracts import Line, Sex
from shared.ids import new_id
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_choice, make_life, sample, sample_tariffs

ON_SALE = {
    line: OnSale(product_id=new_id(), carrier_id=new_id(), tariff=tariff)
    for line, tariff in sample_tariffs().items()
}
TARIFFS = {one.product_id: one.tariff for one in ON_SALE.values()}


def make_tier(code: str, age: int) -> OfferedTier:
    offer = make_offer(ON_SALE, make_life(age), budget=None, jurisdiction=Jurisdiction.load("cn"), on=TODAY)
    tier = offer.tier(code)
    assert tier is not None
    return tier


def make_cover(annual_premium: str, payment_years: int) -> OfferedCover:
    """A savings cover at that premium, whatever its rates say."""
    tariff = sample(Line.INCREASING_WHOLE_LIFE)
    facts = tariff.product
    because = premium(tariff, make_life(), make_choice("100000", "whole_life", 1), on=TODAY).because[0]
    return OfferedCover(
        product_id=new_id(),
        product_code=facts.code,
        product_version=1,
        carrier_id=new_id(),
        line=facts.line,
        design_type=facts.design_type,
        name=facts.name,
        insurer=facts.insurer,
        sum_insured=Money.of(100_000),
        coverage_term="whole_life",
        payment_years=payment_years,
        annual_premium=Money.of(annual_premium),
        waiting_days=0,
        basis=facts.basis,
        because=because,
    )


def test_premiums_fall_when_the_shorter_one_is_paid_up_and_what_is_renewed_rises_with_age() -> None:
    years = premium_years(make_tier("advanced", 30), make_life(30), TARIFFS, on=TODAY)
    assert len(years) == 30
    assert {str(year.level) for year in years[:20]} == {"7820.50"}
    assert {str(year.level) for year in years[20:]} == {"6327.50"}
    assert (years[0].age, str(years[0].renewed), str(years[0].total)) == (30, "300.00", "8120.50")
    assert (years[29].age, str(years[29].renewed), str(years[29].total)) == (59, "1480.00", "7807.50")
    renewed = [year.renewed for year in years]
    assert renewed == sorted(renewed)


def test_what_is_not_sold_at_a_later_age_costs_nothing_then() -> None:
    years = premium_years(make_tier("basic", 45), make_life(45), TARIFFS, on=TODAY)
    assert [year.age for year in years if not year.renewed] == [61, 62, 63, 64]


def test_covers_of_one_year_alone_have_no_years_to_show() -> None:
    tier = make_tier("basic", 30)
    yearly = tier.model_copy(update={"covers": tuple(one for one in tier.covers if one.of_one_year)})
    assert yearly.covers
    assert premium_years(yearly, make_life(30), TARIFFS, on=TODAY) == ()


def test_the_rate_of_a_year_is_that_of_the_premiums_until_then_against_the_cash_value_at_its_end() -> None:
    single = savings_years(make_cover("1000.00", 1), [Money.of("980"), Money.of("1040.40")], internal_rate)
    assert [(str(year.paid), year.irr) for year in single] == [
        ("1000.00", Decimal("-0.020000")),
        ("1000.00", Decimal("0.020000")),
    ]
    twice = savings_years(make_cover("1000.00", 2), [Money.of("0"), Money.of("2030.10")], internal_rate)
    assert [(str(year.paid), year.irr) for year in twice] == [
        ("1000.00", None),
        ("2000.00", Decimal("0.010000")),
    ]


def test_the_sample_that_grows_is_under_water_at_first_and_then_stays_below_its_pricing_rate() -> None:
    tariff = sample(Line.INCREASING_WHOLE_LIFE)
    cover = make_cover(
        str(
            premium(
                tariff, make_life(), make_choice("100000", "whole_life", 5), on=TODAY
            ).result.annual_premium
        ),
        5,
    )
    values = read_cash_values("sample", tariff.cash_values).by_year(
        cover.sum_insured, coverage_term="whole_life", sex=Sex.MALE, payment_years=5, age=30
    )
    years = savings_years(cover, values, internal_rate)
    assert len(years) == len(values) > 60
    assert years[0].irr is not None
    assert years[0].irr < 0
    assert all(year.irr is not None and Decimal(0) < year.irr <= Decimal("0.02") for year in years[29:75])


def test_a_cash_value_is_shown_as_savings_only_where_nothing_is_paid_before() -> None:
    growing = {line for line, tariff in sample_tariffs().items() if grows_until_it_is_ended(tariff.product)}
    assert growing == {Line.INCREASING_WHOLE_LIFE}
