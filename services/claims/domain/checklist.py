"""The file of a claim: which documents a claim on a line needs for its cause, and which are still missing."""

from collections.abc import Collection
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.claims.domain.problems import ChecklistIncomplete, PayeeNotOwnAccount, UnknownClaimLine
from shared.because import Answer, Because
from shared.calendar import add_days
from shared.jurisdictions import Jurisdiction

Cause = Literal["illness", "accident", "other"]
Loss = Literal["medical_expense", "critical_illness", "death", "disability", "work_injury", "property_damage"]


class ChecklistItem(BaseModel):
    """One document: its code, what it is by language, and for what it is asked."""

    model_config = ConfigDict(frozen=True)

    code: str
    text: dict[str, str]
    needed_for: str


class Checklist(BaseModel):
    """What a claim needs, in the order to collect it."""

    model_config = ConfigDict(frozen=True)

    loss: Loss
    items: tuple[ChecklistItem, ...]


def checklist(
    rules: Jurisdiction,
    *,
    line: str,
    cause: Cause,
    incident_on: date,
    loss: Loss | None = None,
    beneficiary_named: bool = True,
) -> Answer[Checklist]:
    """The documents for a claim on `line` for an incident of `incident_on`.

    `loss` says what happened where a line covers several things (an accident: expense, disability or death);
    by default the line's usual one. Raises UnknownClaimLine.
    """
    rule = rules.rule("claim.documents", on=incident_on)
    usual = rule["usual_loss"]
    if line not in usual:
        raise UnknownClaimLine("/line", known=", ".join(usual))
    suffered: Loss = loss or usual[line]
    groups = ["always", suffered]
    if suffered == "death" and not beneficiary_named:
        groups.append("death_without_beneficiary")
    if cause == "accident":
        groups.append("accident")
    items = [
        ChecklistItem(code=code, text=dict(rule["items"][code]), needed_for=group)
        for group in groups
        for code in rule["sets"][group]
    ]
    because = Because.of(rule, line=line, cause=cause, loss=suffered, beneficiary_named=beneficiary_named)
    return Answer(
        result=Checklist(loss=suffered, items=tuple(items)),
        because=[because],
        caveats=["INSURER_MAY_ASK_FOR_MORE", "NO_PROMISE"],
    )


def missing_items(needed: Checklist, received: Collection[str]) -> tuple[str, ...]:
    """The codes that are still missing, in the order to collect them."""
    return tuple(item.code for item in needed.items if item.code not in received)


def require_complete(needed: Checklist, received: Collection[str]) -> None:
    """Raises ChecklistIncomplete, naming what is missing."""
    if missing := missing_items(needed, received):
        raise ChecklistIncomplete("/items", missing=", ".join(missing))


def require_own_account(*, payee_is: Literal["beneficiary", "insured", "guardian", "agent", "other"]) -> None:
    """Raises PayeeNotOwnAccount for an agent or a stranger; a guardian receives for a minor."""
    if payee_is in {"agent", "other"}:
        raise PayeeNotOwnAccount("/payee_is")


def notification_due(rules: Jurisdiction, *, known_on: date) -> Answer[date]:
    """The last day that clauses give to report an incident known since `known_on`. 保险法 21."""
    rule = rules.rule("claim.notification", on=known_on)
    return Answer(
        result=add_days(known_on, rule["days"]),
        because=[Because.of(rule, known_on=known_on)],
        caveats=["LATE_NOTICE_COSTS_LITTLE"],
    )
