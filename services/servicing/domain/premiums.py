"""Premiums: when they are due, when to remind, and how long cover goes on when one is not paid."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.servicing.domain.clocks import ClockName, PolicyClock
from services.servicing.domain.policy import INSTALMENTS_A_YEAR, GraceMode, Policy
from services.servicing.domain.problems import RenewalTooEarly
from shared.because import Answer, Because
from shared.calendar import add_days, add_months, deadline
from shared.jurisdictions import Jurisdiction
from shared.money import Money

_A_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12


class Instalment(BaseModel):
    """One premium: its number from 1, the day it is due, and how much."""

    model_config = ConfigDict(frozen=True)

    number: int
    due_on: date
    amount: Money


class Grace(BaseModel):
    """The grace of one overdue premium: cover goes on through `last_day`, and stops with `suspended_on`.

    `ended_by` says which period ran out first.
    """

    model_config = ConfigDict(frozen=True)

    due_on: date
    starts_on: date
    last_day: date
    suspended_on: date
    ended_by: Literal["clause", "after_due", "after_demand"]


def premium_schedule(policy: Policy) -> tuple[Instalment, ...]:
    """Every instalment of `policy`, the first on the day it takes effect, each on its corresponding day.

    Reckoned from the first day, so that the 31st comes back after a shorter month. None after cover ends.
    """
    return tuple(
        Instalment(number=number, due_on=due_on, amount=policy.premium)
        for number, due_on in enumerate(_due_dates(policy), start=1)
    )


def next_due_on(policy: Policy, after: date) -> date | None:
    """The first due date later than `after`; None where nothing more is due."""
    return next((due_on for due_on in _due_dates(policy) if due_on > after), None)


def premium_clock(rules: Jurisdiction, policy: Policy, *, due_on: date) -> PolicyClock:
    """The clock of the premium due on `due_on`: it is overdue when that day ends."""
    rule = rules.rule("grace", on=due_on)
    because = Because.of(rule, due_on=due_on, premium=policy.premium)
    return PolicyClock.last_day(ClockName.PREMIUM, due_on, because)


def premium_notices(rules: Jurisdiction, policy: Policy, *, due_on: date) -> tuple[PolicyClock, ...]:
    """The days to remind of the premium due on `due_on`, earliest first; none before the instalment before
    it."""
    rule = rules.rule("premium_notice", on=due_on)
    earlier = max((day for day in _due_dates(policy) if day < due_on), default=policy.effective_on)
    because = Because.of(rule, due_on=due_on)
    days = [add_days(due_on, -before) for before in rule["days_before"]]
    return tuple(
        PolicyClock.on_day(ClockName.PREMIUM_NOTICE, day, because) for day in sorted(days) if day > earlier
    )


def grace(
    rules: Jurisdiction,
    *,
    due_on: date,
    mode: GraceMode = "clause",
    grace_days: int | None = None,
    demanded_on: date | None = None,
) -> Answer[Grace]:
    """How long cover goes on when the premium due on `due_on` is not paid. 保险法 36.

    By clause: the contract's `grace_days`, 60 where it says nothing, from 00:00 of the day after the due
    date. By law: 60 days after the due date, or 30 days after the insurer's demand where that ends earlier.
    """
    rule = rules.rule("grace", on=due_on)
    because = [Because.of(rule, due_on=due_on, mode=mode, grace_days=grace_days, demanded_on=demanded_on)]
    ended_by: Literal["clause", "after_due", "after_demand"] = "clause"
    if mode == "clause":
        last_day = add_days(due_on, rule["clause_days"] if grace_days is None else grace_days)
    else:
        ended_by, last_day = "after_due", add_days(due_on, rule["law_days_after_due"])
        if demanded_on is not None:
            after_demand = add_days(max(demanded_on, due_on), rule["law_days_after_demand"])
            if after_demand < last_day:
                ended_by, last_day = "after_demand", after_demand
    return Answer(
        result=Grace(
            due_on=due_on,
            starts_on=due_on + _A_DAY,
            last_day=last_day,
            suspended_on=last_day + _A_DAY,
            ended_by=ended_by,
        ),
        because=because,
        caveats=["COVER_GOES_ON_IN_GRACE"],
    )


def suspension_notice_clock(rules: Jurisdiction, *, suspended_on: date) -> PolicyClock:
    """Until when the policyholder must be told that his policy is suspended."""
    rule = rules.rule("suspension_notice", on=suspended_on)
    because = Because.of(rule, suspended_on=suspended_on)
    until = deadline(suspended_on, working_days=rule["working_days"])
    return PolicyClock.deadline(ClockName.SUSPENSION_NOTICE, until, because)


def renewal_clocks(rules: Jurisdiction, policy: Policy) -> tuple[PolicyClock, ...]:
    """The days to remind of renewing a policy that ends, and its last day; nothing for cover for life."""
    if policy.ends_on is None:
        return ()
    rule = rules.rule("renewal_reminder", on=policy.ends_on)
    because = Because.of(rule, ends_on=policy.ends_on)
    days = sorted(add_days(policy.ends_on, -before) for before in rule["days_before"])
    reminders = [
        PolicyClock.on_day(ClockName.RENEWAL_REMINDER, day, because)
        for day in days
        if day > policy.effective_on
    ]
    return (*reminders, PolicyClock.last_day(ClockName.EXPIRY, policy.ends_on, because))


def accept_renewal_premium(rules: Jurisdiction, policy: Policy, *, on: date) -> Answer[bool]:
    """A renewal premium may be taken on the date `on`.

    Raises RenewalTooEarly for accident insurance of a year or less, earlier than 60 days before expiry.
    """
    rule = rules.rule("renewal_premium", on=on)
    bound = policy.line in rule["accident_lines"] and not policy.longer_than(rule["accident_years"])
    if bound and policy.ends_on is not None:
        earliest = add_days(policy.ends_on, -rule["accident_earliest_days"])
        if on < earliest:
            raise RenewalTooEarly("/paid_on", earliest=earliest)
    because = Because.of(rule, line=policy.line, ends_on=policy.ends_on, on=on)
    return Answer(result=True, because=[because], caveats=[])


def _due_dates(policy: Policy) -> Iterator[date]:
    if policy.frequency == "single":
        return iter((policy.effective_on,))
    a_year = INSTALMENTS_A_YEAR[policy.frequency]
    months = _MONTHS_A_YEAR // a_year
    dates = (add_months(policy.effective_on, months * n) for n in range(a_year * policy.payment_years))
    return takewhile(lambda day: policy.ends_on is None or day <= policy.ends_on, dates)
