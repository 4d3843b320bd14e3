"""Whether a wealth plan fits the client: each contract is a sale, and what speaks against one speaks against the plan."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, get_args

from pydantic import Field

from services.quotes.domain.product import Amount, Facts
from services.quotes.domain.suitability import Mismatch, Sale, Suitability, Trigger, assess_suitability
from services.quotes.domain.wealth_plan import WealthPlan
from shared.because import Answer
from shared.jurisdictions import Jurisdiction
from shared.money import Money


class Purse(Facts):
    """What is known of the client's means, yuan a year; None is not known and triggers nothing. `age` is his."""

    age: Annotated[int, Field(ge=0, le=105)]
    family_income: Amount | None = None
    family_expenses: Amount | None = None


def assess_plan(
    plan: WealthPlan,
    purse: Purse,
    jurisdiction: Jurisdiction,
    *,
    on: date,
    confirmed_in_writing: bool = False,
) -> Answer[Suitability]:
    """What follows from taking the plan on the day, by "suitability.triggers" and "suitability.gate"."""
    answers = [
        assess_suitability(sale, jurisdiction, on=on, confirmed_in_writing=confirmed_in_writing)
        for sale in _sales(plan, purse)
    ]
    results = [answer.result for answer in answers]
    triggers = {trigger for result in results for trigger in result.triggers}
    stop_for = {mismatch for result in results for mismatch in result.stop_for}
    return Answer(
        result=Suitability(
            triggers=tuple(one for one in get_args(Trigger) if one in triggers),
            statement_required=bool(triggers),
            stop_for=tuple(one for one in get_args(Mismatch) if one in stop_for),
            may_proceed=all(result.may_proceed for result in results),
        ),
        because=[because for answer in answers for because in answer.because],
        caveats=list(dict.fromkeys(caveat for answer in answers for caveat in answer.caveats)),
    )


def _sales(plan: WealthPlan, purse: Purse) -> Iterable[Sale]:
    """A sale a contract; premiums that come every year are borne together, so each such sale carries their sum."""
    together = sum((one.annual_premium for one in plan.components if not one.single_premium), Money.zero())
    for one in plan.components:
        yield Sale(
            line=one.line,
            design_type=one.design_type,
            annual_premium=one.annual_premium if one.single_premium else together,
            single_premium=one.single_premium,
            payment_years=one.payment_years,
            age=purse.age,
            family_income=purse.family_income,
            family_expenses=purse.family_expenses,
            budget=plan.wish.annual_budget,
        )
