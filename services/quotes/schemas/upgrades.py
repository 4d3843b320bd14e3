"""Upgrade comparisons as clients and agents see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import Code
from services.quotes.domain.rating import Choice, Life
from services.quotes.domain.upgrade import HeldTerms
from services.quotes.schemas.calculators import OnDay
from shared.because import Because
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input


class ComparisonIn(Input):
    """A policy as it is held; a product on sale, and what would be asked of it; the life at today's age."""

    held: HeldTerms
    new_product_code: Annotated[Code, Field(examples=["sample-critical-illness"])]
    life: Life
    choice: Choice


class ComparisonAskedIn(ComparisonIn):
    """The same, as of a day."""

    on: OnDay = None


class ClientComparisonIn(ComparisonIn):
    """The same for a client; `policy_id` where the policy is in the agency's care."""

    client_id: UUID
    policy_id: UUID | None = None


class RowOut(BaseModel):
    """One topic on both sides, in words."""

    topic: str
    name: str
    held: str | None
    new: str | None
    differs: bool


class NamedOut(BaseModel):
    """A code and its words."""

    code: str
    text: str


class ComparisonOut(BaseModel):
    """Both sides, neutrally. `loss_on_ending` is null where the cash value is not known."""

    compared_on: date
    line: Line
    new_product: str
    new_version: int
    held_product_known: bool
    rows: list[RowOut]
    cash_value: Money | None
    premiums_paid: Money
    loss_on_ending: Money | None
    asked: list[NamedOut]
    asked_anew: list[NamedOut]
    benefits_only_held: list[NamedOut]
    benefits_only_new: list[NamedOut]
    warnings: list[NamedOut]


class ClientComparisonOut(BaseModel):
    """A comparison that is kept for a client, as lists show it."""

    id: UUID
    client_id: UUID
    policy_id: UUID | None
    product_id: UUID
    line: Line
    compared_at: datetime


class ClientComparisonDetailOut(ClientComparisonOut):
    """The same with the comparison itself, its reasons and what a reader must be told."""

    comparison: ComparisonOut
    because: list[Because]
    caveats: list[str]
