"""The gap update table 保障缺口更新表: two assessments of one household side by side.

Invariant: a change is the later gap less the earlier; what only one of them assessed has no change.
"""

from services.needs.domain.assessment import Assessment
from services.needs.domain.gap import Figure, Gap
from services.needs.domain.household import Amount, Risk
from shared.money import Money


class GapThen(Figure):
    """One gap at one of the two days, in yuan."""

    need: Amount
    cover: Amount
    gap: Amount


class GapChange(Figure):
    """One risk of one member in both assessments; `change` is below zero where the gap has become smaller."""

    member: str | None
    risk: Risk
    earlier: GapThen | None
    later: GapThen | None
    change: Money | None


def gap_update(earlier: Assessment, later: Assessment) -> tuple[GapChange, ...]:
    """Every risk that either of them assessed: in the later one's order, then what it no longer looks at."""
    before, after = _by_risk(earlier), _by_risk(later)
    return tuple(_change(key, before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before]))


def _by_risk(assessment: Assessment) -> dict[tuple[str | None, Risk], Gap]:
    return {(answer.result.member, answer.result.risk): answer.result for answer in assessment.gaps}


def _change(key: tuple[str | None, Risk], before: Gap | None, after: Gap | None) -> GapChange:
    member, risk = key
    return GapChange(
        member=member,
        risk=risk,
        earlier=_then(before),
        later=_then(after),
        change=None if before is None or after is None else after.gap - before.gap,
    )


def _then(gap: Gap | None) -> GapThen | None:
    return None if gap is None else GapThen(need=gap.need, cover=gap.offset, gap=gap.gap)
