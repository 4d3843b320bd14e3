"""The internal rate of return: its published figures, its limits, and an independent way to find it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.quotes.domain import caveats
from services.quotes.domain.irr import Illustration, IrrTable, close_to, irr_table
from services.quotes.domain.problems import GuaranteeNotAllowed
from services.quotes.internal_rate import internal_rate
from shared.because import Answer
from tests.unit.quotes.products import TODAY, make_rule


def make_illustration(entry: int = 30, last: int = 80, **others: Any) -> Illustration:
    """50,000 a year for ten years, then 80,000 a year from 60."""
    facts = {
        "entry_age": entry,
        "annual_premium": "50000",
        "payment_years": 10,
        "annual_payout": "80000",
        "payout_from_age": 60,
        "payout_to_age": last,
        "guaranteed": True,
    }
    return Illustration.model_validate(facts | others)


def table(illustration: Illustration) -> Answer[IrrTable]:
    return irr_table(
        illustration,
        internal_rate,
        wording=make_rule("illustration.irr"),
        cap=make_rule("pricing.rate_cap", TODAY),
    )


@pytest.mark.parametrize(
    ("last", "expected"), [(80, "3.5222"), (79, "3.4207"), (85, "3.9186"), (70, "1.8718")]
)
def test_from_30_the_rate_depends_on_the_last_payout_age(last: int, expected: str) -> None:
    assert f"{table(make_illustration(last=last)).result.irr:.4%}" == f"{expected}%"


@pytest.mark.parametrize(
    ("entry", "rates"),
    [
        (20, ["2.22", "2.72", "3.06", "3.30", "3.69"]),
        (25, ["2.52", "3.07", "3.44", "3.69", "4.10"]),
        (30, ["2.91", "3.52", "3.92", "4.19", "4.60"]),
        (35, ["3.44", "4.13", "4.56", "4.85", "5.27"]),
        (40, ["4.22", "5.01", "5.47", "5.77", "6.19"]),
        (45, ["5.47", "6.37", "6.87", "7.17", "7.56"]),
    ],
)
def test_the_rates_by_entry_age_and_last_payout_age(entry: int, rates: list[str]) -> None:
    rows = {row.last_payout_age: row.irr for row in table(make_illustration(entry, 105)).result.rows}
    found = [rows[last] for last in (75, 80, 85, 90, 105)]
    assert [f"{(rate or 0) * 100:.2f}" for rate in found] == rates


@pytest.mark.parametrize(
    ("entry", "last", "close"),
    [(30, 80, True), (35, 75, True), (25, 86, True), (20, 96, True), (30, 85, False), (45, 70, False)],
)
def test_only_matching_pairs_come_close_to_three_and_a_half(entry: int, last: int, close: bool) -> None:
    irr = table(make_illustration(entry, last)).result.irr
    assert close_to(irr, Decimal("0.035"), make_rule("illustration.irr")) is close


@pytest.mark.parametrize("missing", ["payout_to_age", "entry_age", "guaranteed"])
def test_an_illustration_without_its_ages_or_its_guarantee_is_none(missing: str) -> None:
    facts = make_illustration().model_dump(exclude={missing})
    with pytest.raises(ValidationError, match=missing):
        Illustration.model_validate(facts)


@pytest.mark.parametrize(
    "change",
    [
        {"payout_from_age": 30},
        {"payout_to_age": 59},
        {"annual_premium": "0"},
        {"annual_payout": "0"},
        {"payout_to_age": 106},
        {"payment_years": 0},
    ],
)
def test_payments_that_cannot_be_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_illustration(**change)


def test_the_table_shows_what_was_paid_and_each_payout_age() -> None:
    result = table(make_illustration(last=62)).result
    assert (str(result.premiums), str(result.payouts)) == ("500000.00", "240000.00")
    assert [(row.last_payout_age, str(row.paid_out)) for row in result.rows] == [
        (60, "80000.00"),
        (61, "160000.00"),
        (62, "240000.00"),
    ]
    assert result.irr < 0


def test_it_is_never_a_promise_and_at_the_cap_of_today_hardly_deliverable() -> None:
    answer = table(make_illustration())
    assert answer.caveats == [
        caveats.NOT_A_PROMISE,
        caveats.NOT_COMPARABLE_WITH_DEPOSITS,
        caveats.ABOVE_THE_RATE_CAP,
    ]
    assert answer.because[1].inputs == {"rate_cap": "0.020"}


def test_a_rate_of_exactly_the_cap_is_within_it() -> None:
    """Paid in 10,000 at 59, paid out 10,200 at 60: 2%."""
    flat = make_illustration(59, 60, payment_years=1, annual_premium="10000", annual_payout="10200")
    assert str(table(flat).result.irr) == "0.020000"
    assert caveats.ABOVE_THE_RATE_CAP not in table(flat).caveats


def test_below_the_cap_it_is_only_no_promise() -> None:
    assert caveats.ABOVE_THE_RATE_CAP not in table(make_illustration(last=70)).caveats


@pytest.mark.parametrize("design_type", ["participating", "universal", "unit_linked"])
def test_what_is_not_certain_may_not_be_shown_as_guaranteed(design_type: str) -> None:
    with pytest.raises(GuaranteeNotAllowed):
        table(make_illustration(design_type=design_type))
    answer = table(make_illustration(design_type=design_type, guaranteed=False))
    assert not answer.result.may_be_called_certain
    assert caveats.BENEFITS_ARE_NOT_GUARANTEED in answer.caveats


def test_certain_wording_needs_a_guaranteed_ordinary_product() -> None:
    assert table(make_illustration()).result.may_be_called_certain
    assert not table(make_illustration(guaranteed=False)).result.may_be_called_certain


def test_a_type_without_a_known_cap_says_so() -> None:
    answer = table(make_illustration(design_type="unit_linked", guaranteed=False))
    assert caveats.RATE_CAP_UNKNOWN in answer.caveats


def by_bisection(payments: list[Decimal]) -> float:
    """The rate at which payments are worth nothing: the worth falls with the rate once payouts follow premiums."""
    low, high = -0.999999999, 1_000_000.0
    for _ in range(200):
        middle = (low + high) / 2
        worth = 0.0
        for payment in reversed(payments):
            worth = worth / (1 + middle) + float(payment)
        low, high = (middle, high) if worth > 0 else (low, middle)
    return low


@given(
    entry=st.integers(0, 60),
    wait=st.integers(1, 30),
    years=st.integers(1, 30),
    paid=st.integers(0, 30),
    premium=st.integers(1, 100_000),
    payout=st.integers(1, 100_000),
)
def test_the_rate_agrees_with_bisection(
    entry: int, wait: int, years: int, paid: int, premium: int, payout: int
) -> None:
    first = min(entry + wait, 105)
    illustration = make_illustration(
        entry,
        min(first + paid, 105),
        payout_from_age=first,
        payment_years=min(years, first - entry),
        annual_premium=str(premium),
        annual_payout=str(payout),
    )
    payments = illustration.payments(illustration.payout_to_age)
    found = internal_rate(payments)
    assert found is not None
    assert float(found) == pytest.approx(by_bisection(payments), rel=1e-6, abs=2e-6)


@pytest.mark.parametrize(
    ("payments", "rate"),
    [
        ([-100, 110], "0.100000"),
        ([100, -110], "0.100000"),
        ([-100, 0, 121], "0.100000"),
        ([-100, 1], "-0.990000"),
        ([-100_000] * 17 + [1], "-0.999990"),
        ([100_000] * 17 + [-1], "-0.999990"),
    ],
)
def test_the_rate_of_a_few_payments(payments: list[int], rate: str) -> None:
    assert str(internal_rate([Decimal(payment) for payment in payments])) == rate


@pytest.mark.parametrize("payments", [[1, 2], [-1, -2], [0, 0], [], [-100, 230, -132]])
def test_payments_whose_direction_does_not_change_once_have_no_one_rate(payments: list[int]) -> None:
    assert internal_rate([Decimal(payment) for payment in payments]) is None
