"""Leads: how they come in, and as they are given out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.schemas.consents import GuardianIn
from services.leads.schemas.fields import Code, PersonName, Phone, Purpose, TextVersion
from services.leads.schemas.people import IdNumber, Region
from shared.contracts import Sex
from shared.contracts.leads import Segment
from shared.sent import Input


class LeadIn(Input):
    """Somebody who may be contacted, as an agent enters him."""

    segment: Segment = Segment.PERSON
    name: PersonName
    phone: Phone
    birth_date: date | None = None
    sex: Sex | None = None
    id_number: IdNumber | None = None
    region: Region | None = None
    source: Code
    channel: Code
    consent_purposes: Annotated[set[Purpose], Field(min_length=1)]
    consent_text_version: TextVersion
    guardian: GuardianIn | None = None


class CaptureOut(BaseModel):
    """What became of it: a new lead, or a touch on the one that was there."""

    client_id: UUID
    outcome: Annotated[str, Field(examples=["captured", "merged"])]


class LeadOut(BaseModel):
    """A lead, for those who may see him. Where `merged_into` says another id, that one stands for him."""

    client_id: UUID
    version: int
    segment: Segment
    name: str
    phone: str
    birth_date: date | None
    sex: Sex | None
    status: str
    source: str
    channel: str
    campaign_id: UUID | None
    agent_id: UUID | None
    team_id: UUID | None
    captured_at: datetime
    won_at: datetime | None
    region: str | None
    identity_known: bool
    merged_into: UUID | None


class AssignmentIn(Input):
    """Who serves the client from now on."""

    agent_id: UUID
    team_id: UUID | None = None


class TouchOut(BaseModel):
    """One contact by one way."""

    id: UUID
    source: str
    channel: str
    campaign_id: UUID | None
    touched_at: datetime
