"""How long a policy covers, read from what its product says: `years_20`, `to_70` or `whole_life`.

Cover until an age runs to the policy anniversary that follows the birthday (年满70周岁后的首个保单周年日), which is the
entry age's distance from it in whole years. The last day is the one before that anniversary.
"""

import re
from datetime import date, timedelta
from typing import Final

from services.underwriting.domain.ages import age_of
from services.underwriting.domain.problems import UnreadableTerm
from shared.calendar import anniversary
from shared.jurisdictions import Jurisdiction

_TERM: Final = re.compile(r"(?P<kind>years|to)_(?P<number>[1-9][0-9]{0,2})|whole_life")


def coverage_years(
    rules: Jurisdiction, coverage_term: str, *, birth_date: date, effective_on: date
) -> int | None:
    """For how many years a policy covers; None for a whole life.

    Raises UnreadableTerm for a term that says nothing for a life of that age, and BornInTheFuture.
    """
    age = age_of(birth_date, effective_on)
    term = _TERM.fullmatch(coverage_term)
    if term is None:
        raise UnreadableTerm("/coverage_term", coverage_term=coverage_term, age=age)
    if term["kind"] is None:
        return None
    years = int(term["number"]) - (age if term["kind"] == "to" else 0)
    if not 0 < years <= rules.rule("policy.coverage", on=effective_on)["limiting_age"]:
        raise UnreadableTerm("/coverage_term", coverage_term=coverage_term, age=age)
    return years


def coverage_last_day(
    rules: Jurisdiction, coverage_term: str, *, birth_date: date, effective_on: date
) -> date:
    """The last day of cover, until its end; a whole life ends with the mortality table.

    Raises UnreadableTerm and BornInTheFuture.
    """
    years = coverage_years(rules, coverage_term, birth_date=birth_date, effective_on=effective_on)
    if years is None:
        years = rules.rule("policy.coverage", on=effective_on)["limiting_age"] - age_of(
            birth_date, effective_on
        )
    return anniversary(effective_on, years) - timedelta(days=1)


def next_due_on(effective_on: date, payment_years: int) -> date | None:
    """When the second premium is due: a year after the first; None for a single premium."""
    return anniversary(effective_on, 1) if payment_years > 1 else None


def usual_effective_on(issued_on: date) -> date:
    """When cover begins where the insurer does not say: at midnight after the issue (次日零时)."""
    return issued_on + timedelta(days=1)
