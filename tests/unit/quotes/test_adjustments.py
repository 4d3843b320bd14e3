"""What events and ages suggest to change in a plan (capability 28)."""

from datetime import date

import pytest

from services.quotes.domain.adjustments import Aged, Change, Trend, by_age, by_change, described
from services.quotes.domain.family import Role
from shared.contracts import Line
from tests.unit.quotes.products import make_rule

RULE = make_rule("plan.adjustments")
TODAY = date(2026, 3, 2)


def suggested(change: str, trend: Trend | None = None) -> list[str]:
    told = Change(change=change, trend=trend, effective_on=TODAY)
    return [one.code for one in by_change([told], RULE).result]


@pytest.mark.parametrize(
    ("change", "trend", "expected"),
    [
        ("child", "up", ["new_child"]),
        ("child", "down", ["child_left"]),
        ("child", None, []),
        ("income", "up", ["income_rose"]),
        ("income", "down", ["income_fell"]),
        ("debts", "up", ["new_debt"]),
        ("member", "up", ["new_adult"]),
        ("occupation", None, ["occupation_changed"]),
        ("recorded", None, []),
        ("cover", None, []),
    ],
)
def test_what_changed_and_which_way_decides_what_is_suggested(
    change: str, trend: Trend | None, expected: list[str]
) -> None:
    assert suggested(change, trend) == expected


def test_a_promotion_suggests_a_higher_life_sum() -> None:
    (suggestion,) = by_change([Change(change="income", trend="up", effective_on=TODAY)], RULE).result
    assert (suggestion.action, suggestion.lines[0]) == ("raise", Line.TERM_LIFE)


def test_the_same_change_twice_a_day_suggests_once() -> None:
    change = Change(change="income", trend="up", effective_on=TODAY)
    assert len(by_change([change, change], RULE).result) == 1


@pytest.mark.parametrize(
    ("role", "born", "expected"),
    [
        ("child", date(2008, 3, 2), ["child_at_university"]),
        ("child", date(2008, 3, 3), []),
        ("child", date(2001, 3, 3), ["child_at_university"]),
        ("child", date(2001, 3, 2), []),
        ("breadwinner", date(1976, 3, 2), ["retirement_near", "illness_cover_ends"]),
        ("breadwinner", date(1976, 3, 3), ["illness_cover_ends"]),
        ("elder", date(1968, 1, 1), ["medical_cover_ends"]),
        ("elder", date(1950, 1, 1), []),
        ("child", date(2026, 3, 3), []),
    ],
)
def test_an_age_suggests_from_its_birthday_on_and_until_the_next_but_last(
    role: Role, born: date, expected: list[str]
) -> None:
    aged = Aged(member="m", role=role, birth_date=born)
    assert [one.code for one in by_age([aged], RULE, on=TODAY).result] == expected


def test_a_child_at_university_moves_the_budget_to_the_pension_from_the_eighteenth_birthday_on() -> None:
    child = Aged(member="m", role="child", birth_date=date(2007, 9, 1))
    answer = by_age([child], RULE, on=TODAY)
    (suggestion,) = answer.result
    assert (suggestion.action, suggestion.lines) == ("shift", (Line.ANNUITY,))
    assert (suggestion.effective_on, suggestion.member) == (date(2025, 9, 1), "m")
    assert answer.because[0].rule == "plan.adjustments"


def test_a_code_that_no_rule_knows_any_more_asks_for_nothing() -> None:
    assert described("of_long_ago", RULE) is None
    assert described("income_fell", RULE) == ("shorten", (Line.TERM_LIFE,))
