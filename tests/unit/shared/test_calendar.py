"""Local dates, ages and legal periods, with the hand-counted cases of the field."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import (
    Deadline,
    add_days,
    add_months,
    add_working_days,
    add_years,
    age_on,
    anniversary,
    deadline,
    end_of_day,
    is_published,
    is_working_day,
    local_date,
    start_of_day,
)

days = st.dates(min_value=date(1900, 1, 2), max_value=date(2200, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


def test_the_date_is_the_one_in_shanghai_not_the_one_in_utc() -> None:
    assert local_date(datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)) == d("2026-02-28")
    assert local_date(datetime(2026, 2, 28, 16, tzinfo=UTC)) == d("2026-03-01")


def test_a_day_runs_from_its_midnight_in_shanghai_to_the_next() -> None:
    assert start_of_day(d("2026-03-17")) == datetime(2026, 3, 16, 16, tzinfo=UTC)
    assert end_of_day(d("2026-03-17")) == datetime(2026, 3, 17, 16, tzinfo=UTC)
    assert start_of_day(d("2026-03-17")).tzinfo is UTC


def test_a_day_in_the_summer_time_of_1988_lasts_as_long_as_it_did() -> None:
    assert start_of_day(d("1988-07-01")) == datetime(1988, 6, 30, 15, tzinfo=UTC)


def test_a_naive_datetime_has_no_local_date() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_date(datetime(2026, 1, 1))  # noqa: DTZ001


@given(days)
def test_every_instant_of_a_day_falls_on_it(day: date) -> None:
    assert local_date(start_of_day(day)) == day
    assert local_date(end_of_day(day) - timedelta(microseconds=1)) == day
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2018-03-10", "2026-06-01", 8),
        ("1996-11-23", "2026-11-22", 29),
        ("1996-11-23", "2026-11-23", 30),
        ("2026-01-01", "2026-01-01", 0),
        ("2000-02-29", "2026-02-27", 25),
        ("2000-02-29", "2026-02-28", 26),
        ("2000-02-29", "2028-02-28", 27),
        ("2000-02-29", "2028-02-29", 28),
    ],
)
def test_age_is_in_whole_years_and_the_birthday_itself_counts(born: str, on: str, age: int) -> None:
    assert age_on(d(born), d(on)) == age


@pytest.mark.parametrize(("on", "age"), [("2026-02-28", 25), ("2026-03-01", 26), ("2028-02-29", 28)])
def test_a_leap_birthday_may_be_kept_on_the_first_of_march_instead(on: str, age: int) -> None:
    assert age_on(d("2000-02-29"), d(on), leap_birthday="MAR1") == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        age_on(d("2026-01-02"), d("2026-01-01"))


@given(days, st.integers(min_value=0, max_value=100))
def test_on_each_anniversary_of_birth_one_is_as_old_as_its_number(born: date, years: int) -> None:
    birthday = anniversary(born, years)
    assert age_on(born, birthday) == years
    if years:
        assert age_on(born, birthday - timedelta(days=1)) == years - 1


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    start: str, months: int, last: str
) -> None:
    assert add_months(d(start), months) == d(last)


def test_years_from_the_29th_of_february_end_on_the_28th_in_common_years() -> None:
    assert add_years(d("2024-02-29"), 1) == d("2025-02-28")
    assert [anniversary(d("2024-02-29"), n) for n in (0, 1, 3, 4)] == [
        d("2024-02-29"),
        d("2025-02-28"),
        d("2027-02-28"),
        d("2028-02-29"),
    ]


def test_the_start_day_of_a_period_is_excluded() -> None:
    assert add_days(d("2026-03-02"), 15) == d("2026-03-17")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-04-03", True),  # Friday
        ("2026-04-04", False),  # Saturday, and 清明
        ("2026-04-06", False),  # Monday off for 清明
        ("2026-02-14", True),  # a Saturday worked for 春节
        ("2026-10-01", False),  # Thursday, 国庆
    ],
)
def test_working_days_follow_the_published_holidays_and_make_up_days(day: str, works: bool) -> None:
    assert is_working_day(d(day)) is works
    assert is_published(d(day))


def test_in_a_year_not_published_the_working_days_are_monday_to_friday() -> None:
    sunday, monday = d("2099-03-01"), d("2099-03-02")
    assert (is_working_day(sunday), is_working_day(monday)) == (False, True)
    assert not is_published(monday)


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2026-04-01", 5, "2026-04-09"),
        ("2026-04-01", 0, "2026-04-01"),
        ("2026-04-04", 1, "2026-04-07"),
        ("2026-04-07", -1, "2026-04-03"),
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(start: str, n: int, last: str) -> None:
    assert add_working_days(d(start), n) == d(last)


def test_a_simple_claim_is_decided_in_five_working_days_over_the_tomb_sweeping_holiday() -> None:
    assert deadline(d("2026-04-01"), working_days=5) == Deadline(d("2026-04-09"), d("2026-04-09"), False)


@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        ("2026-03-02", {"days": 15}, "2026-03-17"),  # cooling-off
        ("2026-05-31", {"days": 60}, "2026-07-30"),  # grace
        ("2026-07-31", {"years": 2}, "2028-07-31"),  # reinstatement
        ("2026-04-01", {"days": 30}, "2026-05-01"),  # complex claim
        ("2026-04-01", {"days": 60}, "2026-05-31"),  # interim payment
        ("2026-08-31", {"months": 6}, "2027-02-28"),
        ("2026-08-31", {"days": 0}, "2026-08-31"),
    ],
)
def test_the_clocks_of_the_trade_end_on_the_day_the_law_counts(
    start: str, length: dict[str, Any], last: str
) -> None:
    assert deadline(d(start), **length) == Deadline(d(last), d(last), False)


def test_a_cooling_off_that_ends_on_a_rest_day_rolls_to_the_next_working_day() -> None:
    assert deadline(d("2026-09-16"), days=15, roll=True) == Deadline(
        last_day=d("2026-10-08"), nominal_last_day=d("2026-10-01"), calendar_provisional=False
    )
    assert deadline(d("2026-09-16"), days=15).last_day == d("2026-10-01")


def test_a_make_up_saturday_is_no_rest_day_to_roll_from() -> None:
    assert deadline(d("2026-02-13"), days=1, roll=True).last_day == d("2026-02-14")


def test_a_deadline_that_needs_an_unpublished_year_says_that_it_is_provisional() -> None:
    assert deadline(d("2098-12-20"), days=3, roll=True).calendar_provisional
    assert deadline(d("2098-12-20"), working_days=1).calendar_provisional
    assert not deadline(d("2098-12-20"), days=3).calendar_provisional


def test_a_deadline_that_only_passed_through_an_unpublished_year_is_provisional_too() -> None:
    assert is_published(d("2004-01-05"))
    assert deadline(d("2003-12-30"), working_days=4) == Deadline(d("2004-01-06"), d("2004-01-06"), True)


def test_a_year_before_the_published_ones_is_provisional_too() -> None:
    assert deadline(d("1999-10-01"), working_days=1) == Deadline(d("1999-10-04"), d("1999-10-04"), True)


@pytest.mark.parametrize("length", [{}, {"days": 1, "months": 1}, {"days": -1}, {"working_days": -1}])
def test_a_period_has_exactly_one_length_that_is_not_negative(length: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one length"):
        deadline(d("2026-01-01"), **length)


@given(st.dates(date(2005, 1, 1), date(2025, 12, 31)), st.integers(min_value=1, max_value=40))
def test_between_a_day_and_its_nth_working_day_lie_n_working_days(day: date, n: int) -> None:
    last = add_working_days(day, n)
    passed = [day + timedelta(days=k) for k in range(1, (last - day).days + 1)]
    assert sum(map(is_working_day, passed)) == n
    assert is_working_day(last)


@given(days, st.integers(min_value=0, max_value=1200))
def test_a_period_of_months_ends_in_the_month_counted_never_beyond_it(day: date, months: int) -> None:
    last = add_months(day, months)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)
