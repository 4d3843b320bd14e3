"""A premium paid in several parts a year (缴费频率).

Invariant: an instalment is the premium before rounding times the factor, rounded half up once. The factors are the
product's; those of the trade only answer what is asked of no product.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict

from services.quotes.domain.problems import PaymentFrequencyNotOffered
from services.quotes.domain.product import Frequency, Product
from services.quotes.domain.rating import Choice, Price
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money

TIMES_A_YEAR: Final[Mapping[Frequency, int]] = {"annual": 1, "half_yearly": 2, "quarterly": 4, "monthly": 12}
_WIDE: Final = Context(prec=60)


class Instalment(BaseModel):
    """One way of paying: `amount` so many times a year, `a_year` in all; `factor` is of the yearly premium."""

    model_config = ConfigDict(frozen=True)

    frequency: Frequency
    times_a_year: int
    factor: Decimal
    amount: Money
    a_year: Money


def instalment(product: Product, choice: Choice, priced: Price, frequency: Frequency) -> Instalment:
    """What is paid at a time; raises PaymentFrequencyNotOffered."""
    offered = frequencies(product, choice)
    if frequency not in offered:
        raise PaymentFrequencyNotOffered(
            "/payment_frequency", frequency=frequency, offered=", ".join(offered)
        )
    return _part(priced.exact, frequency, offered[frequency])


def instalments(product: Product, choice: Choice, priced: Price) -> tuple[Instalment, ...]:
    """Every way of paying that the product offers, the rarest first."""
    offered = frequencies(product, choice)
    return tuple(_part(priced.exact, name, factor) for name, factor in offered.items())


def frequencies(product: Product, choice: Choice) -> Mapping[Frequency, Decimal]:
    """The factors on offer, the rarest payment first: a premium that is paid once for a long cover has no parts."""
    paid_once = choice.payment_years == 1 and choice.coverage_term != "years_1" and product.heads is None
    factors = product.payment_frequencies
    return {
        name: factors[name]
        for name in TIMES_A_YEAR
        if name in factors and not (paid_once and name != "annual")
    }


def customary_instalments(annual: Money, rule: Rule) -> Answer[tuple[Instalment, ...]]:
    """What a yearly premium comes to in parts, by `rule` ("rating.instalments"), where no product says."""
    parts = tuple(_part(annual.amount, name, rule[name]) for name in TIMES_A_YEAR)
    return Answer(result=parts, because=[Because.of(rule, annual_premium=annual)], caveats=[])


def _part(exact: Decimal, frequency: Frequency, factor: Decimal) -> Instalment:
    times, amount = TIMES_A_YEAR[frequency], Money.rounded(_WIDE.multiply(exact, factor))
    return Instalment(
        frequency=frequency, times_a_year=times, factor=factor, amount=amount, a_year=amount * times
    )
