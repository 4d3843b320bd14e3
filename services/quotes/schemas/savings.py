"""What the calculators of savings are asked and tell: tables of returns, accounts, and cash values by their formulas."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from services.quotes.domain.account import Rate
from services.quotes.domain.facts import Part
from services.quotes.domain.product import AccountTerms, Amount, Code, PaymentYears
from services.quotes.domain.rating import Life
from services.quotes.domain.savings_irr import SavingsTable
from services.quotes.schemas.calculators import OnDay
from shared.money import Money
from shared.sent import Input

Probability = Annotated[Decimal, Field(ge=0, le=1, max_digits=12, decimal_places=10)]


class SavingsTableIn(Input):
    """A savings product of the catalogue and what is paid into it; `life.age` is the entry age.

    The table ends at `until_age`. `guaranteed` asks for what the contract makes certain and nothing else.
    """

    product_code: Annotated[Code, Field(examples=["sample-increasing-whole-life"])]
    life: Life
    annual_premium: Annotated[Amount, Field(examples=["50000.00"])]
    payment_years: PaymentYears
    until_age: Annotated[int, Field(ge=1, le=105, examples=[80])]
    guaranteed: bool
    sold_on: OnDay = None

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.until_age <= self.life.age:
            raise ValueError("the table ends after the entry age")
        return self


class SavingsTableOut(BaseModel):
    """The table, of which product it is, and how it may be spoken of."""

    product_code: str
    product_version: int
    name: str
    insurer: str
    table: SavingsTable
    notice: Annotated[str, Field(examples=["This is not a promise."])]
    called: Annotated[str, Field(description="how the benefits may be called", examples=["certain"])]


class AccountIn(Input):
    """An account of the catalogue, or its terms; a premium a year, and for how many years it is shown.

    `credited_rates` are illustrated in place of the product's own; below the guaranteed rate none is credited.
    """

    product_code: Annotated[Code | None, Field(examples=["sample-universal-account"])] = None
    terms: AccountTerms | None = None
    annual_premium: Annotated[Amount, Field(examples=["10000.00"])]
    payment_years: PaymentYears
    years: Annotated[int, Field(ge=1, le=100, examples=[20])]
    credited_rates: Annotated[tuple[Rate, ...], Field(max_length=3, examples=[["0.02"]])] | None = None
    sold_on: OnDay = None

    @model_validator(mode="after")
    def _is_one_account(self) -> Self:
        if (self.product_code is None) == (self.terms is None):
            raise ValueError("either a product is named or the terms of an account are given")
        return self


class ExpectedYear(Input):
    """A policy year as it is expected: paid at its start, paid at its end (weighted), and who leaves during it."""

    at_start: Amount = Money.zero()
    at_end: Amount = Money.zero()
    leaving: Probability = Decimal(0)


class LongCashValueIn(Input):
    """A contract longer than a year by the expected course of its years, from the first."""

    years: Annotated[
        tuple[ExpectedYear, ...],
        Field(min_length=1, max_length=106, examples=[[{"at_end": "100.00", "leaving": "0.01"}]]),
    ]
    payment_years: PaymentYears
    pricing_rate: Annotated[Rate, Field(examples=["0.02"])]
    on: OnDay = None

    @model_validator(mode="after")
    def _is_worth_something(self) -> Self:
        if not any(year.at_start or year.at_end for year in self.years):
            raise ValueError("a contract pays something")
        if self.payment_years > len(self.years):
            raise ValueError("premiums are paid while the contract runs")
        return self


class LongCashValueYear(BaseModel):
    """The end of a policy year: the reserve, the part of it that is paid out, and what that comes to."""

    year: int
    reserve: Decimal
    share: Decimal
    cash_value: Money


class LongCashValueOut(BaseModel):
    """`valuation_rate` is the pricing rate and the margin of the rule."""

    valuation_rate: Decimal
    by_year: list[LongCashValueYear]


class ShortCashValueIn(Input):
    """A contract of a year or less: its premium, the part of it that is net, and the days that have gone by."""

    premium: Annotated[Amount, Field(examples=["300.00"])]
    net_premium_share: Annotated[Part, Field(examples=["0.65"])]
    elapsed_days: Annotated[int, Field(ge=0, le=366, examples=[100])]
    term_days: Annotated[int, Field(ge=1, le=366, examples=[365])] = 365
    on: OnDay = None

    @model_validator(mode="after")
    def _is_within_the_term(self) -> Self:
        if self.elapsed_days > self.term_days:
            raise ValueError("the days that have gone by are days of the term")
        return self


class ShortCashValueOut(BaseModel):
    """What is left of the premium, in yuan."""

    cash_value: Money
