"""Policy anniversaries, and the yearly review that starts ahead of each: with it the cycle begins again."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile

from services.servicing.domain.clocks import ClockName, PolicyClock
from services.servicing.domain.policy import Policy
from shared.because import Because
from shared.calendar import add_days, anniversary
from shared.jurisdictions import Jurisdiction, Rule

_LAST_YEAR = 9998


def next_anniversary(rules: Jurisdiction, policy: Policy, *, after: date) -> PolicyClock | None:
    """The first anniversary later than `after`; None once cover has ended."""
    for number, day in _anniversaries(policy):
        if day > after:
            because = Because.of(_rule(rules, policy), effective_on=policy.effective_on, year=number)
            return PolicyClock.on_day(ClockName.ANNIVERSARY, day, because)
    return None


def next_annual_review(rules: Jurisdiction, policy: Policy, *, after: date) -> PolicyClock | None:
    """The first yearly review later than `after`: 30 days before an anniversary; None once cover has
    ended."""
    rule = _rule(rules, policy)
    for number, day in _anniversaries(policy):
        review_on = add_days(day, -rule["review_days_before"])
        if review_on > after:
            because = Because.of(rule, effective_on=policy.effective_on, year=number, anniversary=day)
            return PolicyClock.on_day(ClockName.ANNUAL_REVIEW, review_on, because)
    return None


def _anniversaries(policy: Policy) -> Iterator[tuple[int, date]]:
    """Every anniversary up to the day after cover ends, by year."""
    last = date(_LAST_YEAR, 12, 31) if policy.ends_on is None else policy.ends_on + timedelta(days=1)
    years = takewhile(lambda n: policy.effective_on.year + n <= last.year, count(1))
    return takewhile(lambda item: item[1] <= last, ((n, anniversary(policy.effective_on, n)) for n in years))


def _rule(rules: Jurisdiction, policy: Policy) -> Rule:
    return rules.rule("policy_anniversary", on=policy.effective_on)
