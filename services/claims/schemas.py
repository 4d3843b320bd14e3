"""What clients of `claims` send and get."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.claims.domain.cover import CoverDecision
from shared.because import Answer
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input

Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31), examples=["2026-09-01"])]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]+$")]
Cause = Literal["illness", "accident", "other"]
Loss = Literal["medical_expense", "critical_illness", "death", "disability", "work_injury", "property_damage"]


class ClaimIn(Input):
    """What happened, and the policy that may pay for it; for an illness the day of its diagnosis."""

    policy_id: UUID
    cause: Cause
    loss: Annotated[
        Loss | None, Field(description="where a line covers several things; its usual one by default")
    ] = None
    incident_on: Day
    description: Text | None = None


class ClaimOut(BaseModel):
    """A claim, for those who may see it."""

    id: UUID
    version: int
    client_id: UUID
    policy_id: UUID
    carrier_id: UUID
    line: Line
    cause: Cause
    loss: Loss
    incident_on: date
    description: str | None
    status: Annotated[str, Field(examples=["collecting"])]
    cover: Answer[CoverDecision]
    arrears: Money
    filed_at: datetime
    received_on: date | None
    decision: str | None
    decided_on: date | None
    amount: Money | None
    reason_code: str | None
    agreed_on: date | None
    paid_on: date | None
    late: list[str]


class ChecklistItemOut(BaseModel):
    """One document, and whether it is there."""

    code: str
    text: str
    needed_for: str
    received_at: datetime | None


class ChecklistOut(BaseModel):
    """What the file of a claim needs, in the order to collect it."""

    loss: Loss
    items: list[ChecklistItemOut]
    missing: list[str]
    because: list[dict[str, Any]]
    caveats: list[str]


class EvidenceIn(Input):
    """A document of the file: which one, from where, of which day, and where it is kept."""

    item_code: Code
    source: Annotated[Text, Field(max_length=120, examples=["北京协和医院"])]
    dated: Day
    reference: Annotated[Text, Field(max_length=500, examples=["archive/2026/0042"])]


class EvidenceOut(BaseModel):
    """A document that was handed in."""

    id: UUID
    item_code: str
    source: str
    dated: date
    reference: str
    received_at: datetime


class ProgressOut(BaseModel):
    """One thing that happened to a claim."""

    id: UUID
    code: str
    title: str
    happened_at: datetime


class SupplementIn(Input):
    """One request of the carrier for more."""

    items: Annotated[tuple[Code, ...], Field(max_length=50)]
    notice_arrived_on: Day
    materials_arrived_on: Day | None = None


class ClocksIn(Input):
    """What has happened to a claim so far."""

    received_on: Day
    supplements: Annotated[tuple[SupplementIn, ...], Field(max_length=50)] = ()
    refused_on: Day | None = None
    agreed_on: Day | None = None


class ChecklistIn(Input):
    """What a checklist is asked for."""

    line: Line
    cause: Cause
    incident_on: Day
    loss: Loss | None = None
    beneficiary_named: bool = True


class OverdueIn(Input):
    """A premium that was not paid when due."""

    due_on: Day
    grace_last_day: Day
    amount: Annotated[Money, Field(examples=["6327.50"])]
    paid_on: Day | None = None


class SuspensionIn(Input):
    """A time without cover."""

    suspended_on: Day
    reinstated_on: Day | None = None


class CoverIn(Input):
    """A policy's history, and what happened on which day."""

    line: Line
    effective_on: Day
    ends_on: Day | None = None
    ended_on: Day | None = None
    renewal: bool = False
    waiting_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    overdue: Annotated[tuple[OverdueIn, ...], Field(max_length=50)] = ()
    suspensions: Annotated[tuple[SuspensionIn, ...], Field(max_length=50)] = ()
    cause: Literal["illness", "accident"]
    happened_on: Day


class LimitationIn(Input):
    """Since when the claimant has known of the incident."""

    line: Line
    known_on: Day
