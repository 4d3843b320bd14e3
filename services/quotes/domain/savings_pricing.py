"""How the sample savings products follow from mortality tables: what a premium of 1,000 a year buys.

Invariant: table values are used as printed, everything is computed in wide decimal arithmetic and rounded once, down to the
fen, since what is rounded is what the insurer owes. v = 1/(1+i); premiums and annuities at the start of a year, deaths at
its end; nobody outlives the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from typing import Final, Self

from services.quotes.domain.pricing import ByAge, NoSuchRate
from services.quotes.domain.product import DeathMultiple
from shared.jurisdictions import Rule

_WIDE: Final = 50
_PER_PREMIUM: Final = 1_000
_FEN: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SavingsBasis:
    """What the premium assumes: yearly interest, shares of table mortality, parts of premiums for benefits, growth."""

    interest: Decimal
    whole_life_mortality_share: Decimal
    whole_life_benefit_share: Decimal
    whole_life_growth: Decimal
    annuity_benefit_share: Decimal

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """The basis that `rule` ("pricing.sample_savings_basis") sets."""
        return cls(**rule.values)


@dataclass(frozen=True, slots=True)
class WholeLife:
    """An increasing whole life at one age: the sum grows by `growth` a year, a death pays it or a multiple of premiums."""

    mortality: ByAge
    multiples: Sequence[DeathMultiple]
    growth: Decimal
    age: int
    payment_years: int

    def years(self) -> range:
        """Policy years, from 0, to the end of the table."""
        return range(max(self.mortality) - self.age + 1)

    def dying(self, year: int, share: Decimal) -> Decimal:
        """The probability of death in the year; the last age of the table is the last of life."""
        age = self.age + year
        return Decimal(1) if age == max(self.mortality) else share * self.mortality[age]

    def least(self, year: int) -> Decimal:
        """What a death at the end of the year pays at the least for each yuan of yearly premium."""
        reached = [step for step in self.multiples if step.from_age <= self.age + year]
        multiple = max(reached, key=lambda step: step.from_age).multiple if reached else Decimal(1)
        return multiple * min(year + 1, self.payment_years)

    def sum_in(self, year: int) -> Decimal:
        """What one yuan of sum insured has grown to in the year."""
        return (1 + self.growth) ** year


def whole_life_sum(policy: WholeLife, basis: SavingsBasis) -> Decimal:
    """The first year's sum insured that 1,000 of yearly premium buys, in yuan.

    S solves EPV(max(S (1+g)^k, multiple x premiums paid)) = benefit share x annuity: the side is chosen year by year until
    no year changes it. The cash value is not priced as a death benefit. Raises NoSuchRate.
    """
    if policy.age not in policy.mortality or policy.payment_years > len(policy.years()):
        raise NoSuchRate(
            f"age {policy.age} is not in the table, or is too late to pay {policy.payment_years} years"
        )
    with localcontext(prec=_WIDE):
        weights, annuity = _weights(policy, basis)
        owed = basis.whole_life_benefit_share * annuity
        grown = [policy.sum_in(year) for year in policy.years()]
        least = [policy.least(year) for year in policy.years()]
        by_sum = set(policy.years())
        while True:
            others = sum(
                (weights[year] * least[year] for year in policy.years() if year not in by_sum), Decimal(0)
            )
            bought = (owed - others) / sum((weights[year] * grown[year] for year in by_sum), Decimal(0))
            higher = {year for year in by_sum if bought * grown[year] >= least[year]}
            if not higher:
                raise NoSuchRate(f"at age {policy.age} the premium does not carry the least death benefit")
            if higher == by_sum:
                return _per_1000(bought)
            by_sum = higher


@dataclass(frozen=True, slots=True)
class Payouts:
    """A yearly annuity of one yuan from an age to another, both included; None is for life."""

    from_age: int
    until_age: int | None

    def due(self, age: int) -> bool:
        """Whether it is paid on reaching `age`."""
        return self.from_age <= age and (self.until_age is None or age <= self.until_age)


def annuity_sum(
    mortality: ByAge,
    *,
    age: int,
    payouts: Payouts,
    payment_years: int,
    interest: Decimal,
    benefit_share: Decimal,
    refunds_premiums: bool,
) -> Decimal:
    """The yearly annuity that 1,000 of yearly premium buys, in yuan.

    a = (benefit share x annuity of premiums - R) / EPV of one yuan a year; R values the premiums paid, given back on a death
    before the first payout. Raises NoSuchRate.
    """
    if age not in mortality or age + payment_years > payouts.from_age:
        raise NoSuchRate(
            f"paid over {payment_years} years from age {age}, it would not be paid before payouts begin"
        )
    with localcontext(prec=_WIDE):
        discount = 1 / (1 + interest)
        alive, premiums, refunds, benefits = Decimal(1), Decimal(0), Decimal(0), Decimal(0)
        for year, reached in enumerate(range(age, max(mortality) + 1)):
            now = discount**year * alive
            if year < payment_years:
                premiums += now
            if payouts.due(reached):
                benefits += now
            if refunds_premiums and reached < payouts.from_age:
                refunds += now * discount * mortality[reached] * min(year + 1, payment_years)
            alive *= 1 - mortality[reached]
        return _per_1000((benefit_share * premiums - refunds) / benefits)


def _weights(policy: WholeLife, basis: SavingsBasis) -> tuple[list[Decimal], Decimal]:
    """What one yuan on death in each year is worth at the beginning, and one yuan of premium a year."""
    discount = 1 / (1 + basis.interest)
    alive, annuity = Decimal(1), Decimal(0)
    weights = []
    for year in policy.years():
        if year < policy.payment_years:
            annuity += discount**year * alive
        dying = policy.dying(year, basis.whole_life_mortality_share)
        weights.append(discount ** (year + 1) * alive * dying)
        alive *= 1 - dying
    return weights, annuity


def _per_1000(amount: Decimal) -> Decimal:
    return (amount * _PER_PREMIUM).quantize(_FEN, ROUND_DOWN)


def banded(bands: Iterable[tuple[int, Decimal]], ages: range) -> dict[int, Decimal]:
    """The rate at each age of rates that hold from an age on; raises ValueError for an age before the first."""
    steps = sorted(bands)
    return {age: max(step for step in steps if step[0] <= age)[1] for age in ages}
