"""Accounts, contracts as money, and their tables: by hand, and by an independent way to the rate."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.quotes.domain.account import account_values
from services.quotes.domain.problems import PremiumOutOfRange
from services.quotes.domain.product import AccountTerms
from services.quotes.domain.savings_contract import contract_of, payout
from services.quotes.domain.savings_irr import as_percent, rows_of, whole_after
from services.quotes.domain.wording import found, read_aloud
from services.quotes.internal_rate import internal_rate
from services.quotes.savings_chart import chart_of
from shared.contracts import Line
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_life, make_product, sample, text


def make_terms(**changed: object) -> AccountTerms:
    """No charge but 3% of the first premium, 1% a year."""
    facts = {
        "premium_charges": ("0.03", "0"),
        "surrender_charges": ("0.05", "0"),
        "guaranteed_rate": "0.01",
    }
    return AccountTerms.model_validate(facts | changed)


def test_an_account_grows_by_the_formula_and_its_charges_end() -> None:
    """9,700 x 1.01 = 9,797; (9,797 + 10,000) x 1.01 = 19,994.97; x 1.01 = 20,194.92 without a third premium."""
    values = account_values(
        make_terms(), Money.of(10_000), payment_years=2, years=3, credited=Decimal("0.01")
    )
    assert [str(value.account) for value in values] == ["9797.00", "19994.97", "20194.92"]
    assert [str(value.cash_value) for value in values] == ["9307.15", "19994.97", "20194.92"]


@settings(deadline=None)
@given(credited=st.decimals("0", "0.1", places=4), years=st.integers(1, 60))
def test_no_account_is_credited_less_than_it_guarantees(credited: Decimal, years: int) -> None:
    floor, shown = [
        account_values(make_terms(), Money.of(10_000), payment_years=5, years=years, credited=rate)
        for rate in (Decimal("0.01"), credited)
    ]
    assert all(low.account <= one.account for low, one in zip(floor, shown, strict=True))


@settings(max_examples=20, deadline=None)
@given(
    premium=st.integers(10, 900).map(lambda hundreds: hundreds * 100),
    years=st.sampled_from([1, 5, 10]),
    age=st.integers(18, 65),
)
def test_the_rate_of_every_year_agrees_with_bisection(premium: int, years: int, age: int) -> None:
    contract = contract_of(
        sample(Line.UNIVERSAL_ACCOUNT),
        None,
        make_life(age),
        annual_premium=Money.of(premium),
        payment_years=years,
        until_age=age + 20,
        on=TODAY,
    )
    for row in rows_of(contract, internal_rate):
        for value, worth in (
            (row.guaranteed.cash_value, row.guaranteed.irr),
            (row.illustrated[1].cash_value, row.illustrated[1].irr),
        ):
            flows = contract.payments(row.year, value)
            assert worth is not None
            assert float(worth) == pytest.approx(bisected(flows), abs=2e-6)


def bisected(flows: list[Decimal]) -> float:
    low, high = -0.999, 10.0
    for _ in range(100):
        middle = (low + high) / 2
        worth = sum(float(flow) / (1 + middle) ** year for year, flow in enumerate(flows))
        low, high = (middle, high) if worth > 0 else (low, middle)
    return low


def test_an_account_is_whole_when_its_charges_are_earned_back() -> None:
    """1% a year earns back a charge of 3% on 1,000 after three years: 970 x 1.01^4 = 1,009.39, x 1.01^3 = 999.39."""
    tariff = sample(Line.UNIVERSAL_ACCOUNT)
    terms = make_terms(surrender_charges=("0",))
    product = tariff.product.model_copy(update={"account": terms})
    contract = contract_of(
        type(tariff)(product, tariff.rates),
        None,
        make_life(40),
        annual_premium=Money.of(1000),
        payment_years=1,
        until_age=60,
        on=TODAY,
    )
    assert whole_after(contract) == 4
    assert str(contract.guaranteed[2]) == "999.39"


def test_what_is_paid_to_the_living_begins_at_its_age_ends_at_its_age_and_grows() -> None:
    annuity = {
        "code": "education",
        "kind": "annuity",
        "share": "1",
        "growth": "0.1",
        "from_age": 12,
        "until_age": 13,
        "text": text(),
    }
    product = make_product(benefits=[annuity])
    paid = [str(payout(product, Money.of(1000), 10, year)) for year in range(1, 6)]
    assert paid == ["0.00", "0.00", "1210.00", "1331.00", "0.00"]
    at_once = make_product(benefits=[annuity | {"from_age": 10}])
    assert str(payout(at_once, Money.of(1000), 10, 1)) == "0.00"
    assert str(payout(at_once, Money.of(1000), 10, 2)) == "1100.00"


def test_a_rate_that_rounds_to_nothing_has_no_sign() -> None:
    assert [as_percent(Decimal(rate)) for rate in ("-0.00004", "0.0125", "-0.0647")] == [
        "0.00%",
        "1.25%",
        "-6.47%",
    ]


def test_the_picture_holds_every_year_from_minus_ten_percent_on_and_one_line_a_column() -> None:
    contract = contract_of(
        sample(Line.UNIVERSAL_ACCOUNT),
        None,
        make_life(40),
        annual_premium=Money.of(6000),
        payment_years=10,
        until_age=60,
        on=TODAY,
    )
    rows = rows_of(contract, internal_rate)
    chart = chart_of(rows, tuple(contract.illustrated))
    assert chart is not None
    assert [line.rate for line in chart.lines] == [None, Decimal("0.020"), Decimal("0.025")]
    points = [[float(part) for part in point.split(",")] for point in chart.lines[0].points.split()]
    assert len(points) == 20
    assert all(chart.left <= x <= chart.right and 0 < y < chart.bottom + 1 for x, y in points)
    assert chart_of(rows[:1], ()) is None


def test_words_are_found_whole_in_english_anywhere_in_chinese_and_never_in_markup() -> None:
    page = "<style>.fund { color: red }</style><p title='deposit'>A refund of 100; 高于银行存款的收益</p>"
    assert found(read_aloud(page), ["fund", "funds", "deposit", "存款"]) == ["存款"]
    assert found("Better than a FUND.", ["fund"]) == ["fund"]


def test_nothing_a_year_buys_nothing_even_where_a_product_names_no_least_premium() -> None:
    tariff = sample(Line.UNIVERSAL_ACCOUNT)
    product = tariff.product.model_copy(update={"premium": None})
    with pytest.raises(PremiumOutOfRange):
        contract_of(
            type(tariff)(product, tariff.rates),
            None,
            make_life(40),
            annual_premium=Money.zero(),
            payment_years=1,
            until_age=60,
            on=TODAY,
        )
