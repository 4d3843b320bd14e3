"""What a savings cover is worth from year to year, and the rate that ending it then would come to.

Invariant: the rate of a year is that of the premiums paid until then against the cash value at its end, nothing else; it is
given only for products that pay nothing to the living before, so that there is nothing else.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from services.quotes.domain.irr import InternalRate
from services.quotes.domain.offer import OfferedCover
from services.quotes.domain.product import Facts, Product
from shared.contracts import Line
from shared.money import Money

_PAID_TO_THE_LIVING: Final = frozenset({"annuity", "survival", "maturity"})


class YearWorth(Facts):
    """The end of one year, counted from 1: the premiums paid by then, the cash value, the yearly rate (None: no rate)."""

    year: Annotated[int, Field(ge=1)]
    paid: Money
    cash_value: Money
    irr: Decimal | None


def grows_until_it_is_ended(product: Product) -> bool:
    """Whether it saves, and what is saved comes back only at its end."""
    return product.line == Line.INCREASING_WHOLE_LIFE and not any(
        benefit.kind in _PAID_TO_THE_LIVING for benefit in product.benefits
    )


def savings_years(
    cover: OfferedCover, cash_values: Sequence[Money], internal_rate: InternalRate
) -> tuple[YearWorth, ...]:
    """Each year of `cash_values`: premiums at the start of the years in which they are paid, the value at the end."""
    return tuple(
        YearWorth(
            year=year,
            paid=cover.annual_premium * min(year, cover.payment_years),
            cash_value=value,
            irr=internal_rate(_payments(cover, year, value)),
        )
        for year, value in enumerate(cash_values, start=1)
    )


def _payments(cover: OfferedCover, year: int, value: Money) -> list[Decimal]:
    premium = cover.annual_premium.amount
    return [*(-premium if past < cover.payment_years else Decimal(0) for past in range(year)), value.amount]
