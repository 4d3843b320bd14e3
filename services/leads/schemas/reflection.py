"""Refusals, disputes, the stages of a life, and what they add up to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.schemas.fields import Code
from services.leads.schemas.knowledge import NamedOut
from shared.contracts import Line
from shared.sent import Input

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]
"""What an agent writes in his own words; kept encrypted."""


class ReasonOut(NamedOut):
    """A reason to say no, and what to ask oneself."""

    prompt: str


class ReflectionCodesOut(BaseModel):
    """The codes that refusals, disputes and life stages are noted by."""

    refusal_reasons: list[ReasonOut]
    dispute_goal: NamedOut
    dispute_subjects: list[NamedOut]
    dispute_outcomes: list[NamedOut]
    life_stages: list[NamedOut]


class RefusalIn(Input):
    """A client said no."""

    reason_code: Annotated[Code, Field(examples=["too_expensive"])]
    refused_on: Annotated[date | None, Field(description="today where it is not given")] = None
    line: Line | None = None
    note: Words | None = None


class ReflectionIn(Input):
    """What the agent makes of it."""

    need_dug_enough: bool
    lesson: Words | None = None


class RefusalOut(BaseModel):
    """A refusal, with the question to ask oneself; its reflection is null until there is one."""

    id: UUID
    version: int
    client_id: UUID
    agent_id: UUID
    reason: NamedOut
    prompt: str
    line: Line | None
    refused_on: date
    recorded_at: datetime
    note: str | None
    need_dug_enough: bool | None
    lesson: str | None
    reflected_at: datetime | None


class ReasonShareOut(BaseModel):
    """How often one reason was given, and what share of all in percent."""

    reason: NamedOut
    refusals: int
    share: Decimal = Field(examples=["66.7"])


class PeriodCountOut(BaseModel):
    """Refusals of one period."""

    period: str = Field(examples=["2026-03"])
    refusals: int
    reasons: list[ReasonShareOut]


class RefusalStatisticsOut(BaseModel):
    """Refusals in reach between two days, both included, by period, the newest first."""

    first_day: date
    last_day: date
    refusals: int
    periods: list[PeriodCountOut]


class DisputeIn(Input):
    """A dispute in which the agent stands by the client."""

    subject_code: Annotated[Code, Field(examples=["claim_delayed"])]
    opened_on: Annotated[date | None, Field(description="today where it is not given")] = None
    account: Words


class DisputeOutcomeIn(Input):
    """How it ended, and what is learned."""

    outcome_code: Annotated[Code, Field(examples=["client_satisfied"])]
    lesson: Words | None = None


class DisputeOut(BaseModel):
    """A dispute; its goal is always the client's legitimate rights."""

    id: UUID
    version: int
    client_id: UUID
    agent_id: UUID
    subject: NamedOut
    goal: NamedOut
    opened_on: date
    recorded_at: datetime
    account: str
    status: str = Field(examples=["open"])
    outcome: NamedOut | None
    lesson: str | None
    closed_at: datetime | None


class LifeStageIn(Input):
    """From a day on the client is in a stage of life; `review` is what the agent looks back on."""

    stage_code: Annotated[Code, Field(examples=["young_family"])]
    entered_on: date
    review: Words | None = None


class LifeStageOut(BaseModel):
    """One entry of a client's timeline."""

    id: UUID
    version: int
    client_id: UUID
    agent_id: UUID
    stage: NamedOut
    entered_on: date
    recorded_at: datetime
    review: str | None


class SpanOut(BaseModel):
    """One stage of the life: `until` is null for the present one; whole years."""

    stage: NamedOut
    since: date
    until: date | None
    years: int


class CaseReviewOut(BaseModel):
    """A client's life in review, with what was refused and disputed on the way, the oldest first."""

    client_id: UUID
    years: int
    stages: list[SpanOut]
    lines_to_review: list[Line]
    refusals: list[RefusalOut]
    disputes: list[DisputeOut]
