"""An assessment as it is asked for, given out, agreed to and compared."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.needs.domain.agreement import Agreement, Assumptions, Edit, Occasion, Status
from services.needs.domain.assessment import Assessment as Figures
from services.needs.domain.chart import GapChart
from services.needs.domain.funding import PensionFunding
from services.needs.domain.gap import DeathMethod, Gap
from services.needs.domain.gap_update import GapChange, Sides
from services.needs.domain.household import LINE_OF_TEXT, Key, Risk
from services.needs.domain.household_changes import FactChange
from services.needs.domain.parameters import Override
from services.needs.domain.priority import Priority
from services.needs.domain.suitability import Acknowledgement
from services.needs.schemas.households import (
    Day,
    Yuan,
)
from services.needs.texts import worded
from shared.because import Answer
from shared.contracts import Line
from shared.language import Language
from shared.money import Money
from shared.sent import Input

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=LINE_OF_TEXT),
]
"""Why somebody sees it so, in his words."""


class AssumptionsIn(Input):
    """What is chosen for an assessment; what is left out is as the rules in force say.

    `expense_years` is n of the method `liabilities_plus_expenses`.
    """

    method: DeathMethod | None = Field(None, examples=["liabilities_plus_expenses"])
    expense_years: Annotated[int, Field(ge=0, le=80)] | None = Field(None, examples=[1])
    overrides: Annotated[tuple[Override, ...], Field(max_length=40)] = ()
    tight_budget: bool = False


class FiguresOut(BaseModel):
    """What a household lacks on a day; each figure with its reasons. `member` is a member's id."""

    on: date
    gaps: list[Answer[Gap]]
    priorities: Answer[tuple[Priority, ...]]
    pensions: list[Answer[PensionFunding]]
    premium_ceiling: Answer[Money]

    @classmethod
    def of(cls, figures: Figures, language: Language) -> Self:
        """The figures with their caveats worded."""
        return cls(
            on=figures.on,
            gaps=[worded(answer, language) for answer in figures.gaps],
            priorities=worded(figures.priorities, language),
            pensions=[worded(answer, language) for answer in figures.pensions],
            premium_ceiling=worded(figures.premium_ceiling, language),
        )


class SummedUpGap(BaseModel):
    """One gap in one line."""

    member: str | None
    risk: Risk
    gap: Money
    rounded_up: Money
    line: Line

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """This gap in one line."""
        return cls(member=gap.member, risk=gap.risk, gap=gap.gap, rounded_up=gap.rounded_up, line=gap.line)


class AssessmentSummaryOut(BaseModel):
    """An assessment in a list; `gaps` is empty until it is computed."""

    id: UUID
    client_id: UUID
    version: int
    occasion: Occasion
    status: Status
    review_id: UUID | None
    method: DeathMethod | None
    assessed_on: date | None
    household_version: int | None
    params_version: str | None
    created_at: datetime
    computed_at: datetime | None
    confirmed_at: datetime | None
    gaps: list[SummedUpGap]


class AssessmentOut(AssessmentSummaryOut):
    """One assessment with what it assumes, its figures and their reasons, and what was agreed on."""

    assumptions: Assumptions | None
    figures: FiguresOut | None
    caveat_codes: Annotated[list[str], Field(examples=[["ONLY_LIFE_COVER_COUNTS"]])]
    agreement: Agreement | None


class ChartsOut(BaseModel):
    """The gap chart of each member: left what is needed, right the cover that exists, between them what is missing."""

    assessment_id: UUID
    on: date
    charts: tuple[GapChart, ...]


class EditIn(Edit):
    """A gap as the client sees it; `member` is a member's id."""

    gap: Yuan = Field(examples=["1000000.00"])


class ConfirmationIn(Input):
    """What the client agrees to; `insured_member` is whom a plan is to be made for (null: the first breadwinner).

    Without `edits` he agrees to the version that was edited last, or else to the gaps as computed. `acknowledged` are the
    reasons to stop that he knows of and goes on in spite of: those that the answer 409 ACKNOWLEDGEMENT_NEEDED names.
    """

    annual_budget: Yuan | None = Field(None, examples=["8200.00"])
    insured_member: Key | None = None
    edits: Annotated[tuple[EditIn, ...], Field(max_length=300)] | None = None
    acknowledged: Annotated[tuple[Acknowledgement, ...], Field(max_length=10)] = ()
    reason: Reason | None = Field(None, description="why the gaps are seen otherwise than computed")


class GapUpdateOut(BaseModel):
    """The gap update table 保障缺口更新表 of two assessments, or of two days (whose ids are null).

    `changed` is what became otherwise in the household and its cover between them.
    """

    earlier_id: UUID | None
    earlier_on: date
    later_id: UUID | None
    later_on: date
    rows: tuple[GapChange, ...]
    changed: tuple[FactChange, ...]

    @classmethod
    def of(cls, sides: Sides) -> Self:
        """The table of these two."""
        earlier, later = sides.earlier, sides.later
        return cls(
            earlier_id=earlier.assessment_id,
            earlier_on=earlier.figures.on,
            later_id=later.assessment_id,
            later_on=later.figures.on,
            rows=sides.rows(),
            changed=sides.facts(),
        )


PastDay = Annotated[Day, Field(description="a day of which to tell; today unless given")]
