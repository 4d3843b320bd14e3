"""Dates, ages and legal periods in the jurisdiction's time zone.

Instants are aware UTC; dates are local. A period never counts its first day (Civil Code art. 201), ends with
its last day at 24:00 (art. 203), and one of months or years ends on the corresponding day, or on the last day
of a month that has none (art. 202). Working days follow the published calendar, with its make-up Saturdays
and Sundays; for a year that is not published yet they are Monday to Friday, and a deadline counted so is
provisional.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE: Final = ZoneInfo("Asia/Shanghai")

LeapBirthday = Literal["FEB28", "MAR1"]
"""The day on which someone born on 29 February grows older in a common year."""

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, which runs until that day's end.

    `nominal_last_day` is what counting gives and `last_day` what the law makes of it: they differ when the
    period was rolled off a rest day. `calendar_provisional`: a working day of an unpublished year was
    guessed.
    """

    last_day: date
    nominal_last_day: date
    calendar_provisional: bool


def local_date(instant: datetime) -> date:
    """The date on which `instant` falls in `ZONE`; raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    return instant.astimezone(ZONE).date()


def start_of_day(day: date) -> datetime:
    """The instant, in UTC, at which `day` begins in `ZONE`."""
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The instant, in UTC, at which `day` ends in `ZONE`: its 24:00, which is the start of the next day."""
    return start_of_day(day + timedelta(days=1))


def age_on(birth_date: date, day: date, leap_birthday: LeapBirthday = "FEB28") -> int:
    """The age (周岁) in whole years on `day`; the birthday itself counts. Raises ValueError before birth."""
    if day < birth_date:
        raise ValueError("nobody has an age before birth")
    years = day.year - birth_date.year
    return years if day >= _birthday(birth_date, day.year, leap_birthday) else years - 1


def add_days(day: date, n: int) -> date:
    """The last day of a period of `n` days that starts on `day`."""
    return day + timedelta(days=n)


def add_months(day: date, n: int) -> date:
    """The corresponding day `n` months on, or the last day of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, n: int) -> date:
    """The corresponding day `n` years on; 29 February gives 28 February in a common year."""
    return add_months(day, 12 * n)


def anniversary(start: date, n: int) -> date:
    """The `n`th anniversary of `start`, never of another anniversary: 29 February returns in leap years."""
    return add_years(start, n)


def is_working_day(day: date) -> bool:
    """Whether people work on `day`; for a year that is not published, whether it is Monday to Friday."""
    return _works(day)[0]


def is_published(day: date) -> bool:
    """Whether the working days of the year of `day` have been published."""
    return not _works(day)[1]


def add_working_days(day: date, n: int) -> date:
    """The `n`th working day after `day` (before it when `n` is negative); `day` itself for none."""
    return _count_working_days(day, n)[0]


def deadline(
    start: date,
    *,
    days: int | None = None,
    months: int | None = None,
    years: int | None = None,
    working_days: int | None = None,
    roll: bool = False,
) -> Deadline:
    """When a period that starts on `start` ends; exactly one of the four lengths must be given.

    With `roll`, a last day that is a rest day moves to the next working day (Civil Code art. 203).
    Raises ValueError for no length, for two, and for a negative one.
    """
    lengths = [length for length in (days, months, years, working_days) if length is not None]
    if len(lengths) != 1 or lengths[0] < 0:
        raise ValueError("a period has exactly one length, which is not negative")
    provisional = False
    if days is not None:
        nominal = add_days(start, days)
    elif months is not None:
        nominal = add_months(start, months)
    elif years is not None:
        nominal = add_years(start, years)
    else:
        nominal, provisional = _count_working_days(start, lengths[0])
    last = nominal
    if roll:
        last, guessed = _next_working_day(nominal)
        provisional = provisional or guessed
    return Deadline(last_day=last, nominal_last_day=nominal, calendar_provisional=provisional)


def _birthday(birth_date: date, year: int, leap_birthday: LeapBirthday) -> date:
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if leap_birthday == "FEB28" else date(year, 3, 1)


@lru_cache(maxsize=4096)
def _works(day: date) -> tuple[bool, bool]:
    """Whether `day` is a working day, and whether that is a guess."""
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < _SATURDAY, True


def _count_working_days(day: date, n: int) -> tuple[date, bool]:
    step = timedelta(days=1 if n >= 0 else -1)
    left, guessed = abs(n), False
    while left:
        day += step
        works, guess = _works(day)
        guessed = guessed or guess
        left -= works
    return day, guessed


def _next_working_day(day: date) -> tuple[date, bool]:
    works, guessed = _works(day)
    while not works:
        day += timedelta(days=1)
        works, guess = _works(day)
        guessed = guessed or guess
    return day, guessed
