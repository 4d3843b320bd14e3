"""The law of disclosure (如实告知): what is owed, what an insurer may still do about a breach, and until
when.

Nothing is owed that was not asked. The right to rescind lapses (不可抗辩), whatever was concealed.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Context
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.calendar import add_days, add_years
from shared.jurisdictions import Jurisdiction
from shared.money import Money

Fault = Literal["intent", "gross_negligence", "none"]
RescissionReason = Literal[
    "OPEN", "KNOWN_TOO_LATE", "LAPSED", "KNOWN_AT_CONCLUSION", "PREMIUM_TAKEN_KNOWINGLY", "NO_FAULT"
]

# Two amounts multiplied stay exact.
_WIDE: Final = Context(prec=60)


class Rescission(BaseModel):
    """Whether the insurer may rescind on the day asked for, until when it could, and what a loss before that
    brings.

    `last_day` is None where the right never arose.
    """

    model_config = ConfigDict(frozen=True)

    may_rescind: bool
    reason: RescissionReason
    last_day: date | None
    pays_earlier_loss: bool
    refunds_premium: bool


class CrossCheck(BaseModel):
    """Where a questionnaire and the examination reports disagree, as codes."""

    model_config = ConfigDict(frozen=True)

    concealed: tuple[str, ...]
    over_disclosed: tuple[str, ...]


class MisstatedAge(BaseModel):
    """What a wrong age does to the contract: `benefit` is what is payable after the pro-rata reduction."""

    model_config = ConfigDict(frozen=True)

    may_rescind: bool
    benefit: Money
    premium_to_refund: Money


def rescission(
    rules: Jurisdiction,
    *,
    concluded_on: date,
    known_on: date | None,
    on: date,
    fault: Fault = "intent",
    influenced_seriously: bool = True,
    known_at_conclusion: bool = False,
    premium_taken_knowingly: bool = False,
) -> Answer[Rescission]:
    """May the insurer rescind on the date `on` for a breach it has known of since `known_on` (None: not yet)?

    The last day is the earlier of 30 days after knowing and 2 years after conclusion; knowing of it only
    after the second is too late. An insurer that knew at conclusion, or took premium knowing, never may.
    保险法 16.
    """
    rule = rules.rule("disclosure.rescission", on=concluded_on)
    lapses = add_years(concluded_on, rule["years_after_conclusion"])
    last_day: date | None = lapses
    if known_on is not None:
        last_day = min(add_days(known_on, rule["days_after_knowing"]), lapses)
    reason: RescissionReason = "OPEN" if on <= (last_day or lapses) else "LAPSED"
    if fault == "none" or (fault == "gross_negligence" and not influenced_seriously):
        reason, last_day = "NO_FAULT", None
    elif known_at_conclusion:
        reason, last_day = "KNOWN_AT_CONCLUSION", None
    elif premium_taken_knowingly:
        reason, last_day = "PREMIUM_TAKEN_KNOWINGLY", None
    elif known_on is not None and known_on > lapses:
        reason, last_day = "KNOWN_TOO_LATE", None
    may_rescind = reason == "OPEN"
    return Answer(
        result=Rescission(
            may_rescind=may_rescind,
            reason=reason,
            last_day=last_day,
            pays_earlier_loss=not may_rescind,
            refunds_premium=may_rescind and fault == "gross_negligence",
        ),
        because=[Because.of(rule, concluded_on=concluded_on, known_on=known_on, on=on, fault=fault)],
        caveats=["ANSWER_ONLY_WHAT_IS_ASKED"],
    )


def suicide_exclusion_last_day(
    rules: Jurisdiction, *, concluded_on: date, reinstated_on: date | None = None
) -> Answer[date]:
    """The last day on which a suicide is not covered: two years from conclusion, or from reinstatement.
    保险法 44."""
    start = reinstated_on or concluded_on
    rule = rules.rule("disclosure.suicide", on=start)
    return Answer(
        result=add_years(start, rule["years"]),
        because=[Because.of(rule, concluded_on=concluded_on, reinstated_on=reinstated_on)],
        caveats=[],
    )


def misstated_age(
    rules: Jurisdiction,
    *,
    concluded_on: date,
    within_age_limits: bool,
    rescission_open: bool,
    benefit: Money,
    premium_paid: Money,
    premium_due: Money,
) -> Answer[MisstatedAge]:
    """What follows when the true age was another: rescission only outside the age limits, else the premium is
    made good.

    Too little paid: the benefit falls in proportion. Too much: the excess is refunded. 保险法 32.
    """
    rule = rules.rule("disclosure.misstated_age", on=concluded_on)
    payable = benefit
    if premium_due > premium_paid:
        product = _WIDE.multiply(benefit.amount, premium_paid.amount)
        payable = Money.rounded(_WIDE.divide(product, premium_due.amount))
    return Answer(
        result=MisstatedAge(
            may_rescind=not within_age_limits and rescission_open,
            benefit=payable,
            premium_to_refund=max(premium_paid - premium_due, Money.zero()),
        ),
        because=[Because.of(rule, benefit=benefit, premium_paid=premium_paid, premium_due=premium_due)],
        caveats=[],
    )


def recall_from(rules: Jurisdiction, *, on: date) -> Answer[date]:
    """Since when a client is asked to remember abnormal examinations, on the date `on`."""
    topics = rules.rule("disclosure.topics", on=on)
    return Answer(
        result=add_years(on, -topics["examinations_years"]),
        because=[Because.of(topics, on=on)],
        caveats=["ANSWER_ONLY_WHAT_IS_ASKED"],
    )


def cross_check(
    rules: Jurisdiction, *, asked: Iterable[str], declared: Iterable[str], reported: Iterable[str], on: date
) -> Answer[CrossCheck]:
    """Compare a questionnaire's answers with the reports (交叉验证), by code of topic or condition.

    Concealed: asked and reported, but not declared. Over-disclosed: declared although nobody asked, or
    although it is never owed (a cold, a fever, a healed minor illness, a genetic test).
    """
    topics = rules.rule("disclosure.topics", on=on)
    never = set(topics["never_to_disclose"])
    questions, told, found = set(asked) - never, set(declared), set(reported) - never
    return Answer(
        result=CrossCheck(
            concealed=tuple(sorted((found & questions) - told)),
            over_disclosed=tuple(sorted(told - questions)),
        ),
        because=[Because.of(topics, asked=sorted(questions), declared=sorted(told), reported=sorted(found))],
        caveats=["ANSWER_ONLY_WHAT_IS_ASKED"],
    )
