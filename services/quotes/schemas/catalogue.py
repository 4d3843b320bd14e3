"""Products as clients of the catalogue see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import (
    AccountTerms,
    AddOn,
    AgeRange,
    DeathMultiple,
    HeadRange,
    Renewal,
    SumRange,
)
from services.quotes.schemas import Day
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
    highest_of: list[str]
    share: Decimal | None
    growth: Annotated[Decimal | None, Field(description="by which the sum grows each policy year")]
    times: int
    interval_days: int
    from_age: int | None
    until_age: int | None
    diseases: list[str]
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
    complexity_level: int
    basis: BasisOut
    published_at: datetime


class VersionOut(BaseModel):
    """A version of the same product, and when it is sold."""

    id: UUID
    product_version: int
    status: str
    sale_from: date
    sale_to: date | None


class ProductDetailOut(ProductOut):
    """One version of a product, with everything a client may ask about it, and its versions, the newest first."""

    design_type: str
    benefits_are_certain: bool
    filing_number: str | None
    benefits: list[BenefitOut]
    exclusions: list[str]
    payment_rules: list[str]
    waiting_days: int
    waiting_exempts_accidents: bool
    waiting_counts_start_day: bool
    cooling_off_days: int
    grace_days: int
    coverage_terms: list[str]
    payment_terms: list[int]
    payment_frequencies: dict[str, Decimal]
    issue_age: AgeRange | None
    occupation_classes: list[int]
    occupation_factors: dict[int, Decimal]
    sum_insured: SumRange
    premium: SumRange | None
    heads: HeadRange | None
    deductible: Money | None
    annual_limit: Money | None
    renewal: Renewal | None
    rate_unit: str
    rate_table: str | None
    cash_value_table: str | None
    net_premium_share: Decimal | None
    account: AccountTerms | None
    pricing_rate: Decimal | None
    death_multiples: list[DeathMultiple]
    health_services_share: Decimal
    add_ons: list[AddOn]
    questionnaire: str | None
    disclosure_items: list[str]
    claim_documents: dict[str, list[str]]
    versions: list[VersionOut]
    caveats: list[str]


class SaleIn(Input):
    """Until when a version is sold; null is until further notice."""

    sale_to: Day | None


class WithdrawalIn(Input):
    """The last day on which a version is sold."""

    last_sale_day: Day


class TableRowOut(BaseModel):
    """The figures of one age (null: of any), and for cash values of one policy year; null where nothing is sold."""

    age: int | None
    year: int | None
    values: list[Decimal | None]


class TableBlockOut(BaseModel):
    """The figures of one coverage term; a column is `<sex>_pay<years>`."""

    coverage_term: str
    columns: Annotated[list[str], Field(examples=[["male_pay20", "female_pay20"]])]
    rows: list[TableRowOut]


class TableOut(BaseModel):
    """A table as it was filed. `unit` says what a figure is."""

    product_id: UUID
    code: str
    product_version: int
    table: str
    unit: Literal["per_10000", "flat", "sum_per_1000_premium"]
    blocks: list[TableBlockOut]
