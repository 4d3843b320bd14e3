"""What `underwriting` tells: prechecks, applications, decisions, and the policies that came of them."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts import Line
from shared.events import Event
from shared.money import Money


class UnderwritingPrechecked(Event):
    """What each line would probably decide; codes of conditions, never a diagnosis text."""

    name: ClassVar[str] = "underwriting-prechecked"

    client_id: UUID
    precheck_id: UUID
    outcomes: dict[Line, str]


class ApplicationSubmitted(Event):
    """An application is complete and goes to the carrier."""

    name: ClassVar[str] = "application-submitted"

    client_id: UUID
    application_id: UUID
    carrier_id: UUID
    product_id: UUID
    line: Line
    sum_insured: Money
    annual_premium: Money


class MaterialRequested(Event):
    """The carrier wants something more before it decides."""

    name: ClassVar[str] = "material-requested"

    client_id: UUID
    application_id: UUID
    request_id: UUID
    document_type: str
    due_on: date


class MaterialReceived(Event):
    """What the carrier asked for has been handed in."""

    name: ClassVar[str] = "material-received"

    client_id: UUID
    application_id: UUID
    request_id: UUID
    carrier_id: UUID
    document_type: str


class UnderwritingDecided(Event):
    """The carrier has decided an application: STANDARD, EXCLUSION, RATED, POSTPONE or DECLINE."""

    name: ClassVar[str] = "underwriting-decided"

    client_id: UUID
    application_id: UUID
    line: Line
    outcome: str
    rating_percent: int
    exclusions: list[str]


class PolicyIssued(Event):
    """A policy is in force: every clock on it starts. `member_id` is the household member insured, where known."""

    name: ClassVar[str] = "policy-issued"

    client_id: UUID
    policy_id: UUID
    application_id: UUID
    proposal_id: UUID
    carrier_id: UUID
    product_id: UUID
    product_code: str
    line: Line
    sum_insured: Money
    annual_premium: Money
    issued_at: datetime
    effective_on: date
    coverage_term: str
    coverage_last_day: date
    payment_years: int
    next_due_on: date | None
    waiting_days: int
    member_id: UUID | None = None
