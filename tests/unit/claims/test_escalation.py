"""A dispute, stage by stage, with the days each takes."""

from datetime import date
from typing import Any

import pytest

from services.claims.domain.escalation import EscalationStep, Stage, escalate
from services.claims.domain.problems import EscalationOrder, MandateRequired, ReviewRequestTooLate
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
STARTED = date(2026, 4, 1)


def going_to(stage: Stage, **facts: Any) -> EscalationStep:
    return escalate(CN, stage, **{"started_on": STARTED, **facts}).result


@pytest.mark.parametrize(
    ("facts", "answer_by"),
    [
        ({}, date(2026, 4, 16)),
        ({"complex_case": True}, date(2026, 5, 1)),
        ({"complex_case": True, "extended": True}, date(2026, 5, 31)),
        ({"extended": True}, date(2026, 5, 31)),
    ],
)
def test_the_insurer_answers_a_complaint_in_fifteen_thirty_or_sixty_days(
    facts: dict[str, Any], answer_by: date
) -> None:
    step = going_to(Stage.INSURER, **facts)
    assert step.answer_by == answer_by
    assert step.following == (Stage.REVIEW, Stage.MEDIATION, Stage.REGULATOR)


def test_a_review_is_asked_for_within_thirty_days_and_answered_in_thirty() -> None:
    in_time = going_to(Stage.REVIEW, after=Stage.INSURER, answered_on=date(2026, 3, 2))
    assert in_time.answer_by == date(2026, 5, 1)
    with pytest.raises(ReviewRequestTooLate) as refused:
        going_to(Stage.REVIEW, after=Stage.INSURER, answered_on=date(2026, 3, 1))
    assert refused.value.values["last_day"] == date(2026, 3, 31)


def test_the_regulator_passes_a_complaint_on_in_seven_working_days_and_awards_no_money() -> None:
    answer = escalate(CN, Stage.REGULATOR, started_on=STARTED, after=Stage.INSURER)
    assert answer.result.answer_by == date(2026, 4, 13)
    assert answer.caveats == ["REGULATOR_AWARDS_NO_MONEY", "NO_PROMISE"]


def test_no_law_says_how_long_a_mediation_takes() -> None:
    answer = escalate(CN, Stage.MEDIATION, started_on=STARTED, after=Stage.REVIEW)
    assert answer.result.answer_by is None
    assert "MEDIATION_STOPS_THE_CLOCK" in answer.caveats


def test_a_dispute_ends_in_court_or_where_it_was_agreed_in_arbitration() -> None:
    assert going_to(Stage.REGULATOR, after=Stage.INSURER).following == (Stage.MEDIATION, Stage.COURT)
    agreed = going_to(Stage.REGULATOR, after=Stage.INSURER, arbitration_agreed=True)
    assert agreed.following == (Stage.MEDIATION, Stage.ARBITRATION)
    assert going_to(Stage.COURT, after=Stage.MEDIATION).following == ()
    with pytest.raises(EscalationOrder):
        going_to(Stage.ARBITRATION, after=Stage.MEDIATION)
    with pytest.raises(EscalationOrder):
        going_to(Stage.COURT, after=Stage.MEDIATION, arbitration_agreed=True)


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        (Stage.COURT, None),
        (Stage.REVIEW, None),
        (Stage.COURT, Stage.INSURER),
        (Stage.INSURER, Stage.REVIEW),
        (Stage.REVIEW, Stage.REVIEW),
        (Stage.REGULATOR, Stage.COURT),
    ],
)
def test_stages_are_not_skipped_or_repeated(stage: Stage, after: Stage | None) -> None:
    with pytest.raises(EscalationOrder):
        going_to(stage, after=after)


def test_an_agent_speaks_for_a_client_only_with_a_mandate() -> None:
    with pytest.raises(MandateRequired):
        going_to(Stage.INSURER, by_agent=True)
    assert going_to(Stage.INSURER, by_agent=True, mandate=True).answer_by == date(2026, 4, 16)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_named_in_both_languages(stage: Stage) -> None:
    text = CN.rule(f"complaint.{stage.value}", on=STARTED)["text"]
    assert set(text) == {"zh-CN", "en"}
