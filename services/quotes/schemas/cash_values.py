"""What the calculator of cash values is asked and tells."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import Code
from services.quotes.domain.rating import Choice, Life
from services.quotes.schemas.calculators import OnDay
from shared.money import Money
from shared.sent import Input


class CashValuesIn(Input):
    """A product of the catalogue, a life and what is asked for; `elapsed_days` matters to contracts of a year."""

    product_code: Annotated[Code, Field(examples=["sample-increasing-whole-life"])]
    life: Life
    choice: Choice
    elapsed_days: Annotated[int, Field(ge=0, le=365, examples=[100])] = 0
    on: OnDay = None


class YearValueOut(BaseModel):
    """What the contract is worth at the end of a policy year; `paid` is the premiums paid until then."""

    year: int
    paid: Money
    cash_value: Money


class CashValuesResult(BaseModel):
    """By year for a contract filed with a table; after the days that have gone by for one of a year."""

    product_id: UUID
    product_version: int
    annual_premium: Money
    kind: Literal["filed", "days_left", "none"]
    by_year: list[YearValueOut]
    after_days: Money | None
