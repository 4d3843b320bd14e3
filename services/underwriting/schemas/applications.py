"""Applications as they are sent and shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.underwriting.domain.application import State
from services.underwriting.domain.beneficiaries import Percent
from services.underwriting.domain.findings import Finding
from services.underwriting.domain.interest import InsuredIs
from services.underwriting.domain.outcomes import Outcome
from services.underwriting.domain.recording import Channel, Design
from services.underwriting.schemas.fields import (
    Amount,
    Code,
    Day,
    IdNumber,
    PersonName,
    Text,
)
from shared.contracts import Line, Sex
from shared.money import Money
from shared.sent import Input


class InsuredIn(Input):
    """Who is insured; birth, sex and occupation class are there already, from what was priced."""

    name: PersonName
    id_number: IdNumber
    occupation_code: Code | None = Field(default=None, examples=["office_clerk"])
    insured_is: InsuredIs = Field(default="self", description="What the insured is to the policyholder.")
    insured_consents: bool = Field(
        default=False, description="An insured other than the policyholder consents and accepts the sum."
    )
    parent_consents: bool = Field(default=False, description="A parent of an insured minor consents.")
    other_death_cover: Amount = Field(
        default=Money.zero(), description="What other policies, of all insurers, pay on the insured's death."
    )


class PolicyholderIn(Input):
    """Who applies, where that is not the insured."""

    name: PersonName
    id_number: IdNumber


class BeneficiaryIn(Input):
    """One who receives the benefit. A draft may lack the identity number; what is submitted may not."""

    name: PersonName
    relation: Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[^\x00-\x1f<>]+$")] = Field(
        examples=["spouse"], description="What the person is to the insured."
    )
    id_number: IdNumber | None = None
    share_percent: Percent | None = Field(
        default=None, examples=["50.00"], description="Of the order; none for anybody means equal shares."
    )
    order: Annotated[int, Field(ge=1, le=20)] = 1


class BeneficiariesIn(Input):
    """All who receive the benefit, in place of those named before; or the legal heirs."""

    beneficiaries: Annotated[list[BeneficiaryIn], Field(max_length=50)] = Field(default_factory=list)
    legal_heirs: bool = Field(default=False, description="Nobody is named: the statutory heirs (法定).")
    designated_by: Literal["insured", "policyholder"] = "insured"
    insured_consents: bool = False


class DisclosuresIn(Input):
    """All that was found, as far as the insurer asks for it; an empty list says that there is nothing."""

    findings: Annotated[list[Finding], Field(max_length=50)]


class RecordingIn(Input):
    """Where the recording of the sale lies; made only with the policyholder's consent."""

    reference: Text = Field(examples=["recordings/2026/03/0190a0.mp4"])
    recorded_on: Day
    policyholder_consented: Literal[True]


class SaleIn(Input):
    """How the cover was sold, and the recording where there is one."""

    channel: Channel
    design: Design = "ordinary"
    recording: RecordingIn | None = None


class DeclarationOut(BaseModel):
    """What the policyholder declares, and the version of that text."""

    text_version: str
    text: str


class DeclarationIn(Input):
    """The version of the declaration that the policyholder has read and confirms."""

    text_version: Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]


class MaterialIn(Input):
    """What is handed in, and where it lies."""

    reference: Text = Field(examples=["documents/0190a0.pdf"])
    source: Code
    dated: Day


class MaterialOut(BaseModel):
    """One document that the carrier asked for. `reference` is there once it was handed in."""

    id: UUID
    version: int
    application_id: UUID
    document_type: str
    requested_at: datetime
    due_on: date
    status: Literal["open", "overdue", "received"]
    received_at: datetime | None
    reference: str | None
    source: str | None
    dated: date | None


class ApplicationSummary(BaseModel):
    """An application in a list."""

    id: UUID
    version: int
    client_id: UUID
    carrier_id: UUID
    proposal_id: UUID
    product_id: UUID
    product_code: str
    line: Line
    sum_insured: Money
    annual_premium: Money
    status: State
    opened_at: datetime
    submitted_at: datetime | None
    outcome: Outcome | None
    decided_at: datetime | None
    policy_id: UUID | None


class PartyOut(BaseModel):
    """A person in an application; the identity number is masked for everybody but the carrier."""

    name: str | None
    id_number: str | None = Field(examples=["1****************X"])


class InsuredOut(PartyOut):
    """Who is insured."""

    member_id: UUID
    birth_date: date
    sex: Sex
    occupation_class: int
    occupation_code: str | None
    insured_is: InsuredIs
    insured_consents: bool
    parent_consents: bool
    other_death_cover: Money


class BeneficiaryOut(BaseModel):
    """One who receives the benefit."""

    name: str
    relation: str
    id_number: str | None = Field(examples=["1****************X"])
    share_percent: Decimal | None
    order: int


class DesignationOut(BaseModel):
    """Whom the benefit is for."""

    beneficiaries: list[BeneficiaryOut]
    legal_heirs: bool
    designated_by: Literal["insured", "policyholder"]
    insured_consents: bool


class DisclosuresOut(BaseModel):
    """What was disclosed, and by code what was told although nobody needs to."""

    findings: list[Finding]
    not_to_disclose: list[str]


class SaleOut(BaseModel):
    """How the cover was sold."""

    channel: Channel
    design: Design
    recording_reference: str | None
    recorded_on: date | None


class DecisionOut(BaseModel):
    """What the carrier decided; `exclusions` are codes, `rating_percent` is added to the premium."""

    outcome: Outcome
    rating_percent: int
    exclusions: list[str]
    decided_at: datetime


class PolicyOut(BaseModel):
    """The policy that was issued, as it went to the other services."""

    policy_id: UUID
    policy_number: str | None
    issued_at: datetime
    effective_on: date
    coverage_last_day: date
    annual_premium: Money
    next_due_on: date | None


class ApplicationOut(ApplicationSummary):
    """An application with everything in it, for those who may see it."""

    tier: str
    coverage_term: str
    payment_years: int
    waiting_days: int
    insured: InsuredOut
    policyholder: PartyOut | None
    designation: DesignationOut | None
    disclosures: DisclosuresOut | None
    sale: SaleOut
    declared_at: datetime | None
    declaration_version: str | None
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    materials_open: int
    decision: DecisionOut | None
    policy: PolicyOut | None


class MissingPart(BaseModel):
    """One thing that keeps an application from leaving."""

    pointer: str
    code: str
    message: str


class RequiredDocumentOut(BaseModel):
    """A document that goes with the application."""

    code: str
    text: str
    needed: str


class OpenPointsOut(BaseModel):
    """What is still missing before an application can be submitted, and which documents go with it."""

    missing: list[MissingPart]
    documents: list[RequiredDocumentOut]


class CycleTime(BaseModel):
    """How long one carrier takes to decide one line, in calendar days from submission (核保周期)."""

    carrier_id: UUID
    line: Line
    decided: int
    median_days: float


class CycleTimes(BaseModel):
    """Days in underwriting of what is in the caller's reach."""

    items: list[CycleTime]
