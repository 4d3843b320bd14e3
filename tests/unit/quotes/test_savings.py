"""Savings products follow from the public tables; what a contract is worth follows from its reserve."""

from decimal import Decimal
from itertools import pairwise

import pytest

from services.quotes.domain.cash_values import left_of_premium, read_cash_values, write_cash_value_block
from services.quotes.domain.pricing import NoSuchRate
from services.quotes.domain.problems import UnreadableRates
from services.quotes.domain.product import DeathMultiple
from services.quotes.domain.reserves import CashValueRule, PolicyYear, cash_values, reserves
from services.quotes.domain.savings_pricing import (
    Payouts,
    SavingsBasis,
    WholeLife,
    annuity_sum,
    banded,
    whole_life_sum,
)
from services.quotes.product_folder import sample_catalogue
from services.quotes.sample_tables import read_tables
from shared.contracts import Line, Sex
from shared.money import Money
from tests.unit.quotes.products import make_rule, sample


@pytest.mark.parametrize(("interest", "yearly"), [("0.02", "43713"), ("0.035", "75512")])
def test_fifty_thousand_for_ten_years_from_30_buys_this_annuity_from_60(interest: str, yearly: str) -> None:
    """CL5, no expenses and no death benefit: at today's cap 43,713 a year for life, at 3.5% 75,512."""
    per_1000 = annuity_sum(
        read_tables().annuitants(Sex.MALE),
        age=30,
        payouts=Payouts(from_age=60, until_age=None),
        payment_years=10,
        interest=Decimal(interest),
        benefit_share=Decimal(1),
        refunds_premiums=False,
    )
    assert abs(per_1000 * 50 - Decimal(yearly)) < 1


def test_an_annuity_is_not_paid_for_longer_than_until_its_first_payout() -> None:
    with pytest.raises(NoSuchRate):
        annuity_sum(
            read_tables().annuitants(Sex.MALE),
            age=55,
            payouts=Payouts(from_age=60, until_age=None),
            payment_years=6,
            interest=Decimal("0.02"),
            benefit_share=Decimal(1),
            refunds_premiums=False,
        )


def make_whole_life(mortality: dict[int, Decimal], *multiples: tuple[int, str], years: int = 1) -> WholeLife:
    steps = [DeathMultiple(from_age=age, multiple=Decimal(multiple)) for age, multiple in multiples]
    return WholeLife(mortality, steps, growth=Decimal("0.1"), age=30, payment_years=years)


def make_basis() -> SavingsBasis:
    return SavingsBasis(
        interest=Decimal(0),
        whole_life_mortality_share=Decimal(1),
        whole_life_benefit_share=Decimal("0.9"),
        whole_life_growth=Decimal("0.1"),
        annuity_benefit_share=Decimal(1),
    )


def test_a_whole_life_sum_is_what_its_deaths_cost() -> None:
    """Half die in the first year and all others in the second, without interest: 0.5 S + 0.5 x 1.1 S = 900."""
    halves = {30: Decimal("0.5"), 31: Decimal(1)}
    assert str(whole_life_sum(make_whole_life(halves, (0, "0.1")), make_basis())) == "857.14"


def test_where_a_multiple_of_premiums_is_more_a_death_pays_that() -> None:
    """1,600 on a death of the first year: 0.5 x 1,600 + 0.5 x 1.1 S = 900, and in the second year 1.1 S < 1,000."""
    halves = {30: Decimal("0.5"), 31: Decimal(1)}
    only_first = make_whole_life(halves, (0, "1.6"), (31, "0.1"))
    assert str(whole_life_sum(only_first, make_basis())) == "181.81"
    with pytest.raises(NoSuchRate):
        whole_life_sum(make_whole_life(halves, (0, "1.6")), make_basis())


