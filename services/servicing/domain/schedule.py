"""All clocks of a policy at once: what starts when it is issued, and what runs on as years pass."""

from datetime import date

from services.servicing.domain.anniversaries import next_anniversary, next_annual_review
from services.servicing.domain.clocks import ClockName, PolicyClock
from services.servicing.domain.policy import Policy
from services.servicing.domain.premiums import (
    grace,
    next_due_on,
    premium_clock,
    premium_notices,
    renewal_clocks,
)
from services.servicing.domain.receipts import cooling_off, follow_up_clock, receipt_clock
from services.servicing.domain.waiting import waiting_clock
from shared.because import Answer
from shared.calendar import Deadline
from shared.jurisdictions import Jurisdiction


def policy_clocks(
    rules: Jurisdiction, policy: Policy, *, on: date, unpaid_due_on: date | None = None
) -> Answer[tuple[PolicyClock, ...]]:
    """Every clock of `policy` that runs on the date `on`, by when it falls due.

    The premium is the earliest unpaid one, due on `unpaid_due_on` (where nobody says: the next after `on` and
    after the first, which issuing takes), with its notices and the grace that follows if it stays unpaid. The
    receipt's clock runs until it is signed, the cooling-off period's and the call's from then.
    """
    due_on = unpaid_due_on or next_due_on(policy, max(on, policy.effective_on))
    clocks = [
        *_receipt_clocks(rules, policy, on=on),
        *_premium_clocks(rules, policy, due_on=due_on),
        *renewal_clocks(rules, policy),
        waiting_clock(rules, policy),
        next_anniversary(rules, policy, after=on),
        next_annual_review(rules, policy, after=on),
    ]
    running = [clock for clock in clocks if clock is not None and clock.due_on >= on]
    running.sort(key=lambda clock: (clock.due_at, clock.name))
    provisional = any(clock.calendar_provisional for clock in running)
    caveats = ["RECEIPT_HOURS_ARE_NO_LAW", "COOLING_OFF_MAY_BE_LONGER", "COVER_GOES_ON_IN_GRACE"]
    return Answer(
        result=tuple(running),
        because=[clock.because for clock in running],
        caveats=[*caveats, *(["CALENDAR_PROVISIONAL"] if provisional else [])],
    )


def cooling_off_clock(rules: Jurisdiction, policy: Policy) -> PolicyClock | None:
    """When the cooling-off period ends; None while the receipt is unsigned, and where there is no such
    period."""
    period = cooling_off(rules, policy)
    last_day, nominal = period.result.last_day, period.result.nominal_last_day
    if last_day is None or nominal is None:
        return None
    until = Deadline(last_day, nominal, calendar_provisional=period.result.calendar_provisional)
    return PolicyClock.deadline(ClockName.COOLING_OFF, until, period.because[0])


def _receipt_clocks(rules: Jurisdiction, policy: Policy, *, on: date) -> list[PolicyClock]:
    if policy.receipt_signed_at is None:
        return [receipt_clock(rules, policy.issued_at).result]
    period = cooling_off_clock(rules, policy)
    if period is None or period.due_on < on:
        return []
    call = follow_up_clock(rules, policy)
    return [period] if call is None else [period, call.result]


def _premium_clocks(rules: Jurisdiction, policy: Policy, *, due_on: date | None) -> list[PolicyClock]:
    if due_on is None:
        return []
    period = grace(rules, due_on=due_on, mode=policy.grace_mode, grace_days=policy.grace_days)
    return [
        *premium_notices(rules, policy, due_on=due_on),
        premium_clock(rules, policy, due_on=due_on),
        PolicyClock.last_day(ClockName.GRACE, period.result.last_day, period.because[0]),
    ]
