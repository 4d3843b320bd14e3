"""Financial underwriting: how much cover an income carries. More than that is not refused, a person decides
it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.underwriting.domain.outcomes import Outcome
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction
from shared.money import Money


class FinancialLimit(BaseModel):
    """The most cover of one column that an income carries (None: no limit is set), and whether `total` is
    within it."""

    model_config = ConfigDict(frozen=True)

    limit: Money | None
    total: Money
    outcome: Outcome
    documents: tuple[str, ...]


def financial_limit(
    rules: Jurisdiction, *, column: str, age: int, annual_income: Money, held: Money, asked: Money, on: date
) -> Answer[FinancialLimit]:
    """Whether `held` plus `asked` cover of a `column` of the pre-check table fits `annual_income` at `age`.

    Above the limit, or at an age that the rule has no multiple for, the outcome is MANUAL with proof of
    income.
    """
    rule = rules.rule("financial_limits", on=on)
    total = held + asked
    bounded, limit = _limit(rule.values, column=column, age=age, annual_income=annual_income)
    within = not bounded or (limit is not None and total <= limit)
    return Answer(
        result=FinancialLimit(
            limit=limit,
            total=total,
            outcome=Outcome.STANDARD if within else Outcome.MANUAL,
            documents=() if within else ("income_proof",),
        ),
        because=[
            Because.of(rule, column=column, age=age, annual_income=annual_income, held=held, asked=asked)
        ],
        caveats=["ILLUSTRATIVE_MULTIPLES"],
    )


def _limit(values: Any, *, column: str, age: int, annual_income: Money) -> tuple[bool, Money | None]:
    """Whether the column is bounded, and by how much where the rule says so for this age."""
    tiers: Sequence[Any] = values.get(column, ())
    if not tiers:
        return False, None
    if not annual_income and column in values["without_income"]:
        return True, Money.of(values["without_income"][column])
    for tier in tiers:
        if age <= tier.get("to_age", age):
            return True, annual_income * tier["multiple"]
    return True, None
