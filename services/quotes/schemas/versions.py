"""Versions of proposals, and their openings, as agents and clients see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.quotes.domain.premium_years import YearPremium
from services.quotes.domain.savings_years import YearWorth
from services.quotes.schemas.proposals import TierOut
from shared.because import Because
from shared.contracts.needs import RiskGap
from shared.money import Money


class VersionOut(BaseModel):
    """One presentation of a proposal, as lists show it."""

    number: Annotated[int, Field(examples=[1])]
    presented_at: datetime
    priced_on: date
    annual_premiums: Annotated[
        dict[str, Money], Field(examples=[{"basic": "4843.00", "advanced": "8120.50"}])
    ]
    recommended_tier: str | None
    is_newest: bool
    is_accepted: bool


class TierYearsOut(BaseModel):
    """What a tier costs year by year: `level` is fixed, `renewed` is bought anew at that age, at the rates of the day."""

    tier: str
    years: list[YearPremium]


class CoverWorthOut(BaseModel):
    """What a savings cover of a tier is worth at the end of each year, and the rate that ending it would come to."""

    tier: str
    product_code: str
    years: list[YearWorth]


class VersionDetailOut(VersionOut):
    """A version with all that its page shows."""

    annual_budget: Money | None
    gaps: list[RiskGap]
    tiers: list[TierOut]
    premiums: list[TierYearsOut]
    savings: list[CoverWorthOut]
    advice: list[str]
    because: list[Because]
    caveats: list[str]


class OpeningOut(BaseModel):
    """A share link was opened: which version, when, and whether nobody had opened that version before."""

    id: UUID
    client_id: UUID
    proposal_id: UUID
    proposal_version: int
    first: bool
    opened_at: datetime
