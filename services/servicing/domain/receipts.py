"""The electronic receipt, the cooling-off period that it starts, the follow-up call inside it, and
cancelling."""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.servicing.domain.clocks import ClockName, PolicyClock
from services.servicing.domain.policy import Policy
from services.servicing.domain.problems import CancellationHeld, EventBeforeIssue, ReceiptSignedByAnother
from shared.because import Answer, Because
from shared.calendar import add_days, deadline, local_date
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money

ReceiptStatus = Literal["waiting", "signed_in_time", "signed_late", "overdue"]


class CoolingOff(BaseModel):
    """The cooling-off period; `last_day` is the last on which the policyholder may cancel for a full refund.

    `last_day` and `nominal_last_day` are None while the receipt is unsigned, and where there is no such
    period.
    """

    model_config = ConfigDict(frozen=True)

    days: int
    last_day: date | None
    nominal_last_day: date | None
    calendar_provisional: bool


class Cancellation(BaseModel):
    """What a cancellation returns, and the last day to pay it where the law sets one."""

    model_config = ConfigDict(frozen=True)

    returns: Literal["full_refund", "cash_value"]
    amount: Money
    pay_by: date | None


def receipt_clock(rules: Jurisdiction, issued_at: datetime) -> Answer[PolicyClock]:
    """Until when the receipt of a policy issued at `issued_at` is to be signed."""
    rule = rules.rule("e_receipt", on=local_date(issued_at))
    because = Because.of(rule, issued_at=issued_at)
    clock = PolicyClock.after(ClockName.RECEIPT, issued_at, timedelta(hours=rule["hours"]), because)
    return Answer(result=clock, because=[because], caveats=["RECEIPT_HOURS_ARE_NO_LAW"])


def receipt_status(
    rules: Jurisdiction, *, issued_at: datetime, signed_at: datetime | None, now: datetime
) -> Answer[ReceiptStatus]:
    """How the receipt stands at the instant `now`; unsigned at the due instant itself is overdue."""
    clock = receipt_clock(rules, issued_at)
    status: ReceiptStatus
    if signed_at is not None:
        status = "signed_in_time" if signed_at <= clock.result.due_at else "signed_late"
    else:
        status = "overdue" if now >= clock.result.due_at else "waiting"
    return Answer(result=status, because=clock.because, caveats=clock.caveats)


def require_signed_by_policyholder(
    *, issued_at: datetime, signed_at: datetime, signed_by: Literal["policyholder", "agent", "other"]
) -> None:
    """Raises ReceiptSignedByAnother, and EventBeforeIssue for a signature before the policy existed."""
    if signed_by != "policyholder":
        raise ReceiptSignedByAnother("/signed_by")
    if signed_at < issued_at:
        raise EventBeforeIssue("/signed_at")


def cooling_off(rules: Jurisdiction, policy: Policy) -> Answer[CoolingOff]:
    """The cooling-off period of `policy`, counted from the day its receipt was signed.

    A clause may give more days, and for health never fewer than the law. Its last day rolls off a rest day
    (民法典 203).
    """
    start = local_date(policy.receipt_signed_at or policy.issued_at)
    rule = rules.rule("cooling_off", on=start)
    days = _cooling_off_days(policy, rule)
    because = [
        Because.of(rule, line=policy.line, receipt_signed_at=policy.receipt_signed_at, ends_on=policy.ends_on)
    ]
    if policy.receipt_signed_at is None or not days:
        caveats = ["COOLING_OFF_NOT_STARTED"] if days else []
        nothing = CoolingOff(days=days, last_day=None, nominal_last_day=None, calendar_provisional=False)
        return Answer(result=nothing, because=because, caveats=caveats)
    until = deadline(start, days=days, roll=True)
    caveats = ["COOLING_OFF_MAY_BE_LONGER", "REMIND_ON_THE_EARLIER_DATE"]
    return Answer(
        result=CoolingOff(
            days=days,
            last_day=until.last_day,
            nominal_last_day=until.nominal_last_day,
            calendar_provisional=until.calendar_provisional,
        ),
        because=because,
        caveats=[*caveats, *(["CALENDAR_PROVISIONAL"] if until.calendar_provisional else [])],
    )


def cancellation(
    rules: Jurisdiction,
    policy: Policy,
    *,
    requested_on: date,
    premiums_paid: Money,
    cash_value: Money,
    claim_open: bool = False,
) -> Answer[Cancellation]:
    """What cancelling on `requested_on` returns: all premiums inside the cooling-off period, then the cash
    value.

    Where there is a cooling-off period, an unsigned receipt has not ended it. Raises CancellationHeld while a
    claim is open.
    """
    if claim_open:
        raise CancellationHeld
    period = cooling_off(rules, policy)
    last_day = period.result.last_day
    if period.result.days and (last_day is None or requested_on <= last_day):
        full = Cancellation(returns="full_refund", amount=premiums_paid, pay_by=None)
        return Answer(result=full, because=period.because, caveats=period.caveats)
    rule = rules.rule("surrender_payment", on=requested_on)
    surrender = Cancellation(
        returns="cash_value", amount=cash_value, pay_by=add_days(requested_on, rule["days"])
    )
    because = [*period.because, Because.of(rule, requested_on=requested_on, cash_value=cash_value)]
    return Answer(result=surrender, because=because, caveats=["SURRENDER_LOSES_MONEY"])


def follow_up_clock(rules: Jurisdiction, policy: Policy) -> Answer[PolicyClock] | None:
    """Until when the policyholder is to be called: inside the cooling-off period, by the nominal last day.

    None for a contract of a year or less, and while the receipt is unsigned.
    """
    rule = rules.rule("follow_up_call", on=local_date(policy.issued_at))
    period = cooling_off(rules, policy)
    if period.result.nominal_last_day is None or not policy.longer_than(rule["longer_than_years"]):
        return None
    because = Because.of(rule, cooling_off_last_day=period.result.nominal_last_day)
    clock = PolicyClock.last_day(ClockName.FOLLOW_UP_CALL, period.result.nominal_last_day, because)
    return Answer(result=clock, because=[because, *period.because], caveats=[])


def remedy_clock(rules: Jurisdiction, *, found_on: date) -> Answer[date]:
    """The last day to put right what a follow-up call found to be missold, by somebody other than the
    seller."""
    rule = rules.rule("follow_up_call", on=found_on)
    until = deadline(found_on, working_days=rule["remedy_working_days"])
    return Answer(
        result=until.last_day,
        because=[Because.of(rule, found_on=found_on)],
        caveats=["CALENDAR_PROVISIONAL"] if until.calendar_provisional else [],
    )


def _cooling_off_days(policy: Policy, rule: Rule) -> int:
    """The contract's days where it says any, but for long health insurance at least the law's."""
    agreed = policy.cooling_off_days
    least: int = 0
    usual: int = rule["other_days"]
    if not policy.longer_than(rule["longer_than_years"]):
        usual = rule["shorter_days"]
    elif policy.line in rule["health_lines"]:
        least = usual = rule["health_days"]
    return usual if agreed is None else max(agreed, least)
