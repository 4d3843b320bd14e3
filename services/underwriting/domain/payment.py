"""How a premium may be paid: from the policyholder's own account straight to the insurer, and in no other
way."""

from datetime import date

from services.underwriting.domain.problems import CashRefused, NotOwnAccount
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction


def accept_payment(rules: Jurisdiction, *, method: str, account_owner: str, on: date) -> Answer[bool]:
    """Accept a way of paying on the date `on`; raises CashRefused and NotOwnAccount.

    `method` is one of the rule's methods (the insurer's app, a bank debit, a transfer); `account_owner` says
    whose account it is: policyholder, agent, agency, other.
    """
    rule = rules.rule("premium_payment", on=on)
    if method not in rule["methods"]:
        raise CashRefused("/method")
    if account_owner not in rule["account_owners"]:
        raise NotOwnAccount("/account_owner")
    return Answer(
        result=True, because=[Because.of(rule, method=method, account_owner=account_owner)], caveats=[]
    )
