"""How long a policy covers, counted by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.underwriting.domain.coverage import (
    coverage_last_day,
    coverage_years,
    next_due_on,
    usual_effective_on,
)
from services.underwriting.domain.problems import BornInTheFuture, UnreadableTerm
from shared.calendar import age_on
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")


@pytest.mark.parametrize(
    ("term", "born", "effective", "last_day"),
    [
        ("years_1", date(1996, 1, 15), date(2026, 3, 1), date(2027, 2, 28)),
        ("years_20", date(1996, 1, 15), date(2026, 3, 1), date(2046, 2, 28)),
        # Thirty years old: forty years on, wherever in the year the birthday lies.
        ("to_70", date(1996, 1, 15), date(2026, 3, 1), date(2066, 2, 28)),
        ("to_70", date(1995, 11, 30), date(2026, 3, 1), date(2066, 2, 28)),
        # The birthday itself counts: thirty on the day, and a day earlier still twenty-nine.
        ("to_70", date(1996, 3, 1), date(2026, 3, 1), date(2066, 2, 28)),
        ("to_70", date(1996, 3, 2), date(2026, 3, 1), date(2067, 2, 28)),
        # From 29 February: the anniversary of a common year is the 28th, so the 27th is the last day.
        ("years_1", date(1996, 1, 15), date(2028, 2, 29), date(2029, 2, 27)),
        ("years_4", date(1996, 1, 15), date(2028, 2, 29), date(2032, 2, 28)),
        # The table ends with the age of 105.
        ("whole_life", date(1996, 1, 15), date(2026, 3, 1), date(2102, 2, 28)),
    ],
)
def test_cover_ends_before_its_anniversary(term: str, born: date, effective: date, last_day: date) -> None:
    assert coverage_last_day(CN, term, birth_date=born, effective_on=effective) == last_day


@given(st.dates(date(1950, 1, 1), date(2010, 12, 31)), st.dates(date(2011, 1, 1), date(2015, 12, 31)))
def test_cover_until_seventy_lasts_until_the_insured_is_seventy(born: date, effective: date) -> None:
    last_day = coverage_last_day(CN, "to_70", birth_date=born, effective_on=effective)
    assert age_on(born, last_day) in (69, 70)


@pytest.mark.parametrize("term", ["to_30", "to_20", "years_0", "years_107", "to_1000", "for_ever", ""])
def test_a_term_that_says_nothing_is_refused(term: str) -> None:
    with pytest.raises(UnreadableTerm) as refused:
        coverage_years(CN, term, birth_date=date(1996, 1, 15), effective_on=date(2026, 3, 1))
    assert refused.value.values == {"coverage_term": term, "age": 30}


def test_nobody_is_covered_before_birth() -> None:
    with pytest.raises(BornInTheFuture):
        coverage_years(CN, "years_1", birth_date=date(2026, 3, 2), effective_on=date(2026, 3, 1))


def test_a_second_premium_is_due_after_a_year_and_a_single_one_has_no_second() -> None:
    assert next_due_on(date(2026, 3, 1), 20) == date(2027, 3, 1)
    assert next_due_on(date(2028, 2, 29), 2) == date(2029, 2, 28)
    assert next_due_on(date(2026, 3, 1), 1) is None


def test_cover_usually_begins_at_midnight_after_the_issue() -> None:
    assert usual_effective_on(date(2026, 12, 31)) == date(2027, 1, 1)
