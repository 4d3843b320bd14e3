"""An application's life: from a draft to a policy, or to its end without one.

Invariant: nothing leaves a final state, and only a decision leads to a policy. This is the life told in order, which
people's actions are held against; what a carrier says comes in any order (`carrier_course`).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.underwriting.domain.problems import ApplicationState


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


def advance(state: State, action: Action) -> State:
    """The state after `action`; raises ApplicationState where it cannot happen now."""
    following = TRANSITIONS.get((state, action))
    if following is None:
        raise ApplicationState(state=state.value, action=action.value)
    return following
