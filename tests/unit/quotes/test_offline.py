"""What a phone keeps holds until the next day on which a sale or a rule begins or ends."""

from datetime import date

from services.quotes.domain.offline import Period, Sale, unchanged_around

ON = date(2026, 3, 2)


def test_the_period_ends_before_the_next_change_and_begins_with_the_last() -> None:
    sales = [
        Sale(date(2026, 1, 1), None),
        Sale(date(2025, 6, 1), date(2026, 2, 14)),
        Sale(date(2026, 1, 1), date(2026, 8, 31)),
        Sale(date(2026, 7, 1), None),
    ]
    assert unchanged_around(ON, sales, []) == Period(date(2026, 2, 15), date(2026, 6, 30))


def test_a_version_whose_sale_ends_today_is_in_it_to_the_end_of_today() -> None:
    assert unchanged_around(ON, [Sale(date(2026, 1, 1), ON)], []) == Period(date(2026, 1, 1), ON)


def test_a_version_that_was_withdrawn_before_it_was_sold_changes_nothing() -> None:
    never = Sale(date(2026, 5, 1), date(2026, 4, 30))
    assert unchanged_around(ON, [never, Sale(date(2026, 1, 1), None)], []) == Period(date(2026, 1, 1), None)
    assert unchanged_around(ON, [], []) == Period(None, None)
