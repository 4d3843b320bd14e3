"""What comparisons are asked and tell."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.quotes.domain.comparison import LEAST, MOST
from services.quotes.domain.comparison_fit import Wish
from services.quotes.domain.instalments import Instalment
from services.quotes.domain.product import Code
from services.quotes.domain.rating import Choice, Life
from services.quotes.schemas.calculators import OnDay
from shared.because import Because
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input


class ComparedIn(Input):
    """A life, what is wished, and the products: by their codes, or all of a line that are on sale."""

    life: Life
    wish: Wish = Field(default_factory=Wish)
    line: Line | None = None
    product_codes: Annotated[
        list[Code],
        Field(max_length=MOST, examples=[["sample-term-life", "sample-b-term-life"]], default_factory=list),
    ]

    @model_validator(mode="after")
    def _says_what_to_compare(self) -> Self:
        if bool(self.product_codes) == (self.line is not None):
            raise ValueError("products are named either by their codes or by their line")
        if self.product_codes and len(set(self.product_codes)) < LEAST:
            raise ValueError("a comparison names at least two products, each once")
        return self


class ComparisonCalculatorIn(ComparedIn):
    """The same, on a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "life": {"age": 30, "sex": "male"},
                    "wish": {"sum_insured": "500000.00", "coverage_term": "years_20", "payment_years": 20},
                    "line": "term_life",
                }
            ]
        }
    )

    on: OnDay = None


class ComparisonIn(ComparedIn):
    """The same, for a client."""

    client_id: UUID


class ComparedProductOut(BaseModel):
    """One product: what it was priced for, whether that is all that was wished, or why the life cannot have it."""

    product_id: UUID
    carrier_id: UUID
    code: str
    product_version: int
    name: str
    insurer: str
    choice: Choice | None
    as_wished: bool
    annual_premium: Money | None
    payment: Instalment | None
    premiums_in_all: Money | None
    refused: str | None
    refusal: str | None


class RowOut(BaseModel):
    """One thing compared: a cell of one line or several for each product, in their order.

    `differs` where the facts differ, `worded_differently` where only the words do.
    """

    key: Annotated[str, Field(examples=["waiting.waiting"])]
    label: str
    cells: list[list[str]]
    differs: bool
    worded_differently: bool


class GroupOut(BaseModel):
    """Rows that belong together."""

    group: Annotated[str, Field(examples=["benefits"])]
    label: str
    rows: list[RowOut]


class ComparisonResult(BaseModel):
    """Products side by side, by product code, which is no ranking."""

    line: Line
    mode: Annotated[str, Field(examples=["agency"])]
    mode_text: str
    compared_on: date
    products: list[ComparedProductOut]
    groups: list[GroupOut]


class ComparisonOut(BaseModel):
    """A comparison that was made for a client, as lists show it."""

    id: UUID
    client_id: UUID
    line: Line
    mode: str
    compared_on: date
    made_at: datetime
    product_codes: list[str]
    life: Life


class ComparisonDetailOut(ComparisonOut):
    """The comparison as it was made, with its reasons."""

    wish: Wish
    mode_text: str
    products: list[ComparedProductOut]
    groups: list[GroupOut]
    because: list[Because]
    caveats: list[str]
