"""Proposals as clients and agents see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.product import Code
from services.quotes.schemas.catalogue import BasisOut
from services.quotes.schemas.plans import SuggestionOut
from services.quotes.use_cases.proposals import RejectionReason
from shared.because import Because
from shared.contracts import Line, Sex
from shared.money import Money
from shared.sent import Input


class ProposalOut(BaseModel):
    """A proposal, as lists show it; `recommended_tier` is null where the budget carries none."""

    id: UUID
    version: int
    client_id: UUID
    assessment_id: UUID
    member_id: UUID
    status: Annotated[str, Field(examples=["presented"])]
    draft_reason: str | None
    annual_budget: Money | None
    annual_premiums: Annotated[
        dict[str, Money], Field(examples=[{"basic": "4843.00", "advanced": "8120.50"}])
    ]
    recommended_tier: str | None
    chosen_tier: str | None
    rejection_reason: str | None
    priced_on: date | None
    drafted_at: datetime
    presented_at: datetime | None
    settled_at: datetime | None
    household_changed_on: date | None
    plan_id: UUID | None
    newest_version: Annotated[int | None, Field(description="null while nothing was presented", examples=[2])]
    accepted_version: int | None
    openings: Annotated[int, Field(description="days on which a share link of it was opened, over all links")]
    first_opened_at: datetime | None
    opened_at: Annotated[datetime | None, Field(description="when it was last opened by a share link")]


class CoverOut(BaseModel):
    """One product in a tier; `illustrative` says that its price has no public basis."""

    product_id: UUID
    product_code: str
    product_version: int
    carrier_id: UUID
    line: Line
    name: str
    insurer: str
    sum_insured: Money
    coverage_term: Annotated[str, Field(examples=["to_70"])]
    payment_years: int
    annual_premium: Money
    waiting_days: int
    basis: BasisOut
    illustrative: bool
    because: Because


class MissingOut(BaseModel):
    """A cover that the tier asks for and that cannot be had."""

    line: Line
    problem: str
    text: str


class TierOut(BaseModel):
    """A tier and what it costs a year."""

    tier: Annotated[str, Field(examples=["advanced"])]
    name: str
    annual_premium: Money
    recommended: bool
    covers: list[CoverOut]
    missing: list[MissingOut]


class AlternativeOut(BaseModel):
    """A line that will not be had as offered, and what is advised."""

    line: Line
    outcome: Annotated[str, Field(examples=["EXCLUSION"])]
    told_by: str
    needs_alternative: bool
    advice: str


class InsuredOut(BaseModel):
    """The life that was priced."""

    member_id: UUID
    birth_date: date
    sex: Sex
    occupation_class: int


class ProposalDetailOut(ProposalOut):
    """A proposal with its tiers, the reasons for every figure, and what a reader must be told."""

    insured: InsuredOut
    tiers: list[TierOut]
    advice: list[str]
    alternatives: list[AlternativeOut]
    suggestions: list[SuggestionOut]
    because: list[Because]
    caveats: list[str]


class AcceptIn(Input):
    """The tier that the client chooses."""

    tier: Annotated[Code, Field(examples=["advanced"])]


class RejectIn(Input):
    """Why the client wants none of it."""

    reason_code: RejectionReason
