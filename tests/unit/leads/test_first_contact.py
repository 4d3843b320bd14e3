"""First contact (capabilities 15 and 16): openers, worries before lines, and figures with enough behind them."""

from datetime import date
from decimal import Decimal

import pytest

from services.leads.domain.first_contact import (
    answer_worries,
    check_sample,
    figure,
    life_events,
    open_with,
    scenes,
)
from services.leads.domain.knowledge_problems import SampleTooSmall, UnknownCode, WorriesFirst
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)


def test_a_promotion_leads_to_term_life_and_says_why() -> None:
    answer = open_with(CN, "promotion", on=TODAY)
    assert answer.result.lines == ("term_life",)
    assert answer.result.called.words == {"zh-CN": "升职", "en": "Promotion"}
    assert answer.because[0].rule == "contact.openers"
    assert "opener.entered_by_hand" in answer.caveats


def test_an_unknown_life_event_is_refused() -> None:
    with pytest.raises(UnknownCode):
        open_with(CN, "lottery", on=TODAY)


def test_no_opener_names_a_line_of_insurance() -> None:
    openers = [scene.opener for scene in scenes(CN, on=TODAY).values()]
    openers += [event.opener for event in life_events(CN, on=TODAY).values()]
    assert len(openers) >= 15
    for opener in openers:
        assert "险" not in opener["zh-CN"]
        assert "insur" not in opener["en"].lower()


def test_each_life_event_and_each_worry_leads_to_lines_that_there_are() -> None:
    worries = CN.rule("contact.worries", on=TODAY)["worries"]
    lines = {line for event in life_events(CN, on=TODAY).values() for line in event.lines}
    lines |= {line for worry in worries.values() for line in worry["lines"]}
    assert lines <= set(Line)


def test_no_line_is_suggested_before_a_worry_is_heard() -> None:
    with pytest.raises(WorriesFirst):
        answer_worries(CN, [], on=TODAY)


def test_the_line_that_answers_most_worries_comes_first() -> None:
    answer = answer_worries(CN, ["debts_left_behind", "breadwinner_lost"], on=TODAY)
    assert [(one.line, one.worries) for one in answer.result] == [
        ("term_life", ("debts_left_behind", "breadwinner_lost")),
        ("critical_illness", ("breadwinner_lost",)),
    ]


def test_a_figure_needs_thirty_clients() -> None:
    with pytest.raises(SampleTooSmall):
        check_sample(CN, 29, on=TODAY)
    check_sample(CN, 30, on=TODAY)


def test_a_figure_is_a_share_in_percent_that_may_be_shown_for_ninety_days() -> None:
    computed = figure(CN, sample=30, affected=21, as_of=TODAY)
    assert (computed.share, computed.last_day) == (Decimal("70.0"), date(2026, 5, 31))
