"""What the calculators of plans are asked, and what they answer."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.quotes.domain.adjustments import Action, Aged, Change
from services.quotes.domain.family import Family, Key, Role
from services.quotes.domain.family_plan import NextStep, Weighed
from services.quotes.schemas.calculators import OnDay
from services.quotes.schemas.proposals import CoverOut, MissingOut
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input


class FamilyIn(Family):
    """A family with its gaps, and what its plan may cost a year."""

    on: OnDay = None


class PlannedCoverOut(CoverOut):
    """A cover of the plan: the gap it is for, the same sum on other terms, and what the next step up would cost."""

    gap: Money
    weighed: list[Weighed]
    next_step: NextStep | None


class LeftOut(BaseModel):
    """A cover that the budget does not carry."""

    line: Line
    name: str


class MemberPlanOut(BaseModel):
    """What is planned for one member, most urgent first."""

    member: Key
    role: Role
    annual_premium: Money
    covers: list[PlannedCoverOut]
    missing: list[MissingOut]
    left_out: list[LeftOut]


class FamilyPlanResult(BaseModel):
    """The plan; `advice` says what to change where the budget carries nothing of it, in that order."""

    members: list[MemberPlanOut]
    annual_premium: Money
    annual_budget: Money | None
    left_of_budget: Money | None
    advice: list[str]


class AdjustmentsIn(Input):
    """What changed in a household, and whose ages are to be looked at."""

    changes: Annotated[tuple[Change, ...], Field(max_length=50)] = ()
    members: Annotated[tuple[Aged, ...], Field(max_length=30)] = ()
    on: OnDay = None


class AdjustmentOut(BaseModel):
    """A change of the plan that is suggested, with its reason."""

    code: str
    action: Action
    lines: list[Line]
    member: str | None
    change: str | None
    text: str
    reason: str


class AdjustmentsResult(BaseModel):
    """What follows from the rules, changes first."""

    suggestions: list[AdjustmentOut]
