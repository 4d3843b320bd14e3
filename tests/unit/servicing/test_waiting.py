"""The waiting period: to the day, with the one day that a person decides."""

from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.servicing.domain.problems import WaitingPeriodCap
from services.servicing.domain.waiting import (
    WaitingOutcome,
    waiting_clock,
    waiting_outcome,
    waiting_period,
)
from shared.calendar import end_of_day
from tests.unit.servicing.policies import CN, make_policy

LAST_DAY = date(2026, 5, 30)


def happening(on: date, cause: Literal["illness", "accident"] = "illness", **facts: Any) -> WaitingOutcome:
    return waiting_outcome(CN, make_policy(**facts), cause=cause, happened_on=on).result


def test_critical_illness_from_1_march_waits_until_30_may() -> None:
    period = waiting_period(CN, make_policy()).result
    assert (period.days, period.starts_on, period.last_day) == (90, date(2026, 3, 1), LAST_DAY)
    clock = waiting_clock(CN, make_policy())
    assert clock is not None
    assert clock.due_at == end_of_day(LAST_DAY)


def test_an_illness_of_29_may_is_refunded_and_ends_the_contract() -> None:
    assert happening(date(2026, 5, 29)) == WaitingOutcome(
        payable=False, manual_review=False, refund_premiums=True, contract_ends=True, last_day=LAST_DAY
    )


def test_an_accident_of_10_march_is_payable() -> None:
    assert happening(date(2026, 3, 10), "accident").payable


def test_an_illness_of_31_may_is_payable() -> None:
    assert happening(date(2026, 5, 31)) == WaitingOutcome(
        payable=True, manual_review=False, refund_premiums=False, contract_ends=False, last_day=LAST_DAY
    )


def test_an_illness_of_30_may_is_not_payable_until_a_person_decides() -> None:
    answer = waiting_outcome(CN, make_policy(), cause="illness", happened_on=LAST_DAY)
    assert answer.result == WaitingOutcome(
        payable=False, manual_review=True, refund_premiums=False, contract_ends=False, last_day=LAST_DAY
    )
    assert answer.caveats == ["BOUNDARY_DAY_IS_AMBIGUOUS"]


@pytest.mark.parametrize(
    ("facts", "days", "last_day"),
    [
        ({"line": "term_life"}, 90, LAST_DAY),
        ({"line": "medical_million"}, 30, date(2026, 3, 31)),
        ({"line": "medical_million", "renewal": True}, 0, None),
        ({"line": "group_medical"}, 30, date(2026, 3, 31)),
        ({"line": "accident"}, 0, None),
        ({"line": "group_accident"}, 0, None),
        ({"line": "annuity"}, 0, None),
        ({"waiting_days": 180}, 180, date(2026, 8, 28)),
        ({"waiting_days": 0}, 0, None),
        ({"waiting_counts_start_day": True}, 90, date(2026, 5, 29)),
        ({"reinstated_on": date(2027, 1, 5)}, 90, date(2027, 4, 5)),
        ({"reinstated_on": date(2026, 2, 1)}, 90, LAST_DAY),
    ],
)
def test_the_days_follow_the_line_the_contract_and_the_last_start(
    facts: dict[str, Any], days: int, last_day: date | None
) -> None:
    period = waiting_period(CN, make_policy(**facts)).result
    assert (period.days, period.last_day) == (days, last_day)
    assert (waiting_clock(CN, make_policy(**facts)) is None) is (last_day is None)


def test_no_contract_waits_longer_than_180_days() -> None:
    with pytest.raises(WaitingPeriodCap) as refused:
        waiting_period(CN, make_policy(waiting_days=181))
    assert refused.value.values == {"days": 181, "cap": 180}


@given(st.integers(0, 400), st.sampled_from(["critical_illness", "medical_million", "term_life", "accident"]))
def test_an_accident_always_pays_and_an_illness_pays_from_some_day_on(day: int, line: str) -> None:
    on = date.fromordinal(date(2026, 3, 1).toordinal() + day)
    assert happening(on, "accident", line=line).payable
    ill = happening(on, line=line)
    assert ill.payable is (ill.last_day is None or on > ill.last_day)
    assert not (ill.payable and (ill.refund_premiums or ill.manual_review))
