"""Where an application stands follows from what is known of it, and agrees with its life where that is told
in order."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.underwriting.domain.application import TRANSITIONS, Action, State
from services.underwriting.domain.carrier_course import Decision, Facts, can_issue, read_decision, state_of
from services.underwriting.domain.outcomes import Outcome
from services.underwriting.domain.problems import NotADecision

AT = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(submitted=False), State.DRAFT),
        (Facts(submitted=False, withdrawn=True), State.WITHDRAWN),
        (Facts(submitted=True), State.SUBMITTED),
        (Facts(submitted=True, materials_open=2), State.MATERIAL_REQUESTED),
        (Facts(submitted=True, materials_open=2, outcome=Outcome.RATED), State.DECIDED),
        (Facts(submitted=True, outcome=Outcome.DECLINE), State.CLOSED),
        (Facts(submitted=True, outcome=Outcome.POSTPONE), State.CLOSED),
        (Facts(submitted=True, outcome=Outcome.STANDARD, withdrawn=True), State.WITHDRAWN),
        (Facts(submitted=True, outcome=Outcome.STANDARD, withdrawn=True, issued=True), State.ISSUED),
    ],
)
def test_the_state_follows_from_the_facts(facts: Facts, state: State) -> None:
    assert state_of(facts) == state


@given(st.lists(st.sampled_from(Action), max_size=12), st.sampled_from([Outcome.STANDARD, Outcome.RATED]))
def test_a_life_told_in_order_agrees_with_its_facts(actions: list[Action], outcome: Outcome) -> None:
    """Closing is left out: it follows from a refusal, not from an act of its own."""
    state, facts = State.DRAFT, Facts(submitted=False)
    for action in actions:
        following = TRANSITIONS.get((state, action))
        if following is None or action is Action.CLOSE:
            continue
        effects: dict[Action, dict[str, Any]] = {
            Action.SUBMIT: {"submitted": True},
            Action.REQUEST_MATERIAL: {"materials_open": facts.materials_open + 1},
            Action.RECEIVE_MATERIAL: {"materials_open": facts.materials_open - 1},
            Action.DECIDE: {"outcome": outcome},
            Action.ISSUE: {"issued": True},
            Action.WITHDRAW: {"withdrawn": True},
        }
        state, facts = following, facts.model_copy(update=effects[action])
        assert state_of(facts) == state


def test_a_decision_is_read_with_its_exclusions_in_order_and_once() -> None:
    decision = read_decision(
        "RATED", rating_percent=25, exclusions=["thyroid", "lung", "thyroid"], decided_at=AT
    )
    assert decision.outcome is Outcome.RATED
    assert tuple(decision) == (AT, 2, 25, ("lung", "thyroid"))
    assert read_decision("STANDARD", rating_percent=None, exclusions=[], decided_at=AT).rating_percent == 0


@pytest.mark.parametrize(
    ("outcome", "rating_percent"), [("MANUAL", 0), ("standard", 0), ("", 0), (None, 0), ("RATED", -1)]
)
def test_what_is_no_decision_is_refused(outcome: str | None, rating_percent: int) -> None:
    with pytest.raises(NotADecision):
        read_decision(outcome, rating_percent=rating_percent, exclusions=[], decided_at=AT)


@given(st.sampled_from(Outcome))
def test_a_decision_gives_its_outcome_back(outcome: Outcome) -> None:
    assert Decision(AT, outcome.severity, 0, ()).outcome is outcome


def test_only_a_decision_that_insures_can_be_issued() -> None:
    assert {outcome for outcome in Outcome if can_issue(outcome)} == {
        Outcome.STANDARD,
        Outcome.EXCLUSION,
        Outcome.RATED,
    }
    assert not can_issue(None)
