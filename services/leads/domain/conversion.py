"""What became of the leads that a channel, a source or a campaign brought.

Invariant: leads are counted where they first came from, and the totals are the sums of the rows.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from shared.money import Money

GroupBy = Literal["channel", "source", "campaign"]
_PLACES = Decimal("0.0001")


class Counted(BaseModel):
    """How many came, how far they got, and what was issued to them; premiums are a year's, in yuan.

    Qualified are all who got at least so far; a rate is a share of those captured, null where there were none.
    """

    model_config = ConfigDict(frozen=True)

    captured: int
    qualified: int
    won: int
    policies: int
    annual_premium: Money
    qualified_rate: Decimal | None
    won_rate: Decimal | None

    @classmethod
    def of(cls, *, captured: int, qualified: int, won: int, policies: int, annual_premium: Money) -> Self:
        """The counts with their rates, to four places."""
        return cls(
            captured=captured,
            qualified=qualified,
            won=won,
            policies=policies,
            annual_premium=annual_premium,
            qualified_rate=_share(qualified, captured),
            won_rate=_share(won, captured),
        )

    @classmethod
    def all_of(cls, rows: Iterable["Counted"]) -> Self:
        """The sum of `rows`."""
        rows = list(rows)
        return cls.of(
            captured=sum(row.captured for row in rows),
            qualified=sum(row.qualified for row in rows),
            won=sum(row.won for row in rows),
            policies=sum(row.policies for row in rows),
            annual_premium=sum((row.annual_premium for row in rows), Money.zero()),
        )


def counted(leads: Mapping[str, int], policies: Mapping[str, Decimal | int] | None) -> Counted:
    """The counts of one group: its leads (`captured`, `qualified`, `won`), and its `policies` with their `premium`."""
    return Counted.of(
        captured=leads["captured"],
        qualified=leads["qualified"],
        won=leads["won"],
        policies=0 if policies is None else int(policies["policies"]),
        annual_premium=Money.zero() if policies is None else Money(Decimal(policies["premium"])),
    )


def _share(part: int, whole: int) -> Decimal | None:
    return None if not whole else (Decimal(part) / whole).quantize(_PLACES, ROUND_HALF_UP)
