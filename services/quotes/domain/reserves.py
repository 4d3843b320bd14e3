"""What a long contract is worth on the way: its reserve, and the cash value that follows from it.

Invariant: the reserve of a contract at its beginning is nothing, since its net premium is what its benefits are worth at
the same interest. Amounts are those of one policy; years are policy years from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final, Self

from shared.jurisdictions import Rule

_WIDE: Final = 34
_FEN: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PolicyYear:
    """One year as it is expected: paid at its start to whoever is there, paid at its end, and who leaves during it.

    `at_end` is already weighted by the probabilities of what it is paid for; `leaving` is the probability that the contract
    ends within the year.
    """

    at_start: Decimal
    at_end: Decimal
    leaving: Decimal


@dataclass(frozen=True, slots=True)
class CashValueRule:
    """How a cash value follows from a reserve; see the rule's own words."""

    above_pricing_rate: Decimal
    first: Decimal
    step: Decimal
    years: int

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """What `rule` ("pricing.cash_values") sets."""
        return cls(**rule.values)

    def share(self, after_years: int, payment_years: int) -> Decimal:
        """The part of the reserve that is paid out after that many years, at most all of it."""
        if payment_years == 1:
            return Decimal(1)
        return min(Decimal(1), self.first + self.step * after_years / min(self.years, payment_years))


def reserves(years: Sequence[PolicyYear], *, payment_years: int, interest: Decimal) -> tuple[Decimal, ...]:
    """The reserve at the end of each year, before what is due at the start of the next: benefits to come less premiums."""
    with localcontext(prec=_WIDE):
        discount = 1 / (1 + interest)
        benefits, premiums = [Decimal(0)], [Decimal(0)]
        for number, year in reversed(list(enumerate(years))):
            staying = discount * (1 - year.leaving)
            benefits.append(year.at_start + discount * year.at_end + staying * benefits[-1])
            premiums.append((1 if number < payment_years else 0) + staying * premiums[-1])
        net = benefits[-1] / premiums[-1]
        worth = [benefit - net * premium for benefit, premium in zip(benefits, premiums, strict=True)]
        return tuple(reversed(worth[:-1]))


def cash_values(
    years: Sequence[PolicyYear], *, payment_years: int, pricing_rate: Decimal, rule: CashValueRule
) -> tuple[Decimal, ...]:
    """What the contract is worth to whoever ends it at the end of each year; never below nothing."""
    found = reserves(years, payment_years=payment_years, interest=pricing_rate + rule.above_pricing_rate)
    return tuple(
        max(Decimal(0), rule.share(number, payment_years) * reserve).quantize(_FEN, ROUND_HALF_UP)
        for number, reserve in enumerate(found, start=1)
    )
