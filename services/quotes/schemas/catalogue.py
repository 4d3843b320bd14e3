"""Products as clients of the catalogue see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import AgeRange, SumRange
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input


class SamplesIn(Input):
    """Whose products the samples are to be."""

    carrier_id: UUID
    second_carrier_id: Annotated[
        UUID | None, Field(description="of another carrier, whose samples are there to be compared")
    ] = None


class LoadedOut(BaseModel):
    """One product that was loaded."""

    product_id: UUID
    code: str
    product_version: int
    outcome: Literal["published", "unchanged"]


class SamplesOut(BaseModel):
    """What loading the sample catalogue did."""

    products: list[LoadedOut]


class BasisOut(BaseModel):
    """What the prices rest on, in the reader's language."""

    kind: Annotated[str, Field(examples=["derived"])]
    text: str


class BenefitOut(BaseModel):
    """One thing the product pays for; `share` is of the sum insured, null where another measure applies."""

    code: str
    kind: str
    measure: str
    share: Decimal | None
    text: str


class ProductOut(BaseModel):
    """One version of a product, as lists show it."""

    id: UUID
    version: int
    code: Annotated[str, Field(examples=["sample-critical-illness"])]
    product_version: int
    carrier_id: UUID
    line: Line
    name: str
    insurer: str
    status: Annotated[str, Field(examples=["on_sale"])]
    sale_from: date
    sale_to: date | None
    basis: BasisOut
    published_at: datetime


class ProductDetailOut(ProductOut):
    """One version of a product, with everything a client may ask about it."""

    design_type: str
    benefits_are_certain: bool
    complexity_level: int
    filing_number: str | None
    benefits: list[BenefitOut]
    exclusions: list[str]
    waiting_days: int
    cooling_off_days: int
    grace_days: int
    coverage_terms: list[str]
    payment_terms: list[int]
    issue_age: AgeRange | None
    occupation_classes: list[int]
    sum_insured: SumRange
    deductible: Money | None
    annual_limit: Money | None
    disclosure_items: list[str]
    claim_documents: dict[str, list[str]]
    caveats: list[str]
