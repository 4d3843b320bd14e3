"""The fields that several schemas of `underwriting` share."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from shared.money import Money

MOST = Money.of("10000000000.00")


def _within_bounds(amount: Money) -> Money:
    if not Money.zero() <= amount <= MOST:
        raise ValueError(f"an amount is between 0.00 and {MOST}")
    return amount


Amount = Annotated[Money, AfterValidator(_within_bounds)]
"""Yuan, from nothing to ten billion."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31), examples=["2026-03-01"])]
"""A date that people alive now may have to do with."""

Code = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["hospital"])
]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
PersonName = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f<>]+$", examples=["张先生"])
]
IdNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        pattern=r"^[^\x00-\x1f]+$",
        examples=["11010519491231002X"],
        description="Citizen identification number (GB 11643); checked, never given back in full.",
    ),
]


class CodedText(BaseModel):
    """A stable code, and what it says in the reader's language."""

    code: str
    text: str
