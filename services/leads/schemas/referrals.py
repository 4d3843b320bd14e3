"""Policy reviews, demand cards and referrals."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.schemas.fields import Code, PersonName, Phone, Purpose, TextVersion
from services.leads.schemas.people import Region
from shared.contracts.leads import Segment
from shared.sent import Input

FREE_CONSULTATION = "free_upgrade_consultation"
Benefit = Annotated[Code, Field(examples=[FREE_CONSULTATION], description="what the referrer is promised")]


class Need(StrEnum):
    """What somebody may want to talk about, as the demand card offers it."""

    FAMILY = "family"
    ILLNESS = "illness"
    MEDICAL = "medical"
    CHILDREN = "children"
    RETIREMENT = "retirement"
    BUSINESS = "business"


class PolicyReviewIn(Input):
    """An agent went through a client's policies with him."""

    held_on: date
    policies_reviewed: Annotated[int, Field(ge=0, le=1000)]


class PolicyReviewOut(BaseModel):
    """One policy review; `source` is servicing (the yearly one) or agent."""

    id: UUID
    source: str
    held_on: date
    policies_reviewed: int | None
    recorded_at: datetime


class DemandCardIn(Input):
    """A demand card for somebody whom the client knows."""

    needs: Annotated[list[Need], Field(default_factory=lambda: list(Need), min_length=1, max_length=6)]
    benefit: Benefit = FREE_CONSULTATION


class DemandCardOut(BaseModel):
    """A demand card that was handed over, and why it could be."""

    id: UUID
    needs: list[Need]
    benefit: str
    because: dict[str, Any]
    handed_over_at: datetime


class ReferralIn(Input):
    """Somebody who agreed to be named; `consent_*` is what he himself agreed to."""

    segment: Segment = Segment.PERSON
    name: PersonName
    phone: Phone
    region: Region | None = None
    channel: Code
    consent_purposes: Annotated[set[Purpose], Field(min_length=1)]
    consent_text_version: TextVersion
    benefit: Benefit = FREE_CONSULTATION


class ReferredOut(BaseModel):
    """What became of it: `captured`, or `merged` where he was known already, and then nobody's referral.

    A client is told `received`, and no more.
    """

    outcome: Annotated[str, Field(examples=["captured", "merged", "received"])]
    referee_client_id: UUID | None
    referral_id: UUID | None
    depth: int | None


class ReferralOut(BaseModel):
    """Who referred whom, how far from the root of the chain."""

    id: UUID
    referrer_client_id: UUID
    referee_client_id: UUID
    depth: int
    benefit: str
    referred_at: datetime


class ReferrersOut(BaseModel):
    """How far a client is from the root, and by whom he came, the nearest first, as far as the reader sees them."""

    depth: int
    referrers: list[ReferralOut]
