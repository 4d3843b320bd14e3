"""Campaigns."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.schemas.fields import Code
from services.leads.schemas.people import Region
from shared.sent import Input


class CampaignIn(Input):
    """A new campaign."""

    title: Annotated[str, Field(min_length=1, max_length=120, examples=["家庭保障测评"])]
    channel: Code
    source: Code
    agent_id: UUID | None = None
    team_id: UUID | None = None
    region: Region | None = None


class CampaignOut(BaseModel):
    """A campaign; `public_key` is part of the address of its self-assessment."""

    id: UUID
    version: int
    public_key: str
    title: str
    channel: str
    source: str
    agent_id: UUID | None
    team_id: UUID | None
    created_at: datetime
    region: str | None


class PublicCampaignOut(BaseModel):
    """What the public page of a campaign shows."""

    title: str
    institution_name: str
    licence_no: str
    consent_text_version: str
    consent_text: str
