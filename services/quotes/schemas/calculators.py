"""What the calculators are asked."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.quotes.domain.irr import Illustration
from services.quotes.domain.product import Amount, DesignType
from services.quotes.domain.rating import Life
from services.quotes.domain.suitability import Sale
from services.quotes.schemas import (
    Day,
)
from services.quotes.schemas.proposals import TierOut
from shared.money import Money
from shared.sent import Input

OnDay = Annotated[Day | None, Field(description="the day it is asked for; today where nobody says")]


class TiersIn(Input):
    """A life, and what it may cost a year."""

    life: Life
    annual_budget: Annotated[Amount | None, Field(examples=["8200.00"])] = None
    on: OnDay = None


class TiersResult(BaseModel):
    """The tiers of the day, which the budget carries, and else what to change, in that order."""

    tiers: list[TierOut]
    recommended_tier: str | None
    annual_premium: Money | None
    advice: list[str]


class IrrIn(Illustration):
    """An illustration; `sold_on` decides which cap on pricing rates it is held against."""

    sold_on: OnDay = None


class SuitabilityIn(Sale):
    """A sale, and whether the client confirmed in writing that it shall go on."""

    on: OnDay = None
    confirmed_in_writing: bool = False


class RateCapIn(Input):
    """A type of product, and the day it is sold."""

    design_type: DesignType = "ordinary"
    sold_on: OnDay = None