def test_the_sample_whole_life_buys_less_the_older_the_life_and_more_for_women() -> None:
    rates = sample(Line.INCREASING_WHOLE_LIFE).rates
    for payment_years in (1, 5, 10):
        by_age = [
            rates.rate(coverage_term="whole_life", sex=Sex.MALE, payment_years=payment_years, age=age)
            for age in range(18, 61)
        ]
        assert all(older < younger for younger, older in pairwise(by_age))
        women = rates.rate(coverage_term="whole_life", sex=Sex.FEMALE, payment_years=payment_years, age=30)
        assert women > by_age[12]


def test_rates_in_bands_hold_from_an_age_on() -> None:
    assert banded([(26, Decimal(3)), (18, Decimal(2))], range(24, 28)) == {24: 2, 25: 2, 26: 3, 27: 3}
    with pytest.raises(ValueError, match="empty"):
        banded([(26, Decimal(3))], range(24, 28))


def test_a_reserve_begins_and_ends_with_nothing() -> None:
    """Two years, 100 on a death of 0.1 a year, no interest: the net premium is (10 + 9) / 1.9 = 10, so nothing is kept."""
    years = [PolicyYear(Decimal(0), Decimal(10), Decimal("0.1"))] * 2
    assert [round(each, 9) for each in reserves(years, payment_years=2, interest=Decimal(0))] == [0, 0]
    single = reserves(years, payment_years=1, interest=Decimal(0))
    assert [round(each, 9) for each in single] == [10, 0]


def test_a_cash_value_is_a_rising_share_of_the_reserve_and_never_below_nothing() -> None:
    rule = CashValueRule.of(make_rule("pricing.cash_values"))
    assert [rule.share(year, 20) for year in (1, 10, 20, 30)] == [
        Decimal("0.905"),
        Decimal("0.95"),
        1,
        1,
    ]
    assert rule.share(1, 10) == Decimal("0.91")
    assert rule.share(1, 1) == 1
    falling = [
        PolicyYear(Decimal(0), Decimal(50), Decimal(0)),
        PolicyYear(Decimal(0), Decimal(1), Decimal(0)),
    ]
    assert cash_values(falling, payment_years=2, pricing_rate=Decimal(0), rule=rule)[0] == 0


def test_every_long_sample_has_a_cash_value_for_each_year_that_it_covers() -> None:
    for tariff in sample_catalogue():
        product = tariff.product
        if product.cash_value_table is None:
            continue
        table = read_cash_values(product.code, tariff.cash_values)
        for key in tariff.rates.rates:
            values = table.by_year(
                Money.of(10_000),
                coverage_term=key.coverage_term,
                sex=Sex.MALE if key.sex == "unisex" else Sex(key.sex),
                payment_years=key.payment_years,
                age=key.age,
            )
            assert values, key
            assert values[-1] == Money.zero()


def test_a_short_contract_is_worth_its_net_premium_for_the_days_left() -> None:
    """300 at 65% net, day 100 of 365: 141.58 (C, Accident Measures 2021 art. 5)."""
    assert str(left_of_premium(Money.of(300), Decimal("0.65"), elapsed_days=100, term_days=365)) == "141.58"
    with pytest.raises(ValueError, match="days of the term"):
        left_of_premium(Money.of(300), Decimal("0.65"), elapsed_days=366, term_days=365)


def test_cash_values_are_written_as_they_are_read() -> None:
    block = "age,year,male_pay5,female_pay5\n30,1,1.50,\n30,2,2.50,1.00\n"
    table = read_cash_values("x", {"to_70": block})
    assert write_cash_value_block(table, "to_70") == block
    asked = {"coverage_term": "to_70", "payment_years": 5, "age": 30}
    assert [str(one) for one in table.by_year(Money.of(20_000), sex=Sex.MALE, **asked)] == ["3.00", "5.00"]  # type: ignore[arg-type]
    assert table.by_year(Money.of(20_000), sex=Sex.FEMALE, **asked) == ()  # type: ignore[arg-type]
    for wrong in ("age,male_pay5\n30,1\n", "age,year,male_pay5\n30,1,x\n", "age,year,male_pay5\n30\n", ""):
        with pytest.raises(UnreadableRates):
            read_cash_values("x", {"to_70": wrong})
