"""What a product costs for a life: the premium, exact to the fen.

Invariant: premium = sum insured / 10,000 x rate x factors, multiplied exactly and rounded half up once. Savings products
file the sum that 1,000 of premium buys instead, and an account takes what the client names (its sum is its premium).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.quotes.domain import caveats
from services.quotes.domain.problems import (
    AgeOutOfRange,
    CoverageTermNotOffered,
    NotOnSale,
    OccupationNotAccepted,
    PaymentTermNotOffered,
    PremiumTooLarge,
    SumNotInSteps,
    SumOutOfRange,
)
from services.quotes.domain.product import (
    Amount,
    Code,
    CoverageTerm,
    Facts,
    OccupationClass,
    PaymentYears,
    Product,
)
from services.quotes.domain.rate_table import RateTable
from shared.because import Answer, Because
from shared.contracts import Line, Sex
from shared.money import AmountTooLarge, Money

_PER: Final = 10_000
_PER_PREMIUM: Final = 1_000
_HUNDRED: Final = Decimal(100)
_ONE_TO_ONE: Final = Decimal(1)
_WIDE: Final = Context(prec=50)


@dataclass(frozen=True, slots=True)
class Tariff:
    """A product with the rates it is sold at; `cash_values` are blocks of CSV by coverage term, as they were filed."""

    product: Product
    rates: RateTable
    cash_values: Mapping[CoverageTerm, str] = field(default_factory=dict)


class Life(Facts):
    """Whoever is insured, as far as a price depends on it; `age` in whole years on the day it starts.

    An age that no product accepts is an age all the same: the price says so, not the fact.
    """

    age: Annotated[int, Field(ge=0, le=150, examples=[30])]
    sex: Sex
    occupation_class: OccupationClass = 1


class Choice(Facts):
    """What is asked for. `rating_percent` is the extra that underwriting puts on the premium."""

    sum_insured: Annotated[Amount, Field(examples=["500000.00"])]
    coverage_term: Annotated[CoverageTerm, Field(examples=["years_20"])]
    payment_years: Annotated[PaymentYears, Field(examples=[20])]
    rating_percent: Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)] = Decimal(0)


class Premium(BaseModel):
    """What it costs a year, in yuan, and by which rate; `rate` is in the rate unit of the product."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: Code
    version: int
    line: Line
    sum_insured: Amount
    coverage_term: CoverageTerm
    payment_years: PaymentYears
    rate: Decimal
    occupation_factor: Decimal
    rating_percent: Decimal
    annual_premium: Money


class Price(NamedTuple):
    """What a life costs a year: `annual` is `exact` rounded to the fen; `rate` is in the rate unit of the product."""

    rate: Decimal
    occupation_factor: Decimal
    exact: Decimal
    annual: Money


def price(tariff: Tariff, life: Life, choice: Choice, *, on: date) -> Price:
    """What `choice` costs `life` on the day, without the reasons: for thousands at a time.

    Raises NotOnSale, AgeOutOfRange, OccupationNotAccepted, SumOutOfRange, SumNotInSteps, CoverageTermNotOffered,
    PaymentTermNotOffered, NoRate and PremiumTooLarge.
    """
    product = tariff.product
    _refuse_what_is_not_offered(product, life, choice, on)
    rate = _ONE_TO_ONE if product.rate_unit == "account" else _rate(tariff, life, choice)
    factor = product.occupation_factors[life.occupation_class]
    exact = _exact(product, choice.sum_insured, rate, factor * (1 + choice.rating_percent / _HUNDRED))
    try:
        return Price(rate, factor, exact, Money.rounded(exact))
    except AmountTooLarge:
        raise PremiumTooLarge from None


def premium(tariff: Tariff, life: Life, choice: Choice, *, on: date) -> Answer[Premium]:
    """The yearly premium for `life` on the day with the reasons for it; raises what `price` does."""
    return explained(tariff, life, choice, price(tariff, life, choice, on=on))


