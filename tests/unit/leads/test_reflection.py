"""Learning from what happened (capability 10): reasons by period, and a life in review."""

from datetime import date
from decimal import Decimal

import pytest

from services.leads.domain.leads import after_refusal, come_back
from services.leads.domain.reflection import (
    Entered,
    Period,
    RefusalCount,
    count_by_period,
    look_back,
    reasons,
    share_percent,
)
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)
COUNTS = (
    RefusalCount(date(2026, 3, 1), "too_expensive", 1),
    RefusalCount(date(2026, 3, 2), "too_expensive", 1),
    RefusalCount(date(2026, 3, 2), "no_need", 1),
    RefusalCount(date(2025, 12, 31), "no_trust", 4),
)


def test_reasons_are_counted_by_month_with_their_shares_the_most_frequent_first() -> None:
    march, december = count_by_period(COUNTS, period="month")
    assert (march.period, march.refusals, december.period, december.refusals) == ("2026-03", 3, "2025-12", 4)
    assert [(one.reason_code, one.refusals, one.share) for one in march.reasons] == [
        ("too_expensive", 2, Decimal("66.7")),
        ("no_need", 1, Decimal("33.3")),
    ]


@pytest.mark.parametrize(
    ("period", "names"), [("quarter", ["2026-Q1", "2025-Q4"]), ("year", ["2026", "2025"])]
)
def test_periods_may_be_longer(period: Period, names: list[str]) -> None:
    assert [count.period for count in count_by_period(COUNTS, period=period)] == names


def test_a_share_is_rounded_half_up_and_there_is_none_of_nothing() -> None:
    assert share_percent(1, 16) == Decimal("6.3")
    with pytest.raises(ZeroDivisionError):
        share_percent(0, 0)


def test_a_life_from_single_to_family_over_five_years_is_told_by_its_stages() -> None:
    life = look_back(
        CN,
        [
            Entered("single", date(2021, 3, 1)),
            Entered("couple", date(2023, 6, 15)),
            Entered("young_family", date(2025, 9, 1)),
        ],
        on=TODAY,
    )
    assert [(span.stage_code, span.years, span.until) for span in life.stages] == [
        ("single", 2, date(2023, 6, 15)),
        ("couple", 2, date(2025, 9, 1)),
        ("young_family", 0, None),
    ]
    assert life.years == 5
    assert life.lines_to_review == ("term_life", "critical_illness", "medical_million")


def test_a_life_that_nobody_told_is_empty() -> None:
    life = look_back(CN, [], on=TODAY)
    assert (life.stages, life.years, life.lines_to_review) == ((), 0, ())


def test_each_reason_asks_a_question_in_both_languages() -> None:
    known = reasons(CN, on=TODAY)
    assert known["no_need"].prompt["en"].startswith("Was the need not dug deep enough?")
    assert known["no_need"].prompt["zh-CN"].startswith("需求是否挖掘不够深")
    assert all(reason.prompt["en"].endswith("?") for reason in known.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [("new", "refused"), ("qualified", "refused"), ("refused", "refused"), ("won", "won")],
)
def test_whoever_has_a_policy_stays_a_client_when_he_says_no(before: str, after: str) -> None:
    assert after_refusal(before) == after


@pytest.mark.parametrize(
    ("before", "after"), [("refused", "new"), ("new", "new"), ("qualified", "qualified"), ("won", "won")]
)
def test_only_whoever_said_no_begins_anew_when_he_comes_back(before: str, after: str) -> None:
    assert come_back(before) == after
