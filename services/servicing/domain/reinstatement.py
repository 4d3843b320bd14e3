"""Bringing a suspended policy back (复效): until when, when the insurer is taken to agree, and from when
cover counts."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from services.servicing.domain.clocks import ClockName, PolicyClock
from services.servicing.domain.problems import ReinstatementExpired, ReinstatementRefused
from shared.because import Answer, Because
from shared.calendar import add_days, add_years
from shared.jurisdictions import Jurisdiction
from shared.money import Money


class Reinstatement(BaseModel):
    """An application to reinstate.

    `deemed_agreed_on`: the insurer's silence is taken for consent when this day ends. `effective_on`: the day
    on which what was owed is paid, None while it is not or nobody has agreed; waiting period and suicide
    clause start again then.
    """

    model_config = ConfigDict(frozen=True)

    last_day: date
    deemed_agreed_on: date
    to_pay: Money
    effective_on: date | None


def reinstatement_clock(rules: Jurisdiction, *, suspended_on: date) -> PolicyClock:
    """Until when a policy suspended on `suspended_on` can be reinstated; then the insurer may rescind."""
    rule = rules.rule("reinstatement", on=suspended_on)
    because = Because.of(rule, suspended_on=suspended_on)
    return PolicyClock.last_day(ClockName.REINSTATEMENT, add_years(suspended_on, rule["years"]), because)


def reinstate(
    rules: Jurisdiction,
    *,
    suspended_on: date,
    applied_on: date,
    on: date,
    arrears: Money,
    interest: Money,
    paid_on: date | None = None,
    insurer_agreed: bool = False,
    risk_clearly_rose: bool = False,
) -> Answer[Reinstatement]:
    """How an application of `applied_on` stands on the date `on`. 保险法 37; 司法解释(三) 8.

    Raises ReinstatementExpired after two years of suspension, and ReinstatementRefused where the insurer
    refuses because the risk clearly rose, for which alone it may.
    """
    rule = rules.rule("reinstatement", on=suspended_on)
    clock = reinstatement_clock(rules, suspended_on=suspended_on)
    if applied_on > clock.due_on:
        raise ReinstatementExpired("/applied_on", last_day=clock.due_on)
    if risk_clearly_rose:
        raise ReinstatementRefused
    deemed_agreed_on = add_days(applied_on, rule["silence_days"])
    agreed = insurer_agreed or on > deemed_agreed_on
    return Answer(
        result=Reinstatement(
            last_day=clock.due_on,
            deemed_agreed_on=deemed_agreed_on,
            to_pay=arrears + interest,
            effective_on=paid_on if agreed else None,
        ),
        because=[
            Because.of(
                rule, suspended_on=suspended_on, applied_on=applied_on, paid_on=paid_on, agreed=agreed, on=on
            )
        ],
        caveats=["WAITING_RESTARTS"],
    )
