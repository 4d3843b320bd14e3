"""When underwriting says something worse than standard, another way is advised: never by itself, always with its reason."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.product import Facts
from shared.contracts import Line

STANDARD: Final = "STANDARD"
ADVISED: Final = ("EXCLUSION", "RATED", "MANUAL", "POSTPONE", "DECLINE")
"""The outcomes worse than standard, each with a text of advice."""


class Alternative(Facts):
    """A line that will not be had as offered: what underwriting says, by which event, and that another way is needed."""

    line: Line
    outcome: str
    told_by: str
    needs_alternative: bool = True

    @property
    def advice(self) -> str:
        """The code of what is advised; an outcome that nobody foresaw is left to a person."""
        return self.outcome if self.outcome in ADVISED else "MANUAL"


def alternatives(
    tiers: Sequence[OfferedTier], outcomes: Mapping[Line, tuple[str, str]]
) -> tuple[Alternative, ...]:
    """The lines of the tiers, in their order, whose outcome is worse than standard."""
    lines = dict.fromkeys(cover.line for tier in tiers for cover in tier.covers)
    return tuple(
        Alternative(line=line, outcome=outcomes[line][0], told_by=outcomes[line][1])
        for line in lines
        if line in outcomes and outcomes[line][0] != STANDARD
    )
