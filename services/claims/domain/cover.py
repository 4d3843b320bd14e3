"""Whether a policy covers what happened on a day: in force, past its waiting period, or in grace less
arrears.

Only the policy's facts and the law's rules decide; what a contract excludes is for the insurer to say.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.claims.domain.checklist import Cause
from shared.because import Answer, Because
from shared.calendar import add_days
from shared.jurisdictions import Jurisdiction
from shared.money import Money

CoverReason = Literal[
    "COVERED",
    "COVERED_IN_GRACE",
    "NOT_YET_IN_FORCE",
    "EXPIRED",
    "ENDED",
    "SUSPENDED",
    "WAITING_PERIOD",
    "WAITING_BOUNDARY_DAY",
]


class OverduePremium(BaseModel):
    """A premium that was not paid when due, the last day of its grace, and when it was paid after all (None:
    not)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due_on: date
    grace_last_day: date
    amount: Money
    paid_on: date | None = None


class Suspension(BaseModel):
    """A time without cover: from `suspended_on` until the day of reinstatement (None: still)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suspended_on: date
    reinstated_on: date | None = None


class PolicyFacts(BaseModel):
    """What a claim must know of a policy's history.

    `ends_on` is the last day of cover (None: for life); from `ended_on` on it was surrendered, cancelled or
    ended. `waiting_days` are the contract's own, None where the usual days of the line apply.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str
    effective_on: date
    ends_on: date | None
    ended_on: date | None = None
    renewal: bool = False
    waiting_days: int | None = Field(default=None, ge=0)
    waiting_counts_start_day: bool = False
    overdue: tuple[OverduePremium, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


class CoverDecision(BaseModel):
    """Whether a loss is payable, and what else follows.

    `arrears` is to be deducted from the benefit. In the waiting period the premiums go back and the contract
    ends; on its last day nothing is payable until a person has decided (`manual_review`).
    """

    model_config = ConfigDict(frozen=True)

    payable: bool
    reason: CoverReason
    manual_review: bool = False
    refund_premiums: bool = False
    contract_ends: bool = False
    arrears: Money = Field(default_factory=Money.zero)


def cover_on(
    rules: Jurisdiction, policy: PolicyFacts, *, cause: Cause, happened_on: date
) -> Answer[CoverDecision]:
    """Whether `policy` covers what happened on `happened_on` (an illness: the day of its diagnosis)."""
    outside = _outside(policy, happened_on)
    if outside is not None:
        rule = rules.rule("grace" if outside == "SUSPENDED" else "claim.cover", on=happened_on)
        because = Because.of(rule, happened_on=happened_on, **_dates(policy))
        return _answer(CoverDecision(payable=False, reason=outside), because)
    waiting = _waiting(rules, policy, cause=cause, happened_on=happened_on)
    if waiting is not None:
        return waiting
    arrears = sum((one.amount for one in policy.overdue if _owed(one, happened_on)), Money.zero())
    if arrears:
        because = Because.of(rules.rule("grace", on=happened_on), happened_on=happened_on, arrears=arrears)
        in_grace = CoverDecision(payable=True, reason="COVERED_IN_GRACE", arrears=arrears)
        return _answer(in_grace, because, "ARREARS_ARE_DEDUCTED")
    because = Because.of(rules.rule("claim.cover", on=happened_on), happened_on=happened_on, **_dates(policy))
    return _answer(CoverDecision(payable=True, reason="COVERED"), because)


def payable_amount(benefit: Money, decision: CoverDecision) -> Money:
    """What is left of `benefit` after arrears; nothing where the loss is not payable."""
    return max(benefit - decision.arrears, Money.zero()) if decision.payable else Money.zero()


def waiting_last_day(rules: Jurisdiction, policy: PolicyFacts, *, happened_on: date) -> Answer[date | None]:
    """The last day of the waiting period that counts for `happened_on`: it starts again at each
    reinstatement.

    None where nothing waits.
    """
    rule = rules.rule("waiting_period", on=policy.effective_on)
    days = rule.values.get(policy.line, 0) if policy.waiting_days is None else policy.waiting_days
    if policy.renewal:
        days = 0
    again = [one.reinstated_on for one in policy.suspensions if one.reinstated_on is not None]
    starts_on = max([policy.effective_on, *(day for day in again if day <= happened_on)])
    last_day = add_days(starts_on, days - 1 if policy.waiting_counts_start_day else days) if days else None
    because = Because.of(
        rule, line=policy.line, starts_on=starts_on, days=days, last_day=last_day, happened_on=happened_on
    )
    return Answer(result=last_day, because=[because], caveats=[])


def _waiting(
    rules: Jurisdiction, policy: PolicyFacts, *, cause: Cause, happened_on: date
) -> Answer[CoverDecision] | None:
    period = waiting_last_day(rules, policy, happened_on=happened_on)
    last_day = period.result
    if cause != "illness" or last_day is None or happened_on > last_day:
        return None
    if happened_on == last_day:
        boundary = CoverDecision(payable=False, reason="WAITING_BOUNDARY_DAY", manual_review=True)
        return _answer(boundary, period.because[0], "BOUNDARY_DAY_IS_AMBIGUOUS")
    too_early = CoverDecision(
        payable=False, reason="WAITING_PERIOD", refund_premiums=True, contract_ends=True
    )
    return _answer(too_early, period.because[0])


def _outside(policy: PolicyFacts, day: date) -> CoverReason | None:
    """Why there was no cover on `day`; None where there was."""
    if day < policy.effective_on:
        return "NOT_YET_IN_FORCE"
    if policy.ended_on is not None and day >= policy.ended_on:
        return "ENDED"
    if policy.ends_on is not None and day > policy.ends_on:
        return "EXPIRED"
    suspended = any(_suspended(one, day) for one in policy.suspensions)
    return "SUSPENDED" if suspended or any(_past_grace(policy, one, day) for one in policy.overdue) else None


def _suspended(suspension: Suspension, day: date) -> bool:
    until = suspension.reinstated_on
    return suspension.suspended_on <= day and (until is None or day < until)


def _past_grace(policy: PolicyFacts, overdue: OverduePremium, day: date) -> bool:
    """Whether a premium's grace had run out unpaid, even where nobody has reported the suspension yet."""
    paid = overdue.paid_on is not None and overdue.paid_on <= overdue.grace_last_day
    came_back = any(
        one.reinstated_on is not None and overdue.grace_last_day < one.reinstated_on <= day
        for one in policy.suspensions
    )
    return day > overdue.grace_last_day and not paid and not came_back


def _owed(overdue: OverduePremium, day: date) -> bool:
    return overdue.due_on < day <= overdue.grace_last_day and overdue.paid_on is None


def _dates(policy: PolicyFacts) -> dict[str, object]:
    return policy.model_dump(include={"effective_on", "ends_on", "ended_on", "suspensions"})


def _answer(decision: CoverDecision, because: Because, *caveats: str) -> Answer[CoverDecision]:
    return Answer(result=decision, because=[because], caveats=[*caveats, "NO_PROMISE"])
