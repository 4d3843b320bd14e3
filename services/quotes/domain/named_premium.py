"""What a premium that the client names buys: savings products and accounts (按保费计算保额).

Invariant: the premium is paid as it was named; the sum follows from it, rounded half up to the fen once.
"""

from datetime import date
from decimal import Context
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.quotes.domain.problems import PremiumNotInSteps, PremiumNotNamed, PremiumOutOfRange
from services.quotes.domain.product import Amount, Code, CoverageTerm, Facts, PaymentYears, SumRange
from services.quotes.domain.rating import Choice, Life, Tariff, basis_caveats, price, reason_of
from shared.because import Answer
from shared.contracts import Line
from shared.money import Money

_WIDE: Final = Context(prec=60)


class NamedPremium(Facts):
    """The premium a year that the client means to pay, for how long, and for which term."""

    annual_premium: Annotated[Amount, Field(examples=["50000.00"])]
    coverage_term: Annotated[CoverageTerm, Field(examples=["whole_life"])]
    payment_years: Annotated[PaymentYears, Field(examples=[10])]


class BoughtSum(BaseModel):
    """The sum insured that the premium buys, and all that is paid for it over the years."""

    model_config = ConfigDict(frozen=True)

    product: Code
    version: int
    line: Line
    annual_premium: Money
    coverage_term: CoverageTerm
    payment_years: PaymentYears
    premiums_in_all: Money
    sum_insured: Money


def bought_sum(tariff: Tariff, life: Life, named: NamedPremium, *, on: date) -> Answer[BoughtSum]:
    """What `named` buys `life` on the day.

    Raises PremiumNotNamed for a product whose sum is named, PremiumOutOfRange, PremiumNotInSteps, and what `price` does.
    """
    product = tariff.product
    if product.premium is None:
        raise PremiumNotNamed("/product_code")
    refuse_what_is_not_taken(named.annual_premium, product.premium)
    least = Choice(
        sum_insured=product.sum_insured.minimum or product.sum_insured.step,
        coverage_term=named.coverage_term,
        payment_years=named.payment_years,
    )
    priced = price(tariff, life, least, on=on)
    sum_insured = Money.rounded(
        _WIDE.divide(_WIDE.multiply(named.annual_premium.amount, least.sum_insured.amount), priced.exact)
    )
    bought = least.model_copy(update={"sum_insured": sum_insured})
    price(tariff, life, bought, on=on)
    return Answer(
        result=BoughtSum(
            product=product.code,
            version=product.version,
            line=product.line,
            annual_premium=named.annual_premium,
            coverage_term=named.coverage_term,
            payment_years=named.payment_years,
            premiums_in_all=named.annual_premium * named.payment_years,
            sum_insured=sum_insured,
        ),
        because=[reason_of(tariff, life=life, named=named, rate=priced.rate)],
        caveats=list(basis_caveats(product)),
    )


def refuse_what_is_not_taken(annual: Money, taken: SumRange) -> None:
    """Raises PremiumOutOfRange, PremiumNotInSteps for a yearly premium that a product with that range does not take."""
    if not annual or not taken.minimum <= annual <= taken.maximum:
        raise PremiumOutOfRange("/annual_premium", minimum=str(taken.minimum), maximum=str(taken.maximum))
    if (annual - taken.minimum).amount % taken.step.amount:
        raise PremiumNotInSteps("/annual_premium", minimum=str(taken.minimum), step=str(taken.step))
