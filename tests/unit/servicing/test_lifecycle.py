"""The states of a policy, and every step that is not allowed."""

import pytest

from services.servicing.domain.lifecycle import END_REASONS, TRANSITIONS, Action, State, advance
from services.servicing.domain.problems import PolicyState

LEGAL = {
    ("in_force", "miss_premium", "grace"),
    ("in_force", "pay_premium", "in_force"),
    ("in_force", "cancel", "cancelled"),
    ("in_force", "surrender", "ended"),
    ("in_force", "mature", "ended"),
    ("in_force", "end_by_claim", "ended"),
    ("in_force", "end_in_waiting", "ended"),
    ("in_force", "rescind", "ended"),
    ("grace", "pay_premium", "in_force"),
    ("grace", "suspend", "suspended"),
    ("grace", "cancel", "cancelled"),
    ("grace", "surrender", "ended"),
    ("grace", "mature", "ended"),
    ("grace", "end_by_claim", "ended"),
    ("grace", "end_in_waiting", "ended"),
    ("grace", "rescind", "ended"),
    ("suspended", "reinstate", "in_force"),
    ("suspended", "lapse", "lapsed"),
    ("suspended", "surrender", "ended"),
    ("suspended", "end_by_claim", "ended"),
    ("suspended", "rescind", "ended"),
    ("lapsed", "surrender", "ended"),
    ("lapsed", "end_by_claim", "ended"),
    ("lapsed", "rescind", "ended"),
}


@pytest.mark.parametrize(("state", "action", "following"), sorted(LEGAL))
def test_a_legal_step_is_taken(state: str, action: str, following: str) -> None:
    assert advance(State(state), Action(action)) == following


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (state, action)
        for state in State
        for action in Action
        if not any(legal[:2] == (state, action) for legal in LEGAL)
    ],
)
def test_every_other_step_is_refused(state: State, action: Action) -> None:
    with pytest.raises(PolicyState) as refused:
        advance(state, action)
    assert refused.value.values == {"state": state.value, "action": action.value}


def test_cover_is_there_in_force_and_in_grace_alone() -> None:
    assert {state for state in State if state.covers} == {State.IN_FORCE, State.GRACE}


def test_nothing_leaves_an_end_and_every_end_has_its_reason() -> None:
    assert {state for state in State if state.final} == {State.ENDED, State.CANCELLED}
    ending = {action for (_, action), state in TRANSITIONS.items() if state.final}
    assert ending == set(END_REASONS)
