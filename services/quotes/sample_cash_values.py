"""The cash values of the long sample products, by the rule "pricing.cash_values"."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from services.quotes.domain.cash_values import CashValueKey
from services.quotes.domain.pricing import ByAge, PricingBasis
from services.quotes.domain.rate_table import RateKey
from services.quotes.domain.reserves import CashValueRule, PolicyYear, cash_values
from services.quotes.domain.savings_pricing import SavingsBasis
from services.quotes.sample_rates import Combination, Derivation, Rates
from shared.contracts import Sex

_SUM: Final = Decimal(10_000)
_PER_PREMIUM: Final = 1_000

Years = Callable[[Derivation, RateKey, Decimal], list[PolicyYear]]


def values_of(of: Derivation, rates: Rates) -> dict[CashValueKey, Decimal]:
    """What a policy of each rate is worth at the end of each of its years."""
    rule = CashValueRule.of(of.rule("pricing.cash_values"))
    years = YEARS[of.product.code]
    return {
        CashValueKey(*key, year): value
        for key, rate in rates.items()
        for year, value in enumerate(
            cash_values(
                years(of, key, rate),
                payment_years=key.payment_years,
                pricing_rate=of.product.pricing_rate or Decimal(0),
                rule=rule,
            ),
            start=1,
        )
    }


def _term_life(of: Derivation, key: RateKey, rate: Decimal) -> list[PolicyYear]:
    share = PricingBasis.of(of.rule("pricing.sample_basis")).mortality_share
    mortality = of.tables.mortality(Sex(key.sex))
    dying = [share * mortality[key.age + year] for year in range(_at(key).years)]
    return [PolicyYear(at_start=Decimal(0), at_end=_SUM * each, leaving=each) for each in dying]


def _critical_illness(of: Derivation, key: RateKey, rate: Decimal) -> list[PolicyYear]:
    share = PricingBasis.of(of.rule("pricing.sample_basis")).mortality_share
    tables, found = of.tables, []
    for year in range(_at(key).years):
        age = key.age + year
        ill = tables.incidence[age]
        dying = share * tables.male_mortality[age] * (1 - tables.share_of_deaths[age])
        refund = rate * min(year + 1, key.payment_years)
        found.append(PolicyYear(at_start=Decimal(0), at_end=_SUM * ill + refund * dying, leaving=ill + dying))
    return found


def _increasing_whole_life(of: Derivation, key: RateKey, rate: Decimal) -> list[PolicyYear]:
    share = SavingsBasis.of(of.rule("pricing.sample_savings_basis")).whole_life_mortality_share
    policy, premium = of.whole_life(Sex(key.sex), _at(key)), _SUM * _PER_PREMIUM / rate
    return [
        PolicyYear(
            at_start=Decimal(0),
            at_end=policy.dying(year, share) * max(_SUM * policy.sum_in(year), premium * policy.least(year)),
            leaving=policy.dying(year, share),
        )
        for year in policy.years()
    ]


def _annuity(of: Derivation, key: RateKey, rate: Decimal) -> list[PolicyYear]:
    payouts, premium = of.payouts(), _SUM * _PER_PREMIUM / rate
    found = []
    for age, dying in _lives(of.tables.annuitants(Sex(key.sex)), key, payouts.until_age):
        refund = premium * min(age - key.age + 1, key.payment_years) if age < payouts.from_age else 0
        found.append(
            PolicyYear(
                at_start=_SUM if payouts.due(age) else Decimal(0), at_end=dying * refund, leaving=dying
            )
        )
    return found


def _lives(mortality: ByAge, key: RateKey, until_age: int | None) -> Iterator[tuple[int, Decimal]]:
    """Each age that the policy is in force at, with the probability of death there."""
    last = max(mortality) if until_age is None else until_age
    return ((age, mortality[age]) for age in range(key.age, last + 1))


def _at(key: RateKey) -> Combination:
    return Combination(key.coverage_term, key.payment_years, key.age)


YEARS: Final[Mapping[str, Years]] = {
    "sample-critical-illness": _critical_illness,
    "sample-term-life": _term_life,
    "sample-increasing-whole-life": _increasing_whole_life,
    "sample-annuity": _annuity,
    "sample-b-critical-illness-multi": _critical_illness,
    "sample-b-term-life": _term_life,
    "sample-b-education-annuity": _annuity,
}
"""How the years of a policy are expected to go, by product code."""
