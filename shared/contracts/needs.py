"""What `needs` tells: households, gaps and what clients confirmed of them."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts import Sex
from shared.events import Event
from shared.money import Money


class HouseholdChanged(Event):
    """A client's household was recorded or changed (code: `recorded`, `income`, `child`, `cover`, …).

    `trend` says whether the amount or the number that changed rose or fell; null where neither can be said.
    """

    name: ClassVar[str] = "household-changed"

    client_id: UUID
    household_id: UUID
    change_code: str
    effective_on: date
    trend: Literal["up", "down"] | None = None


class RiskGap(BaseModel):
    """The gap of one risk of one member: as computed, and rounded up to 10,000 yuan; `covered` is what is there already."""

    model_config = ConfigDict(frozen=True)

    risk: str
    gap: Money
    gap_rounded_up: Money
    member_id: UUID | None = None
    covered: Money | None = None


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


class FamilyMember(Insured):
    """A member of the household for whom something is to be planned, by his role in it.

    `death_cover_held` is what his policies pay on his death today, all insurers together, in yuan.
    """

    role: str
    death_cover_held: Money = Money.zero()


class GapConfirmed(Event):
    """The client agrees with an assessment: a proposal may be drafted for it.

    `gaps` are those of the one `insured`. `members` are he and all who have a gap agreed to and of whom enough is known to
    price them, `family_gaps` the gaps of all of these.
    """

    name: ClassVar[str] = "gap-confirmed"

    client_id: UUID
    assessment_id: UUID
    gaps: list[RiskGap]
    insured: Insured
    annual_budget: Money | None
    family_annual_income: Money | None
    members: list[FamilyMember] = Field(default_factory=list)
    family_gaps: list[RiskGap] = Field(default_factory=list)


class EnterpriseChanged(Event):
    """A client's firm was recorded or changed (code: `recorded`, `headcount`, `occupation_mix`, `property`, …).

    The heads, their occupation classes and the wages are those from now on; null where the publisher did not tell yet.
    """

    name: ClassVar[str] = "enterprise-changed"

    client_id: UUID
    enterprise_id: UUID
    change_code: str
    effective_on: date
    headcount: int | None = None
    occupation_mix: dict[int, int] | None = None
    annual_wages: Money | None = None


class EnterpriseGapConfirmed(Event):
    """The client agrees with an assessment of his firm: an enterprise plan may be drafted for it.

    The gap of employer liability is per head, the others are the whole firm's. `occupation_mix` is heads by occupation
    class, empty where nobody told them apart. What exists already: a liability limit and deductible per head, the sum that
    the plant is insured for, the employer's yearly contribution to an annuity; null where nobody asked.
    """

    name: ClassVar[str] = "enterprise-gap-confirmed"

    client_id: UUID
    assessment_id: UUID
    gaps: list[RiskGap]
    headcount: int
    industry: str
    occupation_mix: dict[int, int]
    annual_wages: Money
    enrolled_in_work_injury_fund: bool
    liability_limit_per_head: Money
    replacement_value: Money | None
    annual_budget: Money | None
    liability_deductible: Money | None = None
    property_insured: Money | None = None
    annuity_contribution: Money | None = None
