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


class Purpose(StrEnum):
    """What a client may consent to, each for itself."""

    CONTACT = "contact"
    MARKETING = "marketing"
    HEALTH_DATA = "health_data"
    FINANCIAL_DATA = "financial_data"
    MINOR_DATA = "minor_data"
    CASE_PUBLICATION = "case_publication"


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
    referrer_client_id: UUID | None = None


class LeadMerged(Event):
    """The same person came again by another way: a touch was added to the lead that is there.

    `merged_lead`: the other way was a lead of its own, which from now on leads on to this one.
    """

    name: ClassVar[str] = "lead-merged"

    client_id: UUID
    touch_id: UUID
    source: str
    channel: str
    campaign_id: UUID | None
    merged_lead: UUID | None = None


class LeadUnmerged(Event):
    """A merge was undone: `merged_lead` stands for itself again."""

    name: ClassVar[str] = "lead-unmerged"

    client_id: UUID
    merge_id: UUID
    merged_lead: UUID


class ClientAssigned(Event):
    """A client is served by this agent from now on.

    Where the agent before him left, it says who that was, since when, and under which id the client is to be told.
    """

    name: ClassVar[str] = "client-assigned"

    client_id: UUID
    agent_id: UUID
    team_id: UUID | None
    departed_agent_id: UUID | None = None
    left_on: date | None = None
    notice_id: UUID | None = None


class AgentDeparted(Event):
    """An agent left; each of his clients is assigned to another one and told of it."""

    name: ClassVar[str] = "agent-departed"
    keyed_by: ClassVar[str] = "agent_id"

    agent_id: UUID
    left_on: date


class ReferralRecorded(Event):
    """A client referred somebody not known before, who agreed to it; the root of a chain has depth 0."""

    name: ClassVar[str] = "referral-recorded"

    client_id: UUID
    referral_id: UUID
    referee_client_id: UUID
    depth: int


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


class LeadRefused(Event):
    """A client said no to what he was offered, for a reason by its code."""

    name: ClassVar[str] = "lead-refused"

    client_id: UUID
    reason_code: str


class ContentApproved(Event):
    """A version of a piece of content may be used until its last day; `content_type` says which kind it is of."""

    name: ClassVar[str] = "content-approved"
    keyed_by: ClassVar[str] = "content_id"

    content_id: UUID
    content_type: str
    content_version: int
    line: Line | None
    segment: str | None
    language: str
    expires_on: date


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


class ErasureRequested(Event):
    """A client wants to be erased: each service deletes what nothing keeps, and only stores what a rule keeps."""

    name: ClassVar[str] = "erasure-requested"

    client_id: UUID
    request_id: UUID
