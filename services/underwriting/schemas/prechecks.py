"""Pre-checks as they are sent and shown."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.underwriting.domain.findings import Finding, GradingInput
from services.underwriting.domain.outcomes import Outcome
from services.underwriting.domain.precheck import Advice, Life
from services.underwriting.schemas.fields import (
    CodedText,
)
from shared.because import Answer
from shared.contracts import Line
from shared.sent import Input

Findings = Annotated[list[Finding], Field(max_length=50)]
Lines = Annotated[list[Line], Field(max_length=12, description="The usual four where none is named.")]


class PrecheckIn(Input):
    """What was found in a life, and the lines to be checked."""

    life: Life = Field(default_factory=Life, examples=[{"age": 32, "sex": "female", "occupation_class": "1"}])
    findings: Findings
    lines: Lines = Field(default_factory=list)


class ClientPrecheckIn(PrecheckIn):
    """A pre-check that is kept for a client."""

    client_id: UUID


class LineOut(BaseModel):
    """What to expect on one line. `rating_percent` is added to the premium; `documents` are what a person needs."""

    line: Line
    outcome: Outcome
    exclusions: list[CodedText]
    rating_percent: int
    postpone_months: int
    documents: list[CodedText]


class FindingOut(BaseModel):
    """What became of one finding: its grade, or what is missing to grade it."""

    condition: str
    label: str
    grade: str | None
    missing: list[str]
    report_too_old: bool
    documents: list[CodedText]


class StepOut(BaseModel):
    """One line in the order to apply in."""

    line: Line
    outcome: Outcome
    advice: Advice


class PrecheckOut(BaseModel):
    """What to expect by line, what not to disclose, and which line to apply for first."""

    lines: list[LineOut]
    findings: list[FindingOut]
    nothing_to_disclose: bool
    not_to_disclose: list[CodedText]
    application_order: list[StepOut]


class PrecheckSummary(BaseModel):
    """A pre-check in a list."""

    id: UUID
    client_id: UUID
    prechecked_at: datetime
    outcomes: dict[Line, Outcome]


class ClientPrecheckOut(PrecheckSummary):
    """A pre-check that was kept, with all that was told and answered then."""

    life: Life
    findings: list[Finding]
    answer: Answer[PrecheckOut]


class ConditionOut(BaseModel):
    """One condition that the pre-check knows, and what grades it."""

    code: str
    label: str
    inputs: dict[str, GradingInput]


class OccupationOut(BaseModel):
    """One occupation, and its class from 1 (office) to 6, or uninsurable."""

    code: str
    text: str
    occupation_class: str


class ConditionsOut(BaseModel):
    """What a health questionnaire is rendered from."""

    conditions: list[ConditionOut]


class OccupationsOut(BaseModel):
    """Occupations by code."""

    occupations: list[OccupationOut]
