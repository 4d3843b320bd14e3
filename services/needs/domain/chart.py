"""The gap chart as data: left what is needed, right the cover that exists, in the middle what is missing.

Invariant: in each panel needed + surplus = covered + missing, and the parts on each side add up to its total.
Panels of different risks are never added to each other.
"""

from collections.abc import Sequence
from typing import Self

from pydantic import model_validator

from services.needs.domain.gap import Figure, Gap, Need, Offset, total
from services.needs.domain.household import Amount, Risk
from shared.money import Money


class Panel(Figure):
    """One risk of one member, in yuan; `surplus` is cover beyond the need."""

    risk: Risk
    left: tuple[Need, ...]
    right: tuple[Offset, ...]
    needed: Amount
    covered: Amount
    missing: Amount
    surplus: Amount

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """The panel that shows this gap."""
        return cls(
            risk=gap.risk,
            left=gap.needs,
            right=gap.offsets,
            needed=gap.need,
            covered=gap.offset,
            missing=gap.gap,
            surplus=max(Money.zero(), gap.offset - gap.need),
        )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if total(self.left) != self.needed or total(self.right) != self.covered:
            raise ValueError("the parts of a side add up to its total")
        if self.needed + self.surplus != self.covered + self.missing:
            raise ValueError("what is covered and missing is what is needed")
        return self


class GapChart(Figure):
    """The panels of one member, the risk with the largest gap first; `member` is None for a firm."""

    member: str | None
    panels: tuple[Panel, ...]


def gap_chart(member: str | None, gaps: Sequence[Gap]) -> GapChart:
    """The chart of a member's gaps; a risk with nothing on either side has no panel."""
    shown = sorted(
        (gap for gap in gaps if gap.needs or gap.offsets), key=lambda gap: (-gap.gap.amount, gap.risk)
    )
    return GapChart(member=member, panels=tuple(Panel.of(gap) for gap in shown))
