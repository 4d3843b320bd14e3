"""A claim's life, from the report to its close, with the two ways out of it: a dispute and a withdrawal.

Invariant: a claim is paid only after a decision to pay that the claimant agreed to, and nothing leaves a
final state.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.claims.domain.problems import ClaimState
from shared.jurisdictions import Jurisdiction


class State(StrEnum):
    """Where a claim is."""

    REPORTED = "reported"
    COLLECTING = "collecting"
    SUBMITTED = "submitted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    INVESTIGATING = "investigating"
    DECIDED_PAY = "decided_pay"
    DECIDED_PARTIAL = "decided_partial"
    DECIDED_REFUSE = "decided_refuse"
    AGREED = "agreed"
    PAID = "paid"
    CLOSED = "closed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"

    @property
    def final(self) -> bool:
        """Whether nothing more can happen to it."""
        return not FOLLOWING[self]


_DECIDED: Final = frozenset({State.DECIDED_PAY, State.DECIDED_PARTIAL, State.DECIDED_REFUSE})

FOLLOWING: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.REPORTED: frozenset({State.COLLECTING, State.WITHDRAWN}),
        State.COLLECTING: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.SUBMITTED: frozenset(
            {State.SUPPLEMENT_REQUESTED, State.INVESTIGATING, State.DISPUTED, State.WITHDRAWN}
        ),
        State.SUPPLEMENT_REQUESTED: frozenset({State.SUBMITTED, State.DISPUTED, State.WITHDRAWN}),
        State.INVESTIGATING: _DECIDED | {State.DISPUTED, State.WITHDRAWN},
        State.DECIDED_PAY: frozenset({State.AGREED, State.DISPUTED}),
        State.DECIDED_PARTIAL: frozenset({State.AGREED, State.DISPUTED}),
        State.DECIDED_REFUSE: frozenset({State.CLOSED, State.DISPUTED}),
        State.AGREED: frozenset({State.PAID, State.DISPUTED}),
        State.PAID: frozenset({State.CLOSED}),
        State.DISPUTED: _DECIDED | {State.AGREED, State.CLOSED, State.WITHDRAWN},
        State.CLOSED: frozenset(),
        State.WITHDRAWN: frozenset(),
    }
)

# What an insurer may pass through without saying so: it reports a decision, or a payment.
_SILENT: Final = (State.INVESTIGATING, State.AGREED)


class ProgressStep(BaseModel):
    """One step as a client is told it."""

    model_config = ConfigDict(frozen=True)

    code: str
    text: dict[str, str]
    status: Literal["done", "current", "ahead"]


def advance(state: State, following: State) -> State:
    """`following`, if a claim that is `state` can become it; raises ClaimState otherwise."""
    if following not in FOLLOWING[state]:
        raise ClaimState(state=state.value, following=following.value)
    return following


def steps_to(state: State, reported: State) -> tuple[State, ...]:
    """The states a claim goes through when the insurer reports one: at most one that it passed in silence.

    Raises ClaimState where there is no such way.
    """
    if reported in FOLLOWING[state]:
        return (reported,)
    for silent in _SILENT:
        if silent in FOLLOWING[state] and reported in FOLLOWING[silent]:
            return silent, reported
    raise ClaimState(state=state.value, following=reported.value)


def progress(rules: Jurisdiction, state: State, *, incident_on: date) -> tuple[ProgressStep, ...]:
    """The steps of a claim for its client, up to where it is and beyond."""
    steps = rules.rule("claim.progress", on=incident_on)["steps"]
    here = next(place for place, step in enumerate(steps) if state.value in step["states"])
    return tuple(
        ProgressStep(
            code=step["code"],
            text=dict(step["text"]),
            status="done" if place < here else "current" if place == here else "ahead",
        )
        for place, step in enumerate(steps)
    )