def explained(tariff: Tariff, life: Life, choice: Choice, priced: Price) -> Answer[Premium]:
    """What was priced, with all that it rests on."""
    product = tariff.product
    result = Premium(
        product=product.code,
        version=product.version,
        line=product.line,
        sum_insured=choice.sum_insured,
        coverage_term=choice.coverage_term,
        payment_years=choice.payment_years,
        rate=priced.rate,
        occupation_factor=priced.occupation_factor,
        rating_percent=choice.rating_percent,
        annual_premium=priced.annual,
    )
    reason = reason_of(
        tariff, life=life, choice=choice, rate=priced.rate, occupation_factor=priced.occupation_factor
    )
    return Answer(result=result, because=[reason], caveats=list(basis_caveats(product)))


def reason_of(tariff: Tariff, **inputs: Any) -> Because:
    """The table that prices come from, what it says its figures are, and what they rest on."""
    product = tariff.product
    return Because(
        inputs={**inputs, "rate_unit": product.rate_unit, "basis": product.basis},
        rule=f"rate_table.{tariff.rates.code}",
        source=product.basis.text["zh-CN"],
        version=f"{product.code}@{product.version}",
    )


def _rate(tariff: Tariff, life: Life, choice: Choice) -> Decimal:
    return tariff.rates.rate(
        coverage_term=choice.coverage_term,
        sex=life.sex,
        payment_years=choice.payment_years,
        age=life.age,
    )


def yearly_amount(product: Product, sum_insured: Money, rate: Decimal, multiplier: Decimal) -> Money:
    """The yearly premium by the unit of the rate, rounded once; raises AmountTooLarge."""
    return Money.rounded(_exact(product, sum_insured, rate, multiplier))


def _exact(product: Product, sum_insured: Money, rate: Decimal, multiplier: Decimal) -> Decimal:
    """The yearly premium by the unit of the rate, before it is rounded."""
    insured = sum_insured.amount
    match product.rate_unit:
        case "flat":
            return rate * multiplier
        case "per_10000":
            return _WIDE.multiply(insured, rate * multiplier / _PER)
        case "sum_per_1000_premium":
            return _WIDE.divide(_WIDE.multiply(insured * _PER_PREMIUM, multiplier), rate)
        case "account":
            return _WIDE.multiply(insured, multiplier)


def basis_caveats(product: Product) -> tuple[str, ...]:
    """What a reader must be told about where the product's prices come from."""
    if product.basis.kind == "filed":
        return ()
    return (
        caveats.RATES_ARE_ILLUSTRATIVE
        if product.basis.kind == "illustrative"
        else caveats.RATES_ARE_A_SAMPLE,
    )


def _refuse_what_is_not_offered(product: Product, life: Life, choice: Choice, on: date) -> None:
    ages, sums = product.issue_age, product.sum_insured
    if not product.on_sale(on):
        raise NotOnSale(on=str(on))
    if ages is not None and not product.takes_age(life.age):
        raise AgeOutOfRange("/age", age=life.age, minimum=ages.minimum, maximum=ages.maximum)
    if life.occupation_class not in product.occupation_factors:
        raise OccupationNotAccepted("/occupation_class", occupation_class=life.occupation_class)
    if not sums.minimum <= choice.sum_insured <= sums.maximum:
        raise SumOutOfRange("/sum_insured", minimum=str(sums.minimum), maximum=str(sums.maximum))
    if (choice.sum_insured - sums.minimum).amount % sums.step.amount:
        raise SumNotInSteps("/sum_insured", minimum=str(sums.minimum), step=str(sums.step))
    if choice.coverage_term not in product.coverage_terms:
        offered = ", ".join(product.coverage_terms)
        raise CoverageTermNotOffered("/coverage_term", coverage_term=choice.coverage_term, offered=offered)
    if choice.payment_years not in product.payment_terms:
        offered = ", ".join(map(str, product.payment_terms))
        raise PaymentTermNotOffered("/payment_years", payment_years=choice.payment_years, offered=offered)
