"""Campaigns."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.leads.domain.channel_problems import EndsBeforeItStarts
from services.leads.domain.conversion import Counted
from services.leads.schemas.fields import Code
from services.leads.schemas.money import Yuan
from services.leads.schemas.people import Region
from shared.money import Money
from shared.sent import Input

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31), examples=["2026-03-02"])]
CampaignStatus = Literal["open", "closed"]


class CampaignIn(Input):
    """A new campaign; people come by it from its first day to its last, or as long as it is open."""

    title: Annotated[str, Field(min_length=1, max_length=120, examples=["家庭保障测评"])]
    channel: Code
    source: Code
    agent_id: UUID | None = None
    team_id: UUID | None = None
    region: Region | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    budget: Yuan | None = None

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise EndsBeforeItStarts
        return self


class CampaignChangeIn(CampaignIn):
    """A campaign as it is to be from now on; who came by it already stays where he came from."""

    status: CampaignStatus


class CampaignOut(BaseModel):
    """A campaign; `self_assessment_page` is what to publish: the page on which people come."""

    id: UUID
    version: int
    public_key: str
    self_assessment_page: str
    title: str
    channel: str
    source: str
    agent_id: UUID | None
    team_id: UUID | None
    status: CampaignStatus
    starts_on: date | None
    ends_on: date | None
    budget: Money | None
    created_at: datetime
    region: str | None


class CampaignStatisticsOut(BaseModel):
    """What a campaign brought, of the clients whom the caller sees; `cost_per_lead` is its budget shared out."""

    campaign_id: UUID
    touches: int
    people_touched: int
    content: int
    published_content: int
    events: int
    guests: int
    leads: Counted
    cost_per_lead: Money | None


class PublicCampaignOut(BaseModel):
    """What the public page of a campaign shows."""

    title: str
    institution_name: str
    licence_no: str
    consent_text_version: str
    consent_text: str
    page: str
