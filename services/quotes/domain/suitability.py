"""Whether a sale fits the client: the signed statement the law asks for, and the gate where a sale should stop.

Invariant: triggers depend on the law of the day and on products whose benefits are not certain; the gate holds for every
product and opens only with the client's written confirmation.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from services.quotes.domain import caveats
from services.quotes.domain.product import Age, Amount, DesignType, Facts
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction, NoRuleInForce, Rule
from shared.money import Money

Trigger = Literal["SINGLE_4X", "PREMIUM_20PCT", "AGE_TERM_75", "BUDGET_150"]
"""Why the policyholder must sign a statement."""

Mismatch = Literal["NEED_MISMATCH", "PREMIUM_UNAFFORDABLE", "DUPLICATE_INDEMNITY"]
"""Why the sale should stop."""

CareStep = Literal[
    "OWN_PROCEDURE",
    "ASKED_MORE",
    "RISK_EXPLAINED_AGAIN",
    "TIME_TO_CONSIDER",
    "CALL_AFTERWARDS",
    "PLAIN_AND_LARGE",
]
"""What an elder client is owed beyond the ordinary."""


class Sale(Facts):
    """A sale as far as suitability depends on it; yuan a year. `age` is the policyholder's.

    A single premium is `annual_premium` with `single_premium`. What is None is not known and triggers nothing: the family's
    income and expenses, the stated `budget`, the client's gap for this line (zero: there is none).
    """

    line: Line
    design_type: DesignType
    annual_premium: Amount
    single_premium: bool = False
    payment_years: Annotated[int, Field(ge=1, le=105)]
    age: Age
    family_income: Amount | None = None
    family_expenses: Amount | None = None
    budget: Amount | None = None
    gap: Amount | None = None
    reimbursement_policies_held: Annotated[int, Field(ge=0)] = 0


class Suitability(Facts):
    """What follows from a sale. `may_proceed` already takes the written confirmation into account.

    Triggers, and the care that is owed for benefits which are not certain, ask for a signed statement; the care that is
    owed whatever is sold does not.
    """

    triggers: tuple[Trigger, ...]
    statement_required: bool
    stop_for: tuple[Mismatch, ...]
    may_proceed: bool
    care_steps: tuple[CareStep, ...] = ()


def assess_suitability(
    sale: Sale, jurisdiction: Jurisdiction, *, on: date, confirmed_in_writing: bool = False
) -> Answer[Suitability]:
    """The triggers and the gate as the law stands on the day of the sale; before it was law nothing is triggered."""
    because: list[Because] = []
    triggers: tuple[Trigger, ...] = ()
    stop_for: tuple[Mismatch, ...] = ()
    statement = _in_force(jurisdiction, "suitability.triggers", on)
    if statement is not None:
        triggers = tuple(_triggers(sale, statement))
        because.append(Because.of(statement, sale=sale, **_shown(statement)))
    gate = _in_force(jurisdiction, "suitability.gate", on)
    if gate is not None:
        found = set(_mismatches(sale, gate))
        stop_for = tuple(reason for reason in gate["stop_for"] if reason in found)
        because.append(Because.of(gate, sale=sale, confirmed_in_writing=confirmed_in_writing))
    care = _in_force(jurisdiction, "suitability.care", on)
    elder_steps, adapted_steps = _care(sale, care) if care is not None else ((), ())
    if care is not None and (elder_steps or adapted_steps):
        because.append(Because.of(care, age=sale.age, design_type=sale.design_type, **care.values))
    must_sign = bool(triggers or elder_steps)
    told = [caveats.STATEMENT_TO_BE_SIGNED] if must_sign else []
    told += [caveats.STOP_UNLESS_CONFIRMED_IN_WRITING] if stop_for else []
    told += [caveats.CARE_IS_OWED] if elder_steps else []
    told += [caveats.PLAIN_DISCLOSURE_IS_OWED] if adapted_steps else []
    result = Suitability(
        triggers=triggers,
        statement_required=must_sign,
        stop_for=stop_for,
        may_proceed=not stop_for or confirmed_in_writing,
        care_steps=(*elder_steps, *adapted_steps),
    )
    return Answer(result=result, because=because, caveats=told)


def taken_together(answers: Sequence[Answer[Suitability]]) -> Answer[Suitability]:
    """What follows from several sales at once: what speaks against one speaks against them all."""
    results = [answer.result for answer in answers]
    triggers = {trigger for result in results for trigger in result.triggers}
    stop_for = {mismatch for result in results for mismatch in result.stop_for}
    care = {step for result in results for step in result.care_steps}
    return Answer(
        result=Suitability(
            triggers=tuple(one for one in get_args(Trigger) if one in triggers),
            statement_required=any(result.statement_required for result in results),
            stop_for=tuple(one for one in get_args(Mismatch) if one in stop_for),
            may_proceed=all(result.may_proceed for result in results),
            care_steps=tuple(one for one in get_args(CareStep) if one in care),
        ),
        because=[because for answer in answers for because in answer.because],
        caveats=list(dict.fromkeys(caveat for answer in answers for caveat in answer.caveats)),
    )


def _care(sale: Sale, rule: Rule) -> tuple[tuple[CareStep, ...], tuple[CareStep, ...]]:
    """The steps for an elder who is sold what is not certain, and those for anybody of an age."""
    elder = sale.age >= rule["elder_age"] and sale.design_type in rule["high_risk_design_types"]
    return (
        rule["elder_steps"] if elder else (),
        rule["adapted_steps"] if sale.age >= rule["adapted_age"] else (),
    )


def _triggers(sale: Sale, rule: Rule) -> Iterator[Trigger]:
    if sale.design_type not in rule["design_types"]:
        return
    premium = sale.annual_premium.amount
    if sale.family_income is not None:
        income = sale.family_income.amount
        if sale.single_premium and premium > income * rule["single_premium_multiple"]:
            yield "SINGLE_4X"
        if not sale.single_premium and premium > income * rule["annual_premium_share"]:
            yield "PREMIUM_20PCT"
    if sale.age + sale.payment_years >= rule["age_and_payment_years"]:
        yield "AGE_TERM_75"
    if sale.budget is not None and premium >= sale.budget.amount * rule["budget_share"]:
        yield "BUDGET_150"


def _mismatches(sale: Sale, rule: Rule) -> Iterator[Mismatch]:
    if sale.gap is not None and not sale.gap:
        yield "NEED_MISMATCH"
    left_over = _left_over(sale)
    if left_over is not None and not sale.single_premium and sale.annual_premium > left_over:
        yield "PREMIUM_UNAFFORDABLE"
    if sale.line in rule["reimbursement_lines"] and sale.reimbursement_policies_held:
        yield "DUPLICATE_INDEMNITY"


def _left_over(sale: Sale) -> Money | None:
    """What the family has left of a year's income; all of it where its expenses are not known, None without an income."""
    if sale.family_income is None:
        return None
    return max(Money.zero(), sale.family_income - (sale.family_expenses or Money.zero()))


def _in_force(jurisdiction: Jurisdiction, rule_id: str, on: date) -> Rule | None:
    try:
        return jurisdiction.rule(rule_id, on=on)
    except NoRuleInForce:
        return None


def _shown(rule: Rule) -> dict[str, object]:
    return {"limits": dict(rule.values)}
