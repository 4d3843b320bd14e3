"""Anniversaries, reviews, retention, changes, loans, what a claim leaves, and all clocks together."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.servicing.domain.anniversaries import next_anniversary, next_annual_review
from services.servicing.domain.caveats import CAVEATS
from services.servicing.domain.changes import after_claim, change_clocks, policy_loan
from services.servicing.domain.clocks import PolicyClock
from services.servicing.domain.problems import PolicyLoanLimit
from services.servicing.domain.schedule import policy_clocks
from services.servicing.domain.tasks import (
    claim_tasks,
    departure_notice_due,
    first_contact_due,
    next_claim_poll,
)
from shared.calendar import end_of_day, start_of_day
from shared.money import Money
from shared.retention import RetentionFacts, retention
from tests.unit.servicing.policies import CN, at, make_policy


def due_on(clock: PolicyClock | None) -> date | None:
    return None if clock is None else clock.due_on


def keeping(**facts: Any) -> dict[str, date]:
    case = {"longer_than_a_year": True, "contract_ended_on": date(2026, 6, 30)}
    answer = retention(CN, RetentionFacts(**{**case, **facts})).result
    return {"until": answer.retention_until, **{record.kind: record.until for record in answer.records}}


def test_a_review_comes_thirty_days_before_each_anniversary() -> None:
    policy = make_policy()
    assert due_on(next_anniversary(CN, policy, after=date(2026, 3, 1))) == date(2027, 3, 1)
    assert due_on(next_annual_review(CN, policy, after=date(2026, 3, 1))) == date(2027, 1, 30)
    assert due_on(next_annual_review(CN, policy, after=date(2027, 1, 30))) == date(2028, 1, 31)
    assert due_on(next_anniversary(CN, policy, after=date(2027, 3, 1))) == date(2028, 3, 1)


def test_a_review_is_due_when_its_day_begins() -> None:
    review = next_annual_review(CN, make_policy(), after=date(2026, 3, 1))
    assert review is not None
    assert review.due_at == start_of_day(date(2027, 1, 30))
    assert review.because.inputs["year"] == 1


def test_a_policy_of_29_february_keeps_its_day() -> None:
    policy = make_policy(effective_on=date(2024, 2, 29))
    assert due_on(next_anniversary(CN, policy, after=date(2026, 1, 1))) == date(2026, 2, 28)
    assert due_on(next_anniversary(CN, policy, after=date(2027, 12, 1))) == date(2028, 2, 29)


def test_anniversaries_end_with_cover() -> None:
    one_year = make_policy(ends_on=date(2027, 2, 28))
    assert due_on(next_annual_review(CN, one_year, after=date(2026, 3, 1))) == date(2027, 1, 30)
    assert due_on(next_anniversary(CN, one_year, after=date(2026, 3, 1))) == date(2027, 3, 1)
    assert next_anniversary(CN, one_year, after=date(2027, 3, 1)) is None
    assert next_annual_review(CN, one_year, after=date(2027, 1, 30)) is None


def test_a_long_contract_is_kept_ten_years_and_a_short_one_five() -> None:
    assert keeping() == {"until": date(2036, 6, 30), "contract": date(2036, 6, 30)}
    assert keeping(longer_than_a_year=False)["until"] == date(2031, 6, 30)


def test_what_applies_longest_decides() -> None:
    kept = keeping(
        longer_than_a_year=False,
        sale_recorded=True,
        dispute_ended_on=date(2030, 1, 15),
        relationship_ended_on=date(2026, 7, 1),
        suitability_assessed_on=date(2026, 2, 1),
        impact_assessed_on=date(2025, 12, 1),
    )
    assert kept == {
        "until": date(2036, 7, 1),
        "contract": date(2031, 6, 30),
        "recording": date(2032, 1, 15),
        "identity": date(2036, 7, 1),
        "suitability": date(2031, 2, 1),
        "impact_assessment": date(2028, 12, 1),
    }


def test_a_relationship_that_ended_before_2025_is_kept_five_years() -> None:
    assert keeping(relationship_ended_on=date(2024, 12, 31))["identity"] == date(2029, 12, 31)


def test_a_dispute_never_shortens_the_keeping_of_a_recording() -> None:
    assert keeping(sale_recorded=True, dispute_ended_on=date(2026, 7, 1))["recording"] == date(2036, 6, 30)


def test_a_change_is_accepted_corrected_and_finished_in_working_days() -> None:
    clocks = change_clocks(CN, requested_on=date(2026, 4, 1)).result
    assert (clocks.accept_by, clocks.correct_by, clocks.finish_by) == (
        date(2026, 4, 3),
        date(2026, 4, 9),
        date(2026, 4, 9),
    )


def test_four_fifths_of_the_cash_value_can_be_borrowed_for_six_months() -> None:
    loan = policy_loan(
        CN,
        net_cash_value=Money.of("10000.01"),
        borrowed=Money.of("3000.00"),
        asked=Money.of("5000.01"),
        on=date(2026, 8, 31),
    ).result
    assert (loan.available, loan.repay_by) == (Money.of("5000.01"), date(2027, 2, 28))
    with pytest.raises(PolicyLoanLimit):
        policy_loan(
            CN,
            net_cash_value=Money.of("10000.01"),
            borrowed=Money.of("3000.00"),
            asked=Money.of("5000.02"),
            on=date(2026, 8, 31),
        )


@pytest.mark.parametrize(
    ("paid", "died", "limit", "ends", "remaining"),
    [
        ("500000.00", False, "lifetime", True, "0.00"),
        ("150000.00", False, "lifetime", False, "350000.00"),
        ("150000.00", True, "lifetime", True, "0.00"),
        ("600000.00", False, "lifetime", True, "0.00"),
        ("500000.00", False, "annual", False, "500000.00"),
        ("1.00", True, "annual", True, "0.00"),
    ],
)
def test_a_paid_claim_ends_the_contract_or_lowers_its_sum(
    paid: str, died: bool, limit: Literal["lifetime", "annual"], ends: bool, remaining: str
) -> None:
    left = after_claim(sum_insured=Money.of("500000.00"), paid=Money.of(paid), insured_died=died, limit=limit)
    assert (left.contract_ends, left.remaining_sum) == (ends, Money.of(remaining))


def test_a_lead_is_contacted_within_twenty_four_hours() -> None:
    assert first_contact_due(CN, at(2026, 3, 1, 22, 30)).result == at(2026, 3, 2, 22, 30)


def test_clients_hear_within_thirty_days_that_their_agent_left() -> None:
    assert departure_notice_due(CN, left_on=date(2026, 3, 1)).result == date(2026, 3, 31)


def test_a_filed_claim_asks_four_things_of_the_agent_and_is_looked_at_every_three_working_days() -> None:
    answer = claim_tasks(CN, filed_on=date(2026, 4, 1))
    assert [(task.code, task.due_on) for task in answer.result] == [
        ("report_guide", date(2026, 4, 1)),
        ("checklist", date(2026, 4, 2)),
        ("evidence_log", date(2026, 4, 2)),
        ("poll", date(2026, 4, 7)),
    ]
    assert next_claim_poll(CN, last_on=date(2026, 4, 7)) == date(2026, 4, 10)


def test_a_policy_starts_all_its_clocks_when_it_is_issued() -> None:
    answer = policy_clocks(CN, make_policy(), on=date(2026, 3, 1))
    assert [(clock.name, clock.due_on) for clock in answer.result] == [
        ("receipt", date(2026, 3, 2)),
        ("waiting", date(2026, 5, 30)),
        ("annual_review", date(2027, 1, 30)),
        ("premium_notice", date(2027, 1, 30)),
        ("premium_notice", date(2027, 2, 22)),
        ("premium_notice", date(2027, 2, 28)),
        ("anniversary", date(2027, 3, 1)),
        ("premium", date(2027, 3, 1)),
        ("grace", date(2027, 4, 30)),
    ]
    assert len(answer.because) == len(answer.result)


def test_the_signed_receipt_starts_cooling_off_and_the_call() -> None:
    policy = make_policy(receipt_signed_at=at(2026, 3, 2, 9))
    names = [clock.name for clock in policy_clocks(CN, policy, on=date(2026, 3, 2)).result]
    assert names[:2] == ["cooling_off", "follow_up_call"]
    assert "receipt" not in names


def test_an_overdue_premium_keeps_its_grace_running() -> None:
    policy = make_policy(receipt_signed_at=at(2026, 3, 2, 9))
    answer = policy_clocks(CN, policy, on=date(2027, 3, 20), unpaid_due_on=date(2027, 3, 1))
    assert [(clock.name, clock.due_on) for clock in answer.result] == [
        ("grace", date(2027, 4, 30)),
        ("annual_review", date(2028, 1, 31)),
        ("anniversary", date(2028, 3, 1)),
    ]


def test_a_single_premium_never_comes_due_again() -> None:
    policy = make_policy(frequency="single")
    names = {clock.name for clock in policy_clocks(CN, policy, on=date(2026, 2, 20)).result}
    assert not names & {"premium", "premium_notice", "grace"}


def test_a_rolled_cooling_off_shows_its_nominal_day() -> None:
    policy = make_policy(receipt_signed_at=at(2026, 9, 16, 12))
    (clock,) = (
        clock
        for clock in policy_clocks(CN, policy, on=date(2026, 9, 16)).result
        if clock.name == "cooling_off"
    )
    assert (clock.nominal_due_on, clock.due_on) == (date(2026, 10, 1), date(2026, 10, 8))
    assert clock.due_at == end_of_day(date(2026, 10, 8))


@given(
    st.dates(date(1996, 1, 1), date(2030, 12, 31)),
    st.dates(date(2026, 1, 1), date(2040, 12, 31)),
    st.sampled_from(["annual", "half_yearly", "quarterly", "monthly", "single"]),
    st.none() | st.integers(30, 20_000),
    st.booleans(),
)
def test_no_clock_is_past_and_they_come_in_order_however_old_the_policy(
    effective_on: date, on: date, frequency: str, term_days: int | None, signed: bool
) -> None:
    issued_at = at(effective_on.year, effective_on.month, effective_on.day, 10)
    policy = make_policy(
        effective_on=effective_on,
        issued_at=issued_at,
        receipt_signed_at=issued_at if signed else None,
        frequency=frequency,
        ends_on=None if term_days is None else effective_on + timedelta(days=term_days),
    )
    today = max(on, effective_on)
    clocks = policy_clocks(CN, policy, on=today).result
    assert all(clock.due_on >= today for clock in clocks)
    assert all(earlier.due_at <= later.due_at for earlier, later in pairwise(clocks))


def test_every_caveat_speaks_both_languages() -> None:
    assert all(set(texts) == {"zh-CN", "en"} for texts in CAVEATS.values())
