"""What `needs` tells: households, gaps and what clients confirmed of them."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts import Sex
from shared.events import Event
from shared.money import Money


class HouseholdChanged(Event):
    """A client's household was recorded or changed (code: `recorded`, `income`, `child`, `cover`, …)."""

    name: ClassVar[str] = "household-changed"

    client_id: UUID
    household_id: UUID
    change_code: str
    effective_on: date


class RiskGap(BaseModel):
    """The gap of one risk of one member: as computed, and rounded up to 10,000 yuan."""

    model_config = ConfigDict(frozen=True)

    risk: str
    gap: Money
    gap_rounded_up: Money
    member_id: UUID | None = None


class GapComputed(Event):
    """An assessment has its figures, by the rules named in `params_version`."""

    name: ClassVar[str] = "gap-computed"

    client_id: UUID
    assessment_id: UUID
    occasion: str
    method: str
    gaps: list[RiskGap]
    params_version: str


class Insured(BaseModel):
    """What pricing needs to know of a life; nothing that names the person."""

    model_config = ConfigDict(frozen=True)

    member_id: UUID
    birth_date: date
    sex: Sex
    occupation_class: int


class GapConfirmed(Event):
    """The client agrees with an assessment: a proposal may be drafted for it."""

    name: ClassVar[str] = "gap-confirmed"

    client_id: UUID
    assessment_id: UUID
    gaps: list[RiskGap]
    insured: Insured
    annual_budget: Money | None
    family_annual_income: Money | None
