"""What `leads` tells: who came, by which way, with which consent, and whose client he is."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts import Line
from shared.events import Event
from shared.money import Money


class Segment(StrEnum):
    """Whom an agency serves."""

    PERSON = "person"
    FIRM = "firm"


class LeadCaptured(Event):
    """A person or firm not known before may be contacted. The lead's id stays the client's id for good."""

    name: ClassVar[str] = "lead-captured"

    client_id: UUID
    segment: Segment
    source: str
    channel: str
    campaign_id: UUID | None
    agent_id: UUID | None
    team_id: UUID | None
    consent_purposes: list[str]


class LeadMerged(Event):
    """The same person came again by another way: a touch was added to the lead that is there."""

    name: ClassVar[str] = "lead-merged"

    client_id: UUID
    touch_id: UUID
    source: str
    channel: str
    campaign_id: UUID | None


class ClientAssigned(Event):
    """A client is served by this agent from now on."""

    name: ClassVar[str] = "client-assigned"

    client_id: UUID
    agent_id: UUID
    team_id: UUID | None


class ConsentGranted(Event):
    """A client consents to one purpose, in the words of one version of the text."""

    name: ClassVar[str] = "consent-granted"

    client_id: UUID
    purpose: str
    text_version: str


class ConsentWithdrawn(Event):
    """A client takes his consent to one purpose back: processing for it stops at once."""

    name: ClassVar[str] = "consent-withdrawn"

    client_id: UUID
    purpose: str


class HouseholdRole(StrEnum):
    """Who somebody is in a household."""

    BREADWINNER = "breadwinner"
    PARTNER = "partner"
    OTHER_ADULT = "other_adult"
    CHILD = "child"
    ELDER = "elder"


class DebtKind(StrEnum):
    """What a debt is."""

    MORTGAGE = "mortgage"
    CAR_LOAN = "car_loan"
    BUSINESS_LOAN = "business_loan"
    CONSUMER_LOAN = "consumer_loan"
    OTHER_DEBT = "other_debt"


class CoverProvider(StrEnum):
    """Whose policy a cover comes from: what an employer provides ends with the job."""

    SELF = "self"
    EMPLOYER = "employer"


class StatedCover(BaseModel):
    """Cover that a member says he has, in yuan: a sum insured, or the annual limit of a reimbursement line."""

    model_config = ConfigDict(frozen=True)

    line: Line
    sum_insured: Money
    provided_by: CoverProvider = CoverProvider.SELF


class StatedMember(BaseModel):
    """One person of a household, by what he is in it. An income (a year's, after tax) of null was not stated."""

    model_config = ConfigDict(frozen=True)

    role: HouseholdRole
    birth_date: date | None = None
    annual_income: Money | None = None
    covers: list[StatedCover] = []


class StatedDebt(BaseModel):
    """A debt, and what is still to be paid of it, in yuan."""

    model_config = ConfigDict(frozen=True)

    kind: DebtKind
    outstanding: Money


class SelfAssessmentSubmitted(Event):
    """A client stated his household himself, and consents to the use of his financial data; a year's amounts in yuan."""

    name: ClassVar[str] = "self-assessment-submitted"

    client_id: UUID
    members: list[StatedMember]
    annual_expenses: Money
    liabilities: list[StatedDebt] = Field(default_factory=list)
    liquid_assets: Money | None = None
    annual_elder_support: Money | None = None
