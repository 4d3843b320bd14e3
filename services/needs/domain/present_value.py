"""What growing payments are worth today, for the methods that look years ahead.

Invariant: nothing here rounds; whoever makes an amount of it rounds once.
"""

from decimal import Decimal


def growth_over_discount(growth: Decimal, discount: Decimal) -> Decimal:
    """By what factor a payment one year later counts, (1 + g) / (1 + r)."""
    return (1 + growth) / (1 + discount)


def annuity_due(years: int, factor: Decimal, *, deferred: int = 0) -> Decimal:
    """What 1 at the start of each of `years` years is worth, the first `deferred` years from now."""
    value, power = Decimal(0), factor**deferred
    for _ in range(years):
        value += power
        power *= factor
    return value
