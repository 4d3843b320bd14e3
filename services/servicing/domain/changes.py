"""Changes to a policy (保全), loans on it, and what a paid claim leaves of it."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.servicing.domain.problems import PolicyLoanLimit
from shared.because import Answer, Because
from shared.calendar import add_months, deadline
from shared.jurisdictions import Jurisdiction
from shared.money import Money


class ChangeClocks(BaseModel):
    """By when a change is accepted or refused, corrections are asked for, and, once complete, it is
    finished."""

    model_config = ConfigDict(frozen=True)

    accept_by: date
    correct_by: date
    finish_by: date
    calendar_provisional: bool


class PolicyLoan(BaseModel):
    """What can still be borrowed on a policy, and when a loan taken now is due back."""

    model_config = ConfigDict(frozen=True)

    available: Money
    repay_by: date


class AfterClaim(BaseModel):
    """What a paid claim leaves: `remaining_sum` of the cover, zero where the contract ends."""

    model_config = ConfigDict(frozen=True)

    contract_ends: bool
    remaining_sum: Money


def change_clocks(rules: Jurisdiction, *, requested_on: date) -> Answer[ChangeClocks]:
    """The insurer's clocks for a change requested, with all its papers, on `requested_on`."""
    rule = rules.rule("policy_changes", on=requested_on)
    accept, correct, finish = (
        deadline(requested_on, working_days=rule[f"{step}_working_days"])
        for step in ("accept", "correct", "finish")
    )
    provisional = any(until.calendar_provisional for until in (accept, correct, finish))
    return Answer(
        result=ChangeClocks(
            accept_by=accept.last_day,
            correct_by=correct.last_day,
            finish_by=finish.last_day,
            calendar_provisional=provisional,
        ),
        because=[Because.of(rule, requested_on=requested_on)],
        caveats=["CALENDAR_PROVISIONAL"] if provisional else [],
    )


def policy_loan(
    rules: Jurisdiction, *, net_cash_value: Money, borrowed: Money, asked: Money, on: date
) -> Answer[PolicyLoan]:
    """Whether `asked` can be borrowed on the date `on` beside what is `borrowed`; raises PolicyLoanLimit."""
    rule = rules.rule("policy_loan", on=on)
    most = net_cash_value * (Decimal(rule["percent_of_net_cash_value"]) / 100)
    available = max(most - borrowed, Money.zero())
    if asked > available:
        raise PolicyLoanLimit("/amount", available=str(available))
    because = Because.of(rule, net_cash_value=net_cash_value, borrowed=borrowed, asked=asked)
    loan = PolicyLoan(available=available, repay_by=add_months(on, rule["months"]))
    return Answer(result=loan, because=[because], caveats=[])


def after_claim(
    *,
    sum_insured: Money,
    paid: Money,
    insured_died: bool,
    limit: Literal["lifetime", "annual"] = "lifetime",
) -> AfterClaim:
    """What is left of a cover of `sum_insured` after `paid`: nothing when the insured died or the sum is used
    up.

    An annual limit (medical cover) fills up again and so never ends the contract.
    """
    if limit == "annual" and not insured_died:
        return AfterClaim(contract_ends=False, remaining_sum=sum_insured)
    remaining = max(sum_insured - paid, Money.zero())
    ends = insured_died or not remaining
    return AfterClaim(contract_ends=ends, remaining_sum=Money.zero() if ends else remaining)
