"""Where an application stands by what its carrier has said, in whatever order it was heard.

Reports come twice, late and before their time. So no report moves an application from state to state: each leaves
its fact, and the state follows from all facts together.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from services.underwriting.domain.application import State
from services.underwriting.domain.outcomes import Outcome
from services.underwriting.domain.problems import NotADecision

REFUSING: Final = frozenset({Outcome.POSTPONE, Outcome.DECLINE})
INSURING: Final = frozenset({Outcome.STANDARD, Outcome.EXCLUSION, Outcome.RATED})


class Facts(BaseModel):
    """What is known of an application. `materials_open` counts what the carrier asked for and has not got."""

    model_config = ConfigDict(frozen=True)

    submitted: bool
    withdrawn: bool = False
    materials_open: int = 0
    outcome: Outcome | None = None
    issued: bool = False


class Decision(NamedTuple):
    """What a carrier decided, and when: of two, the later counts, of two of one instant the greater."""

    decided_at: datetime
    severity: int
    rating_percent: int
    exclusions: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """How the line is underwritten."""
        return tuple(Outcome)[self.severity]


def state_of(facts: Facts) -> State:
    """The state that follows from `facts`. A policy in force outranks a withdrawal that came too late."""
    outcome = facts.outcome
    states: list[tuple[bool, State]] = [
        (facts.issued, State.ISSUED),
        (facts.withdrawn, State.WITHDRAWN),
        (outcome in REFUSING, State.CLOSED),
        (outcome is not None, State.DECIDED),
        (facts.materials_open > 0, State.MATERIAL_REQUESTED),
        (facts.submitted, State.SUBMITTED),
    ]
    return next((state for holds, state in states if holds), State.DRAFT)


def read_decision(
    outcome: str | None, *, rating_percent: int | None, exclusions: Sequence[str], decided_at: datetime
) -> Decision:
    """The decision a carrier reported; raises NotADecision for an outcome that is none."""
    if outcome not in INSURING | REFUSING or (rating_percent or 0) < 0:
        raise NotADecision(outcome=outcome or "–")
    return Decision(
        decided_at, Outcome(outcome).severity, rating_percent or 0, tuple(sorted(set(exclusions)))
    )


def can_issue(outcome: Outcome | None) -> bool:
    """Whether a policy may follow: only from a decision that insures."""
    return outcome in INSURING
