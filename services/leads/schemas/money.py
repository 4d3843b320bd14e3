"""Amounts that are sent in."""

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from services.leads.domain.channel_problems import AmountOutOfRange
from shared.money import Money

MOST = Money.of("9999999999.99")


def _in_range(amount: Money) -> Money:
    if not Money.zero() <= amount <= MOST:
        raise AmountOutOfRange
    return amount


Yuan = Annotated[
    Money,
    AfterValidator(_in_range),
    Field(examples=["200000.00"]),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$",
            "description": "Yuan, less than ten thousand million.",
        }
    ),
]
"""An amount that is sent in: 0.00 to 9999999999.99 yuan."""
