"""The age of a life on a day, where the day of birth is what somebody told."""

from datetime import date

from services.underwriting.domain.problems import BornInTheFuture
from shared.calendar import age_on


def age_of(birth_date: date, on: date) -> int:
    """Whole years (周岁) on the date `on`; raises BornInTheFuture."""
    if birth_date > on:
        raise BornInTheFuture("/birth_date")
    return age_on(birth_date, on)
