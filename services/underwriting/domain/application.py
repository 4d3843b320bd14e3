"""An application's life: from a draft to a policy, or to its end without one.

Invariant: only a decision that the policyholder has accepted issues, and nothing leaves a final state.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.underwriting.domain.outcomes import Outcome
from services.underwriting.domain.problems import (
    ApplicationState,
    NotADecision,
    NotInsurable,
    TermsNotAccepted,
)


class State(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MATERIAL_REQUESTED = "material_requested"
    DECIDED = "decided"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"

    @property
    def final(self) -> bool:
        """Whether nothing more can happen to it."""
        return not any(state is self for state, _ in TRANSITIONS)


class Action(StrEnum):
    """What can happen to an application."""

    SUBMIT = "submit"
    REQUEST_MATERIAL = "request_material"
    RECEIVE_MATERIAL = "receive_material"
    DECIDE = "decide"
    ISSUE = "issue"
    WITHDRAW = "withdraw"
    CLOSE = "close"


TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
        (State.DRAFT, Action.WITHDRAW): State.WITHDRAWN,
        (State.SUBMITTED, Action.REQUEST_MATERIAL): State.MATERIAL_REQUESTED,
        (State.SUBMITTED, Action.DECIDE): State.DECIDED,
        (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.MATERIAL_REQUESTED, Action.RECEIVE_MATERIAL): State.SUBMITTED,
        (State.MATERIAL_REQUESTED, Action.DECIDE): State.DECIDED,
        (State.MATERIAL_REQUESTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.DECIDED, Action.ISSUE): State.ISSUED,
        (State.DECIDED, Action.WITHDRAW): State.WITHDRAWN,
        (State.DECIDED, Action.CLOSE): State.CLOSED,
    }
)

_UNDECIDED: Final = frozenset({Outcome.MANUAL})
_REFUSED: Final = frozenset({Outcome.POSTPONE, Outcome.DECLINE})


def advance(state: State, action: Action) -> State:
    """The state after `action`; raises ApplicationState where it cannot happen now."""
    following = TRANSITIONS.get((state, action))
    if following is None:
        raise ApplicationState(state=state.value, action=action.value)
    return following


def decide(state: State, outcome: Outcome) -> State:
    """The state after the insurer's decision; raises NotADecision for MANUAL, and ApplicationState."""
    following = advance(state, Action.DECIDE)
    if outcome in _UNDECIDED:
        raise NotADecision(outcome=outcome.value)
    return following


def issue(state: State, outcome: Outcome | None, *, terms_accepted: bool) -> State:
    """The state after a policy is issued on the decided `outcome`.

    Raises ApplicationState, NotInsurable for a postponement or decline, and TermsNotAccepted where an
    exclusion or a rating was not accepted.
    """
    following = advance(state, Action.ISSUE)
    if outcome is None or outcome in _UNDECIDED:
        raise NotADecision(outcome=outcome.value if outcome else "–")
    if outcome in _REFUSED:
        raise NotInsurable(outcome=outcome.value)
    if outcome is not Outcome.STANDARD and not terms_accepted:
        raise TermsNotAccepted("/terms_accepted")
    return following
