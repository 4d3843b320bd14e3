"""What a product is priced for in a comparison: as near to the wish as it is sold, and alike for all where that can be.

Invariant: of what a product offers, the wished term comes first, then the wished payment years, then what all products
have in common; what is left is decided alike for every product, by the longest payment and the longest term.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.quotes.domain.named_premium import NamedPremium, bought_sum
from services.quotes.domain.problems import PremiumNotNamed
from services.quotes.domain.product import (
    Amount,
    CoverageTerm,
    Facts,
    Frequency,
    PaymentYears,
    Product,
    years_of_cover,
)
from services.quotes.domain.rating import Choice, Life, Tariff
from shared.money import Money

Terms = frozenset[tuple[CoverageTerm, int]]
"""Coverage terms with the payment years that they are sold with."""
_FOR_LIFE = 1000


class Wish(Facts):
    """What every product is to be priced for, as near as it is sold; what nobody said is taken alike for all.

    The client names the premium of a savings product or an account (`annual_premium`), else the sum.
    """

    sum_insured: Annotated[Amount | None, Field(examples=["500000.00"])] = None
    annual_premium: Annotated[Amount | None, Field(examples=["50000.00"])] = None
    coverage_term: Annotated[CoverageTerm | None, Field(examples=["years_20"])] = None
    payment_years: Annotated[PaymentYears | None, Field(examples=[20])] = None
    payment_frequency: Frequency = "annual"

    @model_validator(mode="after")
    def _names_one_of_them(self) -> Self:
        if self.sum_insured is not None and self.annual_premium is not None:
            raise ValueError("either the sum insured is named or the premium")
        return self


@dataclass(frozen=True, slots=True)
class AsSold:
    """What the product is priced for."""

    choice: Choice

    def is_as_asked(self, wish: Wish) -> bool:
        """Whether that is all that was wished; what nobody wished is as good in any way."""
        return (
            wish.sum_insured in (None, self.choice.sum_insured)
            and wish.coverage_term in (None, self.choice.coverage_term)
            and wish.payment_years in (None, self.choice.payment_years)
        )


def terms_for(tariff: Tariff, life: Life) -> Terms:
    """The terms that the product is sold for at the age and sex of `life`."""
    product = tariff.product
    return frozenset(
        (term, years)
        for term in product.coverage_terms
        for years in product.payment_terms
        if not product.has_a_rate_table
        or tariff.rates.has_rate(coverage_term=term, sex=life.sex, payment_years=years, age=life.age)
    )


def in_common(offers: Iterable[Terms]) -> Terms:
    """The terms that every product has which has any."""
    some = [offered for offered in offers if offered]
    return some[0].intersection(*some[1:]) if some else frozenset()


def completed(wish: Wish, tariffs: Sequence[Tariff]) -> Wish:
    """The wish with a sum, or with a premium where that is what clients name: the least that all of them are sold for.

    Raises PremiumNotNamed for a wish that names the premium of a product whose sum is named.
    """
    products = [tariff.product for tariff in tariffs]
    premiums = [product.premium.minimum for product in products if product.premium is not None]
    if wish.annual_premium is not None and len(premiums) < len(products):
        raise PremiumNotNamed("/wish/annual_premium")
    if wish.sum_insured is not None or wish.annual_premium is not None:
        return wish
    if len(premiums) == len(products):
        return wish.model_copy(update={"annual_premium": max(premiums)})
    return wish.model_copy(update={"sum_insured": max(product.sum_insured.minimum for product in products)})


def as_sold(tariff: Tariff, life: Life, wish: Wish, offered: Terms, common: Terms, *, on: date) -> AsSold:
    """The choice nearest to a completed wish; raises what pricing does."""
    product = tariff.product
    first = (product.coverage_terms[0], product.payment_terms[0])
    term, years = max(
        offered or {first},
        key=lambda pair: (
            pair[0] == wish.coverage_term,
            pair[1] == wish.payment_years,
            pair in common,
            pair[1],
            _length(pair[0], life.age),
        ),
    )
    if wish.annual_premium is not None:
        named = NamedPremium(annual_premium=wish.annual_premium, coverage_term=term, payment_years=years)
        insured = bought_sum(tariff, life, named, on=on).result.sum_insured
    else:
        insured = _nearest(product, wish.sum_insured or product.sum_insured.minimum)
    return AsSold(Choice(sum_insured=insured, coverage_term=term, payment_years=years))


def _length(term: CoverageTerm, age: int) -> int:
    years = years_of_cover(term, age)
    return _FOR_LIFE if years is None else years


def _nearest(product: Product, wished: Money) -> Money:
    """The largest sum not above the wish that the product is sold for, else its smallest."""
    sums = product.sum_insured
    if wished <= sums.minimum:
        return sums.minimum
    capped = min(wished, sums.maximum)
    return sums.minimum + sums.step * ((capped - sums.minimum).amount // sums.step.amount)
