"""How the sample rates follow from mortality and incidence tables.

Invariant: table values are used as printed, everything is computed in wide decimal arithmetic and rounded once, to the fen
per 10,000 of sum insured. v = 1/(1+i); premiums at the start of a year while the insured lives (and, for critical illness,
is well), benefits at its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final, Self

from shared.jurisdictions import Rule

_WIDE: Final = 50
_PER: Final = 10_000
_FEN: Final = Decimal("0.01")

ByAge = Mapping[int, Decimal]
"""Yearly probabilities by whole age."""


class NoSuchRate(ValueError):
    """The tables end before the cover does, or the premium is paid for longer than the cover lasts."""


@dataclass(frozen=True, slots=True)
class PricingBasis:
    """What the premium assumes: yearly interest, the share of table mortality, and the part of premiums for benefits."""

    interest: Decimal
    mortality_share: Decimal
    term_life_benefit_share: Decimal
    critical_illness_benefit_share: Decimal

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """The basis that `rule` ("pricing.sample_basis") sets."""
        return cls(**rule.values)


def term_life_rate(
    mortality: ByAge, basis: PricingBasis, *, age: int, years: int, payment_years: int
) -> Decimal:
    """The yearly rate per 10,000 of a death benefit within `years`, paid over `payment_years`.

    P = sum of v^(k+1) p_k q' / (benefit share x annuity), q' the share of the table's mortality. Raises NoSuchRate.
    """
    _refuse_impossible(mortality, age=age, years=years, payment_years=payment_years)
    with localcontext(prec=_WIDE):
        discount = 1 / (1 + basis.interest)
        alive, annuity, benefits = Decimal(1), Decimal(0), Decimal(0)
        for year in range(years):
            if year < payment_years:
                annuity += discount**year * alive
            dying = basis.mortality_share * mortality[age + year]
            benefits += discount ** (year + 1) * alive * dying
            alive *= 1 - dying
        return _per_10_000(benefits / (basis.term_life_benefit_share * annuity))


def critical_illness_rate(
    mortality: ByAge,
    incidence: ByAge,
    share_of_deaths: ByAge,
    basis: PricingBasis,
    *,
    age: int,
    until_age: int,
    payment_years: int,
) -> Decimal:
    """The yearly rate per 10,000 of one severe-disease benefit until `until_age`; premiums are refunded on other deaths.

    P = A / (benefit share x annuity - R): A values the benefit, R the refund of min(k+1, payment years) premiums on deaths
    that no critical illness caused. Raises NoSuchRate.
    """
    years = until_age - age
    for table in (mortality, incidence, share_of_deaths):
        _refuse_impossible(table, age=age, years=years, payment_years=payment_years)
    with localcontext(prec=_WIDE):
        discount = 1 / (1 + basis.interest)
        well, annuity = Decimal(1), Decimal(0)
        benefits, refunds = Decimal(0), Decimal(0)
        for year in range(years):
            if year < payment_years:
                annuity += discount**year * well
            falling_ill = incidence[age + year]
            dying = basis.mortality_share * mortality[age + year] * (1 - share_of_deaths[age + year])
            at_end = discount ** (year + 1) * well
            benefits += at_end * falling_ill
            refunds += at_end * dying * min(year + 1, payment_years)
            well *= 1 - falling_ill - dying
        return _per_10_000(benefits / (basis.critical_illness_benefit_share * annuity - refunds))


def _refuse_impossible(table: ByAge, *, age: int, years: int, payment_years: int) -> None:
    if not 1 <= payment_years <= years:
        raise NoSuchRate(f"{years} years of cover are not paid for over {payment_years}")
    if any(age + year not in table for year in range(years)):
        raise NoSuchRate(f"a table ends before {years} years from age {age}")


def _per_10_000(premium: Decimal) -> Decimal:
    return (premium * _PER).quantize(_FEN, ROUND_HALF_UP)
