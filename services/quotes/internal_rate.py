"""The internal rate of return of yearly payments, for the illustrations of the domain.

Invariant: an answer is the one rate at which the payments are worth nothing, to six decimal places. pyxirr finds it fast;
where its iteration gives up (far below zero, when little of what was paid in comes back), halving an interval finds it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import isfinite, sqrt
from typing import Final

import pyxirr

_SIX_PLACES: Final = Decimal("0.000001")
_LOWEST, _HIGHEST = 1e-9, 1e9
_HALVINGS: Final = 200


def internal_rate(payments: Sequence[Decimal]) -> Decimal | None:
    """The yearly rate of payments a year apart, the first now; None where their direction does not change exactly once."""
    amounts = [float(payment) for payment in payments if payment]
    if sum(one * next_one < 0 for one, next_one in pairwise(amounts)) != 1:
        return None
    by_year = [float(payment) for payment in payments]
    found = pyxirr.irr(by_year, silent=True)
    if found is None or not isfinite(found):
        found = _halved(by_year, rising=amounts[-1] > 0)
    return Decimal(found).quantize(_SIX_PLACES, ROUND_HALF_UP)


def _halved(by_year: Sequence[float], *, rising: bool) -> float:
    """The rate by halving, on a logarithmic scale, the interval of yearly growth in which the worth changes sign."""
    low, high = _LOWEST, _HIGHEST
    for _ in range(_HALVINGS):
        middle = sqrt(low * high)
        worth = 0.0
        for payment in reversed(by_year):
            worth = worth / middle + payment
        if (worth > 0) == rising:
            low = middle
        else:
            high = middle
    return low - 1
