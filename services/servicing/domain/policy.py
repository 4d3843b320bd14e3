"""A policy in force, as far as its clocks need to know it."""

from datetime import date
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.calendar import add_years
from shared.money import Money

Frequency = Literal["single", "annual", "half_yearly", "quarterly", "monthly"]
GraceMode = Literal["clause", "law"]

INSTALMENTS_A_YEAR: Final[dict[Frequency, int]] = {
    "annual": 1,
    "half_yearly": 2,
    "quarterly": 4,
    "monthly": 12,
}


class Policy(BaseModel):
    """The facts of an issued policy.

    `ends_on` is the last day of cover, None for whole life; `premium` is one instalment. The `_days` are what
    the contract itself says, None where it says nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str
    issued_at: AwareDatetime
    effective_on: date
    ends_on: date | None
    premium: Money
    frequency: Frequency = "annual"
    payment_years: int = Field(default=1, ge=1, le=100)
    renewal: bool = False
    receipt_signed_at: AwareDatetime | None = None
    reinstated_on: date | None = None
    grace_mode: GraceMode = "clause"
    cooling_off_days: int | None = Field(default=None, ge=0)
    grace_days: int | None = Field(default=None, ge=0)
    waiting_days: int | None = Field(default=None, ge=0)
    waiting_counts_start_day: bool = False

    def longer_than(self, years: int) -> bool:
        """Whether the contract runs for more than `years` years."""
        return longer_than(years, self.effective_on, self.ends_on)


def longer_than(years: int, effective_on: date, ends_on: date | None) -> bool:
    """Whether cover from `effective_on` to `ends_on` (its last day; None: for life) is longer than `years`
    years."""
    return ends_on is None or ends_on > add_years(effective_on, years)
