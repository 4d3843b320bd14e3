"""The waiting period: how long an illness is not covered yet, and what one inside it means."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.servicing.domain.clocks import ClockName, PolicyClock
from services.servicing.domain.policy import Policy
from services.servicing.domain.problems import WaitingPeriodCap
from shared.because import Answer, Because
from shared.calendar import add_days
from shared.jurisdictions import Jurisdiction, NoRuleInForce

Cause = Literal["illness", "accident"]


class WaitingPeriod(BaseModel):
    """How many days an illness waits, and the last of them (None where nothing waits)."""

    model_config = ConfigDict(frozen=True)

    days: int
    starts_on: date
    last_day: date | None


class WaitingOutcome(BaseModel):
    """What an illness or accident of one day means under the waiting period alone.

    Not payable and not `manual_review`: the premiums go back without interest and the contract ends.
    """

    model_config = ConfigDict(frozen=True)

    payable: bool
    manual_review: bool
    refund_premiums: bool
    contract_ends: bool
    last_day: date | None


def waiting_period(rules: Jurisdiction, policy: Policy) -> Answer[WaitingPeriod]:
    """The waiting period of `policy`, from its effective date or its reinstatement if that is later.

    The contract's own days count before those of the line; a renewal waits no more. Raises WaitingPeriodCap
    for more than the law allows.
    """
    starts_on = max(policy.effective_on, policy.reinstated_on or policy.effective_on)
    rule = rules.rule("waiting_period", on=policy.effective_on)
    days = rule.values.get(policy.line, 0) if policy.waiting_days is None else policy.waiting_days
    if policy.renewal:
        days = 0
    because = [Because.of(rule, line=policy.line, starts_on=starts_on, days=days, renewal=policy.renewal)]
    _refuse_too_long(rules, days, on=policy.effective_on)
    counted = add_days(starts_on, days - 1 if policy.waiting_counts_start_day else days)
    period = WaitingPeriod(days=days, starts_on=starts_on, last_day=counted if days else None)
    return Answer(result=period, because=because, caveats=["WAITING_DAYS_ARE_THE_CONTRACTS"])


def waiting_clock(rules: Jurisdiction, policy: Policy) -> PolicyClock | None:
    """When the waiting period ends; None where there is none."""
    period = waiting_period(rules, policy)
    if period.result.last_day is None:
        return None
    return PolicyClock.last_day(ClockName.WAITING, period.result.last_day, period.because[0])


def waiting_outcome(
    rules: Jurisdiction, policy: Policy, *, cause: Cause, happened_on: date
) -> Answer[WaitingOutcome]:
    """Whether the waiting period stands against an illness or accident of the day `happened_on`.

    An accident never waits. Whether the last day itself counts is ambiguous (保险法 30): not payable until a
    person has decided.
    """
    period = waiting_period(rules, policy)
    last_day = period.result.last_day
    waits = cause == "illness" and last_day is not None and happened_on <= last_day
    boundary = waits and happened_on == last_day
    return Answer(
        result=WaitingOutcome(
            payable=not waits,
            manual_review=boundary,
            refund_premiums=waits and not boundary,
            contract_ends=waits and not boundary,
            last_day=last_day,
        ),
        because=period.because,
        caveats=["BOUNDARY_DAY_IS_AMBIGUOUS"] if boundary else ["ACCIDENTS_DO_NOT_WAIT"],
    )


def _refuse_too_long(rules: Jurisdiction, days: int, *, on: date) -> None:
    try:
        cap = rules.rule("waiting_period.cap", on=on)["days"]
    except NoRuleInForce:
        return  # A contract from before there was a cap.
    if days > cap:
        raise WaitingPeriodCap("/waiting_days", days=days, cap=cap)
