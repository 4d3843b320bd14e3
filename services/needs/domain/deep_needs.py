"""What lies behind a want 表层需求 → 深层需求: who asks for one cover often needs others beside it, each for a reason.

Invariant: the needs of a want are those that the rule lists, in its order; whether one is covered is read from the figures
of an assessment and never guessed.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from services.needs.domain import caveats
from services.needs.domain.gap import Figure, Gap
from services.needs.domain.household import SUGGESTED_LINE, Amount, Risk
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Rule

Standing = Literal["open", "partly_covered", "covered", "nothing_needed", "not_assessed"]
"""How far existing cover meets a need; `not_assessed` where no figures were given, or none for this risk."""

ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]

RULE: Final = "deep_needs"


class NeedBehind(Figure):
    """One need behind a want: the line that meets it, why it belongs to the want, and how it stands, in yuan."""

    risk: Risk
    line: Line
    reason: ReasonCode
    standing: Standing
    need: Amount | None
    covered: Amount | None
    gap: Amount | None


class DeepNeeds(Figure):
    """Everything that belongs to a want, the want itself first; `left` counts the needs that are open, wholly or in part."""

    want: Risk
    needs: tuple[NeedBehind, ...]
    left: int


def deep_needs(want: Risk, gaps: Sequence[Gap], rule: Rule) -> Answer[DeepNeeds]:
    """The needs behind the want, beside the `gaps` of whoever has it (one a risk; none: the mapping alone)."""
    by_risk = {gap.risk: gap for gap in gaps}
    listed = next((entry["needs"] for entry in rule["wants"] if entry["want"] == want), ())
    needs = tuple(_behind(entry["risk"], entry["reason"], by_risk.get(entry["risk"])) for entry in listed)
    result = DeepNeeds(
        want=want, needs=needs, left=sum(need.standing in ("open", "partly_covered") for need in needs)
    )
    because = Because.of(rule, want=want, assessed=sorted(by_risk))
    return Answer(result=result, because=[because], caveats=[caveats.ADVISERS_CONVENTION])


def _behind(risk: Risk, reason: str, gap: Gap | None) -> NeedBehind:
    return NeedBehind(
        risk=risk,
        line=SUGGESTED_LINE[risk],
        reason=reason,
        standing=_standing(gap),
        need=None if gap is None else gap.need,
        covered=None if gap is None else gap.offset,
        gap=None if gap is None else gap.gap,
    )


def _standing(gap: Gap | None) -> Standing:
    if gap is None:
        return "not_assessed"
    if not gap.need:
        return "nothing_needed"
    if not gap.gap:
        return "covered"
    return "partly_covered" if gap.offset else "open"
