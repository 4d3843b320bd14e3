"""The receipt, the cooling-off period it starts, and what cancelling returns."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.servicing.domain.problems import CancellationHeld, EventBeforeIssue, ReceiptSignedByAnother
from services.servicing.domain.receipts import (
    Cancellation,
    CoolingOff,
    cancellation,
    cooling_off,
    follow_up_clock,
    receipt_clock,
    receipt_status,
    remedy_clock,
    require_signed_by_policyholder,
)
from shared.calendar import is_working_day
from shared.money import Money
from tests.unit.servicing.policies import CN, at, make_policy

ISSUED = at(2026, 3, 1, 10)
SIGNED = at(2026, 3, 2, 9)
PAID = Money.of("3796.50")
CASH_VALUE = Money.of("120.00")


def period_of(**facts: Any) -> CoolingOff:
    return cooling_off(CN, make_policy(**{"receipt_signed_at": SIGNED, **facts})).result


def cancelling(on: date, **facts: Any) -> Cancellation:
    policy = make_policy(**{"receipt_signed_at": SIGNED, **facts})
    return cancellation(CN, policy, requested_on=on, premiums_paid=PAID, cash_value=CASH_VALUE).result


def test_a_receipt_is_due_twenty_four_hours_after_issue() -> None:
    answer = receipt_clock(CN, ISSUED)
    assert answer.result.due_at == at(2026, 3, 2, 10)
    assert answer.result.due_on == date(2026, 3, 2)
    assert answer.because[0].version == "e_receipt@1995-10-01"
    assert answer.caveats == ["RECEIPT_HOURS_ARE_NO_LAW"]


@pytest.mark.parametrize(
    ("signed_at", "now", "status"),
    [
        (SIGNED, at(2026, 3, 2, 9), "signed_in_time"),
        (None, at(2026, 3, 2, 9, 59), "waiting"),
        (None, at(2026, 3, 2, 10), "overdue"),
        (at(2026, 3, 2, 10, 1), at(2026, 3, 3), "signed_late"),
    ],
)
def test_an_unsigned_receipt_is_overdue_at_ten_the_next_morning(
    signed_at: datetime | None, now: datetime, status: str
) -> None:
    assert receipt_status(CN, issued_at=ISSUED, signed_at=signed_at, now=now).result == status


@pytest.mark.parametrize("signed_by", ["agent", "other"])
def test_nobody_signs_for_the_policyholder(signed_by: Literal["agent", "other"]) -> None:
    with pytest.raises(ReceiptSignedByAnother):
        require_signed_by_policyholder(issued_at=ISSUED, signed_at=SIGNED, signed_by=signed_by)
    require_signed_by_policyholder(issued_at=ISSUED, signed_at=SIGNED, signed_by="policyholder")


def test_a_receipt_cannot_be_signed_before_issue() -> None:
    with pytest.raises(EventBeforeIssue):
        require_signed_by_policyholder(issued_at=SIGNED, signed_at=ISSUED, signed_by="policyholder")


def test_cooling_off_runs_fifteen_days_from_the_signed_receipt() -> None:
    assert period_of() == CoolingOff(
        days=15,
        last_day=date(2026, 3, 17),
        nominal_last_day=date(2026, 3, 17),
        calendar_provisional=False,
    )


def test_a_receipt_signed_just_after_midnight_in_china_counts_from_that_day() -> None:
    assert period_of(receipt_signed_at=at(2026, 3, 2, 0, 5)).last_day == date(2026, 3, 17)


def test_a_last_day_on_a_rest_day_rolls_and_both_dates_are_shown() -> None:
    # 2026-09-16 + 15 days is 2026-10-01; the holiday lasts until 10-07.
    rolled = cooling_off(CN, make_policy(receipt_signed_at=at(2026, 9, 16, 12)))
    assert rolled.result.nominal_last_day == date(2026, 10, 1)
    assert rolled.result.last_day == date(2026, 10, 8)
    assert "REMIND_ON_THE_EARLIER_DATE" in rolled.caveats


def test_a_year_without_published_holidays_is_marked_provisional() -> None:
    far = cooling_off(CN, make_policy(receipt_signed_at=at(2035, 1, 5, 12)))
    assert far.result.nominal_last_day == date(2035, 1, 20)
    assert far.result.last_day == date(2035, 1, 22)
    assert far.result.calendar_provisional
    assert "CALENDAR_PROVISIONAL" in far.caveats


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({"line": "term_life"}, 15),
        ({"line": "annuity", "cooling_off_days": 20}, 20),
        ({"line": "term_life", "cooling_off_days": 10}, 10),
        ({"line": "critical_illness", "cooling_off_days": 10}, 15),
        ({"line": "critical_illness", "cooling_off_days": 20}, 20),
        ({"line": "accident", "ends_on": date(2027, 2, 28)}, 0),
        ({"line": "medical_million", "ends_on": date(2027, 3, 1)}, 0),
        ({"line": "medical_million", "ends_on": date(2027, 3, 2)}, 15),
        ({"line": "accident", "ends_on": date(2027, 2, 28), "cooling_off_days": 3}, 3),
        ({"line": "term_life", "receipt_signed_at": at(2019, 11, 30, 12)}, 10),
        ({"line": "term_life", "receipt_signed_at": at(2006, 8, 31, 12)}, 10),
        ({"line": "critical_illness", "receipt_signed_at": at(2006, 8, 31, 12)}, 10),
        ({"ends_on": date(2027, 2, 28), "receipt_signed_at": at(2006, 8, 31, 12)}, 0),
        ({"ends_on": date(2027, 3, 2), "receipt_signed_at": at(2006, 8, 31, 12)}, 10),
        ({"ends_on": date(2027, 2, 28), "receipt_signed_at": at(2019, 11, 30, 12)}, 0),
        ({"ends_on": date(2027, 3, 2), "receipt_signed_at": at(2019, 11, 30, 12)}, 10),
        ({"line": "critical_illness", "receipt_signed_at": at(2019, 11, 30, 12)}, 10),
        ({"line": "critical_illness", "receipt_signed_at": at(2019, 12, 1, 12)}, 15),
    ],
)
def test_the_days_depend_on_the_line_the_term_and_the_clause(facts: dict[str, Any], days: int) -> None:
    assert period_of(**facts).days == days


def test_an_unsigned_receipt_has_not_started_the_period() -> None:
    answer = cooling_off(CN, make_policy())
    assert (answer.result.days, answer.result.last_day) == (15, None)
    assert answer.caveats == ["COOLING_OFF_NOT_STARTED"]


def test_cancelling_on_the_last_day_refunds_everything_and_a_day_later_the_cash_value() -> None:
    in_time = cancelling(date(2026, 3, 17))
    assert (in_time.returns, in_time.amount) == ("full_refund", PAID)
    late = cancelling(date(2026, 3, 18))
    assert (late.returns, late.amount) == ("cash_value", CASH_VALUE)
    assert late.pay_by == date(2026, 4, 17)


def test_cancelling_before_the_receipt_is_signed_refunds_everything() -> None:
    assert cancelling(date(2026, 8, 1), receipt_signed_at=None).returns == "full_refund"


def test_a_short_contract_returns_its_cash_value_from_the_first_day() -> None:
    assert cancelling(date(2026, 3, 2), line="accident", ends_on=date(2027, 2, 28)).returns == "cash_value"


def test_an_open_claim_holds_a_cancellation() -> None:
    with pytest.raises(CancellationHeld):
        cancellation(
            CN,
            make_policy(),
            requested_on=date(2026, 3, 3),
            premiums_paid=PAID,
            cash_value=CASH_VALUE,
            claim_open=True,
        )


def test_the_follow_up_call_is_made_inside_the_cooling_off_period() -> None:
    answer = follow_up_clock(CN, make_policy(receipt_signed_at=at(2026, 9, 16, 12)))
    assert answer is not None
    assert answer.result.due_on == date(2026, 10, 1)
    assert [reason.rule for reason in answer.because] == ["follow_up_call", "cooling_off"]


def test_there_is_no_follow_up_call_before_the_receipt_or_for_a_short_contract() -> None:
    assert follow_up_clock(CN, make_policy()) is None
    short = make_policy(ends_on=date(2027, 2, 28), receipt_signed_at=SIGNED, cooling_off_days=3)
    assert follow_up_clock(CN, short) is None
    longer = make_policy(ends_on=date(2027, 3, 2), receipt_signed_at=SIGNED)
    assert follow_up_clock(CN, longer) is not None


def test_seven_things_are_confirmed_in_a_follow_up_call_in_both_languages() -> None:
    confirmations = CN.rule("follow_up_call", on=date(2026, 3, 1))["confirmations"]
    assert len(confirmations) == 7
    assert all(set(one["text"]) == {"zh-CN", "en"} for one in confirmations)


def test_misselling_is_put_right_in_fifteen_working_days() -> None:
    assert remedy_clock(CN, found_on=date(2026, 3, 17)).result == date(2026, 4, 8)


@given(st.dates(date(2020, 1, 1), date(2026, 12, 1)), st.integers(0, 23), st.integers(0, 40))
def test_a_cancellation_is_a_full_refund_exactly_until_the_last_day(
    signed: date, hour: int, later: int
) -> None:
    signed_at = at(signed.year, signed.month, signed.day, hour)
    policy = make_policy(issued_at=signed_at, receipt_signed_at=signed_at)
    period = cooling_off(CN, policy).result
    assert period.last_day is not None
    assert is_working_day(period.last_day)
    on = signed + timedelta(days=later)
    answer = cancellation(CN, policy, requested_on=on, premiums_paid=PAID, cash_value=CASH_VALUE).result
    assert (answer.returns == "full_refund") is (on <= period.last_day)
