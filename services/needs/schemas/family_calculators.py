"""What the calculators about a family's inputs are asked, and what they answer."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.needs.domain.gap_update import GapThen
from services.needs.domain.household import Risk
from services.needs.domain.problems import HouseholdOrClient
from services.needs.domain.what_if import Change
from services.needs.schemas.assessments import AssumptionsIn, EditIn
from services.needs.schemas.households import Day, HouseholdIn, Yuan
from services.needs.texts import Warned
from shared.money import Money


class ChangeIn(Change):
    """One input and its new value; the path says which, from a closed list.

    `annual_expenses`, `liquid_assets`, `annual_elder_support`; `liabilities.<kind>`; `members.<id>.annual_income`;
    `members.<id>.cover.<line>` and `members.<id>.employer_cover.<line>` (all of that line); `members.<id>.job` with null:
    the job ends, and with it the income and the employer's cover. The id of a member who is not recorded is his place:
    "1", "2", …
    """

    path: Annotated[str, Field(max_length=130, examples=["liabilities.mortgage"])]
    value: Yuan | None = Field(None, examples=["800000.00"])


class WhatIfQuestion(AssumptionsIn):
    """A household, or a client's as it is now with all his policies; what to change in it; a day (today unless given).

    `then` is what is assumed after the change, where that is otherwise.
    """

    household: HouseholdIn | None = None
    client_id: UUID | None = None
    changes: Annotated[tuple[ChangeIn, ...], Field(max_length=50)] = ()
    then: AssumptionsIn | None = None
    on: Day | None = None

    @model_validator(mode="after")
    def _one_household(self) -> Self:
        if (self.household is None) == (self.client_id is None):
            raise HouseholdOrClient
        return self


class MovedGap(BaseModel):
    """One risk of one member before and after, in yuan; `delta` is below zero where the gap becomes smaller."""

    member: str | None
    risk: Risk
    before: GapThen | None
    after: GapThen | None
    delta: Money | None


class WhatIfOut(BaseModel):
    """How the gaps move, and what the family should spend on premiums in a year at most."""

    gaps: list[MovedGap]
    premium_ceiling_before: Money
    premium_ceiling_after: Money


class SuitabilityQuestion(AssumptionsIn):
    """A household, the gaps as they are seen (all others as computed), and the budget, on a day (today unless given)."""

    household: HouseholdIn
    edits: Annotated[tuple[EditIn, ...], Field(max_length=300)] = ()
    annual_budget: Yuan | None = Field(None, examples=["8200.00"])
    on: Day | None = None


class SuitabilityOut(BaseModel):
    """Whether to go on; with `stop`, only after the client acknowledges each of the `doubts` in writing."""

    recommendation: Annotated[str, Field(examples=["stop"])]
    doubts: list[Warned]
