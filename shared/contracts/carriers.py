"""What `carriers` tells: what an insurer said about a case, as it said it."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events import Event
from shared.money import Money


class CaseKind(StrEnum):
    """What a carrier works on."""

    APPLICATION = "application"
    CLAIM = "claim"


class CarrierReported(Event):
    """A carrier's callback on a case.

    `report` is `accepted`, `material_requested`, `decided`, `issued` (applications), `acknowledged`,
    `supplement_requested`, `investigating`, `decided` or `paid` (claims); the other fields are set as far as it says.
    """

    name: ClassVar[str] = "carrier-reported"

    client_id: UUID
    carrier_id: UUID
    case_kind: CaseKind
    case_id: UUID
    report: str
    reported_at: datetime
    outcome: str | None = None
    rating_percent: int | None = None
    exclusions: list[str] = Field(default_factory=list)
    document_types: list[str] = Field(default_factory=list)
    policy_number: str | None = None
    effective_on: date | None = None
    amount: Money | None = None
    reason_code: str | None = None
