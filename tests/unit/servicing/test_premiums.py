"""Premiums, grace, suspension and the way back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.servicing.domain.premiums import (
    Grace,
    accept_renewal_premium,
    grace,
    next_due_on,
    premium_clock,
    premium_notices,
    premium_schedule,
    renewal_clocks,
    suspension_notice_clock,
)
from services.servicing.domain.problems import ReinstatementExpired, ReinstatementRefused, RenewalTooEarly
from services.servicing.domain.reinstatement import Reinstatement, reinstate, reinstatement_clock
from shared.calendar import end_of_day
from shared.money import Money
from tests.unit.servicing.policies import CN, make_policy

DUE = date(2026, 5, 31)


def grace_of(**facts: Any) -> Grace:
    return grace(CN, due_on=DUE, **facts).result


def reinstating(**facts: Any) -> Reinstatement:
    case: dict[str, Any] = {
        "suspended_on": date(2026, 7, 31),
        "applied_on": date(2026, 9, 1),
        "on": date(2026, 9, 10),
        "arrears": Money.of("3796.50"),
        "interest": Money.of("31.20"),
    }
    return reinstate(CN, **{**case, **facts}).result


def test_a_premium_due_on_31_may_leaves_cover_until_30_july() -> None:
    assert grace_of() == Grace(
        due_on=DUE,
        starts_on=date(2026, 6, 1),
        last_day=date(2026, 7, 30),
        suspended_on=date(2026, 7, 31),
        ended_by="clause",
    )


def test_a_demand_of_10_june_ends_the_statutory_grace_on_10_july() -> None:
    by_law = grace_of(mode="law", demanded_on=date(2026, 6, 10))
    assert (by_law.last_day, by_law.ended_by) == (date(2026, 7, 10), "after_demand")
    assert by_law.suspended_on == date(2026, 7, 11)


def test_a_demand_changes_nothing_by_clause() -> None:
    assert grace_of(demanded_on=date(2026, 6, 10)).last_day == date(2026, 7, 30)


@pytest.mark.parametrize(
    ("demanded_on", "last_day", "ended_by"),
    [
        (None, date(2026, 7, 30), "after_due"),
        (date(2026, 7, 10), date(2026, 7, 30), "after_due"),
        (date(2026, 6, 29), date(2026, 7, 29), "after_demand"),
        (date(2026, 5, 1), date(2026, 6, 30), "after_demand"),
    ],
)
def test_the_statutory_grace_ends_with_the_earlier_period(
    demanded_on: date | None, last_day: date, ended_by: str
) -> None:
    by_law = grace_of(mode="law", demanded_on=demanded_on)
    assert (by_law.last_day, by_law.ended_by) == (last_day, ended_by)


def test_a_clause_may_give_another_grace() -> None:
    assert grace_of(grace_days=90).last_day == date(2026, 8, 29)


def test_grace_explains_itself() -> None:
    answer = grace(CN, due_on=DUE)
    assert answer.because[0].version == "grace@2009-10-01"
    assert answer.because[0].inputs["due_on"] == "2026-05-31"
    assert answer.caveats == ["COVER_GOES_ON_IN_GRACE"]


@given(st.dates(date(2015, 1, 1), date(2040, 1, 1)), st.none() | st.integers(-30, 120))
def test_the_statutory_grace_never_outlasts_sixty_days(due_on: date, after: int | None) -> None:
    demanded_on = None if after is None else date.fromordinal(due_on.toordinal() + after)
    period = grace(CN, due_on=due_on, mode="law", demanded_on=demanded_on).result
    assert 30 <= (period.last_day - due_on).days <= 60
    assert (period.suspended_on - period.last_day).days == 1


def test_annual_premiums_fall_on_the_corresponding_day() -> None:
    schedule = premium_schedule(make_policy(effective_on=date(2024, 2, 29), payment_years=5))
    assert [one.due_on for one in schedule] == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    assert [one.number for one in schedule] == [1, 2, 3, 4, 5]


def test_monthly_premiums_come_back_to_the_thirty_first() -> None:
    schedule = premium_schedule(
        make_policy(effective_on=date(2026, 1, 31), frequency="monthly", payment_years=1)
    )
    assert [one.due_on for one in schedule][:4] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert len(schedule) == 12
    assert {one.amount for one in schedule} == {Money.of("3796.50")}


@pytest.mark.parametrize(
    ("frequency", "instalments"), [("half_yearly", 60), ("quarterly", 120), ("monthly", 360), ("single", 1)]
)
def test_thirty_years_have_so_many_instalments(frequency: str, instalments: int) -> None:
    assert len(premium_schedule(make_policy(frequency=frequency))) == instalments


def test_no_premium_is_due_after_cover_ends() -> None:
    schedule = premium_schedule(make_policy(ends_on=date(2028, 2, 28)))
    assert [one.due_on for one in schedule] == [date(2026, 3, 1), date(2027, 3, 1)]


def test_the_next_premium_is_the_first_later_one() -> None:
    policy = make_policy(payment_years=2)
    assert next_due_on(policy, date(2026, 3, 1)) == date(2027, 3, 1)
    assert next_due_on(policy, date(2027, 2, 28)) == date(2027, 3, 1)
    assert next_due_on(policy, date(2027, 3, 1)) is None


def test_a_premium_is_overdue_when_its_day_has_ended() -> None:
    assert premium_clock(CN, make_policy(), due_on=DUE).due_at == end_of_day(DUE)


def test_premiums_are_announced_thirty_seven_and_one_day_ahead() -> None:
    notices = premium_notices(CN, make_policy(), due_on=date(2027, 3, 1))
    assert [notice.due_on for notice in notices] == [
        date(2027, 1, 30),
        date(2027, 2, 22),
        date(2027, 2, 28),
    ]


def test_a_monthly_premium_is_not_announced_before_the_one_before_it() -> None:
    policy = make_policy(frequency="monthly")
    assert [notice.due_on for notice in premium_notices(CN, policy, due_on=date(2026, 4, 1))] == [
        date(2026, 3, 2),
        date(2026, 3, 25),
        date(2026, 3, 31),
    ]
    assert [notice.due_on for notice in premium_notices(CN, policy, due_on=date(2027, 3, 1))] == [
        date(2027, 2, 22),
        date(2027, 2, 28),
    ]


def test_the_policyholder_hears_of_a_suspension_within_ten_working_days() -> None:
    assert suspension_notice_clock(CN, suspended_on=date(2026, 7, 31)).due_on == date(2026, 8, 14)


def test_a_renewal_is_announced_and_cover_for_life_is_not_renewed() -> None:
    clocks = renewal_clocks(CN, make_policy(line="accident", ends_on=date(2027, 2, 28)))
    assert [(clock.name, clock.due_on) for clock in clocks] == [
        ("renewal_reminder", date(2027, 1, 29)),
        ("renewal_reminder", date(2027, 2, 21)),
        ("renewal_reminder", date(2027, 2, 27)),
        ("expiry", date(2027, 2, 28)),
    ]
    assert renewal_clocks(CN, make_policy()) == ()


def test_an_accident_renewal_is_not_paid_earlier_than_sixty_days_ahead() -> None:
    policy = make_policy(line="accident", ends_on=date(2027, 2, 28))
    with pytest.raises(RenewalTooEarly) as refused:
        accept_renewal_premium(CN, policy, on=date(2026, 12, 29))
    assert refused.value.values["earliest"] == date(2026, 12, 30)
    assert accept_renewal_premium(CN, policy, on=date(2026, 12, 30)).result
    medical = make_policy(line="medical_million", ends_on=date(2027, 2, 28))
    assert accept_renewal_premium(CN, medical, on=date(2026, 12, 1)).result
    of_eighteen_months = make_policy(line="accident", ends_on=date(2027, 8, 31))
    assert accept_renewal_premium(CN, of_eighteen_months, on=date(2026, 12, 1)).result


def test_a_policy_suspended_on_31_july_can_be_reinstated_for_two_years() -> None:
    clock = reinstatement_clock(CN, suspended_on=date(2026, 7, 31))
    assert clock.due_on == date(2028, 7, 31)
    assert reinstating(applied_on=date(2028, 7, 31)).last_day == date(2028, 7, 31)
    with pytest.raises(ReinstatementExpired):
        reinstating(applied_on=date(2028, 8, 1))


def test_silence_of_thirty_days_is_consent() -> None:
    paid = {"paid_on": date(2026, 9, 5)}
    assert reinstating(**paid, on=date(2026, 10, 1)).effective_on is None
    silent = reinstating(**paid, on=date(2026, 10, 2))
    assert (silent.deemed_agreed_on, silent.effective_on) == (date(2026, 10, 1), date(2026, 9, 5))


def test_cover_returns_with_the_payment_of_arrears_and_interest() -> None:
    unpaid = reinstating(insurer_agreed=True)
    assert (unpaid.to_pay, unpaid.effective_on) == (Money.of("3827.70"), None)
    assert reinstating(insurer_agreed=True, paid_on=date(2026, 9, 5)).effective_on == date(2026, 9, 5)


def test_an_insurer_refuses_only_when_the_risk_clearly_rose() -> None:
    with pytest.raises(ReinstatementRefused):
        reinstating(risk_clearly_rose=True)
