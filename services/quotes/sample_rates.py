"""The rates of each sample product: which formula, on which tables and which basis."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product as combinations
from typing import Any, Final

from services.quotes.domain.pricing import NoSuchRate, PricingBasis, critical_illness_rate, term_life_rate
from services.quotes.domain.product import CoverageTerm, Product, years_of_cover
from services.quotes.domain.rate_table import ANY_AGE, RateKey
from services.quotes.domain.savings_pricing import (
    Payouts,
    SavingsBasis,
    WholeLife,
    annuity_sum,
    banded,
    whole_life_sum,
)
from services.quotes.sample_tables import Tables
from shared.contracts import Sex
from shared.jurisdictions import Jurisdiction, Rule

_FEN: Final = Decimal("0.01")
_UNISEX: Final = "unisex"


@dataclass(frozen=True, slots=True)
class Combination:
    """What one rate is for, but for the sex."""

    term: CoverageTerm
    payment_years: int
    age: int

    def key(self, sex: str) -> RateKey:
        """Where the rate stands."""
        return RateKey(self.term, sex, self.payment_years, self.age)

    @property
    def years(self) -> int:
        """How long it covers; 0 for a term that has no fixed length."""
        return years_of_cover(self.term, self.age) or 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """A product with everything that its rates are made of."""

    product: Product
    tables: Tables
    rules: Jurisdiction

    def rule(self, rule_id: str) -> Rule:
        """The rule of the day on which the product is first sold."""
        return self.rules.rule(rule_id, on=self.product.sale_from)

    def whole_life(self, sex: Sex, at: Combination) -> WholeLife:
        """The product as an increasing whole life."""
        return WholeLife(
            mortality=self.tables.mortality(sex),
            multiples=self.product.death_multiples,
            growth=SavingsBasis.of(self.rule("pricing.sample_savings_basis")).whole_life_growth,
            age=at.age,
            payment_years=at.payment_years,
        )

    def payouts(self) -> Payouts:
        """From which age to which the product pays its annuity."""
        (annuity,) = [benefit for benefit in self.product.benefits if benefit.kind == "annuity"]
        return Payouts(from_age=annuity.from_age or 0, until_age=annuity.until_age)


Rates = dict[RateKey, Decimal]
Formula = Callable[[Derivation, Combination], Rates]


def _term_life(basis: str) -> Formula:
    def rates(of: Derivation, at: Combination) -> Rates:
        assumed = PricingBasis.of(of.rule(basis))
        return {
            at.key(sex): term_life_rate(
                of.tables.mortality(sex), assumed, age=at.age, years=at.years, payment_years=at.payment_years
            )
            for sex in Sex
        }

    return rates


def _critical_illness(of: Derivation, at: Combination) -> Rates:
    return {at.key(_UNISEX): _single_pay(of, at, "pricing.sample_basis")}


def _multi_pay(of: Derivation, at: Combination) -> Rates:
    loading = of.rule("pricing.sample_illustrative")["multi_pay_loading"]
    rate = _single_pay(of, at, "pricing.second_sample_basis") * loading
    return {at.key(_UNISEX): rate.quantize(_FEN, ROUND_HALF_UP)}


def _single_pay(of: Derivation, at: Combination, basis: str) -> Decimal:
    return critical_illness_rate(
        of.tables.male_mortality,
        of.tables.incidence,
        of.tables.share_of_deaths,
        PricingBasis.of(of.rule(basis)),
        age=at.age,
        until_age=at.age + at.years,
        payment_years=at.payment_years,
    )


def _increasing_whole_life(of: Derivation, at: Combination) -> Rates:
    basis = SavingsBasis.of(of.rule("pricing.sample_savings_basis"))
    return {at.key(sex): whole_life_sum(of.whole_life(sex, at), basis) for sex in Sex}


def _annuity(of: Derivation, at: Combination) -> Rates:
    basis = SavingsBasis.of(of.rule("pricing.sample_savings_basis"))
    return {
        at.key(sex): annuity_sum(
            of.tables.annuitants(sex),
            age=at.age,
            payouts=of.payouts(),
            payment_years=at.payment_years,
            interest=basis.interest,
            benefit_share=basis.annuity_benefit_share,
            refunds_premiums=True,
        )
        for sex in Sex
    }


def _illustrative(of: Derivation, at: Combination) -> Rates:
    bands = _bands(of)
    if at.age == ANY_AGE:
        (band,) = bands
        return {at.key(_UNISEX): band["rate"]}
    steps = [(band["from_age"], band["rate"]) for band in bands]
    return {at.key(_UNISEX): banded(steps, range(at.age, at.age + 1))[at.age]}


def _bands(of: Derivation) -> Sequence[Mapping[str, Any]]:
    bands: Sequence[Mapping[str, Any]] = of.rule("pricing.sample_illustrative")["bands"].get(
        of.product.code, ()
    )
    return bands


def _holds_at_any_age(of: Derivation) -> bool:
    bands = _bands(of)
    return bool(bands) and "from_age" not in bands[0]


FORMULAS: Final[Mapping[str, Formula]] = {
    "sample-critical-illness": _critical_illness,
    "sample-term-life": _term_life("pricing.sample_basis"),
    "sample-accident": _illustrative,
    "sample-medical-million": _illustrative,
    "sample-increasing-whole-life": _increasing_whole_life,
    "sample-annuity": _annuity,
    "sample-group-accident": _illustrative,
    "sample-group-medical": _illustrative,
    "sample-employer-liability": _illustrative,
    "sample-property": _illustrative,
    "sample-b-critical-illness-multi": _multi_pay,
    "sample-b-term-life": _term_life("pricing.second_sample_basis"),
    "sample-b-medical-million": _illustrative,
    "sample-b-education-annuity": _annuity,
}
"""By product code; what has no rate table (an account) is not here."""


def rates_of(of: Derivation) -> Rates:
    """Every rate of the product; a combination that has none is left out."""
    product, rates = of.product, Rates()
    ages = [ANY_AGE] if _holds_at_any_age(of) else ages_of(product)
    for term, payment_years, age in combinations(product.coverage_terms, product.payment_terms, ages):
        with suppress(NoSuchRate):
            rates |= FORMULAS[product.code](of, Combination(term, payment_years, age))
    return rates


def ages_of(product: Product) -> range:
    """The ages at which the product is sold; none for one that insures no life."""
    ages = product.issue_age
    return range(0) if ages is None else range(ages.minimum, ages.maximum + 1)
