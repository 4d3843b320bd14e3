"""What clients of `leads` send and get."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from shared.contracts import Sex
from shared.contracts.leads import Segment
from shared.phone import normalise_phone
from shared.sent import Input

Code = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["wechat"])
]
PersonName = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f<>]+$", examples=["张先生"])
]


def _phone(text: str) -> str:
    return normalise_phone(text)


Phone = Annotated[
    str,
    Field(min_length=5, max_length=30, examples=["138 0013 8000"], description="any usual way of writing it"),
    AfterValidator(_phone),
]


class Purpose(StrEnum):
    """What a client may consent to, each for itself."""

    CONTACT = "contact"
    MARKETING = "marketing"
    HEALTH_DATA = "health_data"
    FINANCIAL_DATA = "financial_data"


class CampaignIn(Input):
    """A new campaign."""

    title: Annotated[str, Field(min_length=1, max_length=120, examples=["家庭保障测评"])]
    channel: Code
    source: Code
    agent_id: UUID | None = None
    team_id: UUID | None = None


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


class PublicCampaignOut(BaseModel):
    """What the public page of a campaign shows."""

    title: str
    institution_name: str
    licence_no: str
    consent_text_version: str
    consent_text: str


class LeadIn(Input):
    """Somebody who may be contacted, as an agent enters him."""

    segment: Segment = Segment.PERSON
    name: PersonName
    phone: Phone
    birth_date: date | None = None
    sex: Sex | None = None
    source: Code
    channel: Code
    consent_purposes: Annotated[set[Purpose], Field(min_length=1)]
    consent_text_version: Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]


class SelfAssessmentIn(Input):
    """What somebody enters himself on the public page of a campaign."""

    name: PersonName
    phone: Phone
    birth_date: date | None = None
    sex: Sex | None = None
    consent_purposes: Annotated[set[Purpose], Field(min_length=1)]
    consent_text_version: Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]


class CaptureOut(BaseModel):
    """What became of it: a new lead, or a touch on the one that was there."""

    client_id: UUID
    outcome: Annotated[str, Field(examples=["captured", "merged"])]


class LeadOut(BaseModel):
    """A lead, for those who may see him."""

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


class ConsentIn(Input):
    """A purpose that the client allows, and the version of the text he read."""

    purpose: Purpose
    text_version: Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]
    channel: Code


class ConsentOut(BaseModel):
    """One line of the consent ledger."""

    id: UUID
    version: int
    purpose: Purpose
    text_version: str
    channel: str
    granted_at: datetime
    withdrawn_at: datetime | None
