"""A policy's life: in force, in grace, suspended, and back; or to one of its ends.

Invariant: cover stops and returns only by the steps listed, and nothing leaves an end.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.servicing.domain.problems import PolicyState


class State(StrEnum):
    """Where a policy is. The cooling-off period is no state but a fact beside it: cover is in force
    meanwhile."""

    IN_FORCE = "in_force"
    GRACE = "grace"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def covers(self) -> bool:
        """Whether a loss of today is covered."""
        return self in {State.IN_FORCE, State.GRACE}

    @property
    def final(self) -> bool:
        """Whether nothing more can happen to it."""
        return not any(state is self for state, _ in TRANSITIONS)


class Action(StrEnum):
    """What can happen to a policy."""

    MISS_PREMIUM = "miss_premium"
    PAY_PREMIUM = "pay_premium"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    LAPSE = "lapse"
    CANCEL = "cancel"
    SURRENDER = "surrender"
    MATURE = "mature"
    END_BY_CLAIM = "end_by_claim"
    END_IN_WAITING = "end_in_waiting"
    RESCIND = "rescind"


class EndReason(StrEnum):
    """Why a policy ended, as `policy-ended` says it."""

    CANCELLED = "cancelled_in_cooling_off"
    SURRENDERED = "surrendered"
    MATURED = "matured"
    CLAIM_PAID = "claim_paid"
    ILL_IN_WAITING = "ill_in_waiting_period"
    RESCINDED = "rescinded"


_LIVE: Final = (State.IN_FORCE, State.GRACE)
_OPEN: Final = (*_LIVE, State.SUSPENDED, State.LAPSED)

TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.IN_FORCE, Action.MISS_PREMIUM): State.GRACE,
        (State.IN_FORCE, Action.PAY_PREMIUM): State.IN_FORCE,
        (State.IN_FORCE, Action.CANCEL): State.CANCELLED,
        (State.GRACE, Action.PAY_PREMIUM): State.IN_FORCE,
        (State.GRACE, Action.SUSPEND): State.SUSPENDED,
        (State.GRACE, Action.CANCEL): State.CANCELLED,
        (State.SUSPENDED, Action.REINSTATE): State.IN_FORCE,
        (State.SUSPENDED, Action.LAPSE): State.LAPSED,
        **{(state, Action.MATURE): State.ENDED for state in _LIVE},
        **{(state, Action.END_IN_WAITING): State.ENDED for state in _LIVE},
        **{(state, Action.SURRENDER): State.ENDED for state in _OPEN},
        **{(state, Action.END_BY_CLAIM): State.ENDED for state in _OPEN},
        **{(state, Action.RESCIND): State.ENDED for state in _OPEN},
    }
)

END_REASONS: Final[Mapping[Action, EndReason]] = MappingProxyType(
    {
        Action.CANCEL: EndReason.CANCELLED,
        Action.SURRENDER: EndReason.SURRENDERED,
        Action.MATURE: EndReason.MATURED,
        Action.END_BY_CLAIM: EndReason.CLAIM_PAID,
        Action.END_IN_WAITING: EndReason.ILL_IN_WAITING,
        Action.RESCIND: EndReason.RESCINDED,
    }
)


def advance(state: State, action: Action) -> State:
    """The state after `action`; raises PolicyState where it cannot happen now."""
    following = TRANSITIONS.get((state, action))
    if following is None:
        raise PolicyState(state=state.value, action=action.value)
    return following
