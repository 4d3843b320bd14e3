"""The gap update table 保障缺口更新表: two assessments of one household side by side.

Invariant: a change is the later gap less the earlier; what only one of them assessed has no change.
"""

from uuid import UUID

from services.needs.domain.assessment import Assessment
from services.needs.domain.gap import Figure, Gap
from services.needs.domain.household import Amount, Risk
from services.needs.domain.household_changes import FactChange, fact_changes
from services.needs.domain.recorded_household import RecordedHousehold
from shared.contracts import Line
from shared.money import Money


class Side(Figure):
    """One of the two: an assessment that was made (`assessment_id`), or the gap of a day as it was asked for."""

    assessment_id: UUID | None
    household: RecordedHousehold
    figures: Assessment


class Sides(Figure):
    """What is compared."""

    earlier: Side
    later: Side

    def rows(self) -> "tuple[GapChange, ...]":
        """Every risk of both."""
        return gap_update(self.earlier.figures, self.later.figures)

    def facts(self) -> tuple[FactChange, ...]:
        """What changed in the household between them, and in its cover."""
        return fact_changes(self.earlier.household, self.later.household)


class GapThen(Figure):
    """One gap at one of the two days, in yuan."""

    need: Amount
    cover: Amount
    gap: Amount


class GapChange(Figure):
    """One risk of one member in both assessments; `change` is below zero where the gap has become smaller.

    `line` is the insurance that closes what is missing now; None where nothing is.
    """

    member: str | None
    risk: Risk
    earlier: GapThen | None
    later: GapThen | None
    change: Money | None
    line: Line | None


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
        line=None if after is None or not after.gap else after.line,
    )


def _then(gap: Gap | None) -> GapThen | None:
    return None if gap is None else GapThen(need=gap.need, cover=gap.offset, gap=gap.gap)
