"""What a phone keeps to compute premiums without a connection."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import Product


class RateBlockOut(BaseModel):
    """The rates of one coverage term: a list by age as a decimal number, or by `any` where age does not matter.

    The figures of a list stand in the order of `columns`, `<sex>_pay<years>`; null is a combination that is not sold.
    """

    coverage_term: Annotated[str, Field(examples=["years_20"])]
    columns: Annotated[list[str], Field(examples=[["male_pay20", "female_pay20"]])]
    by_age: Annotated[dict[str, list[Decimal | None]], Field(examples=[{"30": ["14.93", "6.35"]}])]


class SnapshotProductOut(BaseModel):
    """A version that is on sale: its facts as its carrier filed them, in both languages, and its rates."""

    product_id: UUID
    carrier_id: UUID
    facts: Product
    rates: list[RateBlockOut]
    caveats: Annotated[
        list[dict[str, str]], Field(description="what must be told with each of its prices, by language")
    ]


class SnapshotRuleOut(BaseModel):
    """A rule in force."""

    id: Annotated[str, Field(examples=["rating.instalments"])]
    version: str
    source: str
    confidence: str
    values: dict[str, Any]


class ComparisonModeOut(BaseModel):
    """Whose products may stand side by side; `carrier_id` is the one insurer of a tied agent."""

    agent_mode: Annotated[str, Field(examples=["agency"])]
    across_insurers: bool
    carrier_id: UUID | None
    licensed: bool


class SnapshotOut(BaseModel):
    """The catalogue between two days on which it changes, both included; null where no change is known."""

    format: Annotated[int, Field(examples=[1])]
    effective_from: date | None
    effective_to: date | None
    comparison: ComparisonModeOut
    rules: list[SnapshotRuleOut]
    products: list[SnapshotProductOut]
