"""A firm as it is sent in and given out, and what is assessed and agreed on of it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.needs.domain.chart import GapChart
from services.needs.domain.enterprise import AnnuityPlan, GroupCover, Property
from services.needs.domain.firm_figures import (
    FirmAgreement,
    FirmEdit,
    FirmFigures,
    FirmOccasion,
    FirmStatus,
)
from services.needs.domain.gap import Gap
from services.needs.domain.household import Risk
from services.needs.domain.priority import Priority
from services.needs.domain.recorded_enterprise import IndustryCode, RecordedEnterprise
from services.needs.schemas.calculators import AnnuityPlanIn, GroupCoverIn, PropertyIn
from services.needs.schemas.households import Yuan
from services.needs.texts import worded
from shared.because import Answer
from shared.contracts import Line
from shared.language import Language
from shared.money import Money
from shared.risk_transfer import TransferRow
from shared.sent import Input


class EnterpriseIn(RecordedEnterprise):
    """Everything a firm's gaps are computed from; what is null was not asked about and is not assessed.

    `industry` is a code of `GET /needs/industries`; `occupation_mix` is heads by occupation class 1 to 6, all of them
    together the headcount. A year's amounts in yuan.
    """

    headcount: Annotated[int, Field(ge=1, le=5_000_000, examples=[40])]
    industry: IndustryCode = Field(examples=["C"])
    annual_wages: Yuan = Field(examples=["4000000.00"])
    liability_limit_per_head: Yuan = Money.zero()
    liability_deductible: Yuan = Money.zero()
    group_accident: GroupCoverIn | None = None
    group_medical: GroupCoverIn | None = None
    plant: PropertyIn | None = None
    annuity: AnnuityPlanIn | None = None

    def stated(self) -> RecordedEnterprise:
        """The firm as stated."""
        return RecordedEnterprise.model_validate(self.model_dump())


class EnterpriseOut(BaseModel):
    """A firm as recorded at `recorded_at`."""

    id: UUID
    client_id: UUID
    version: int
    recorded_at: datetime
    headcount: int
    industry: str
    industry_title: Annotated[str, Field(examples=["Manufacturing"])]
    occupation_mix: dict[int, int]
    annual_wages: Money
    enrolled_in_work_injury_fund: bool
    liability_limit_per_head: Money
    liability_deductible: Money
    group_accident: GroupCover | None
    group_medical: GroupCover | None
    plant: Property | None
    annuity: AnnuityPlan | None


class IndustryOut(BaseModel):
    """One code of the industry classification."""

    code: str
    title: str


class IndustriesOut(BaseModel):
    """The industry classification in force on a day, and where it is written."""

    source: str
    items: list[IndustryOut]


class FirmFiguresOut(BaseModel):
    """What a firm lacks on a day, each figure with its reasons; employer liability is per head."""

    on: date
    gaps: list[Answer[Gap]]
    priorities: Answer[tuple[Priority, ...]]
    transfers: list[Answer[TransferRow]]
    chart: GapChart

    @classmethod
    def of(cls, figures: FirmFigures, language: Language) -> Self:
        """The figures with their caveats worded."""
        assessment = figures.assessment
        return cls(
            on=assessment.on,
            gaps=[worded(answer, language) for answer in assessment.gaps],
            priorities=worded(assessment.priorities, language),
            transfers=[worded(answer, language) for answer in figures.transfers],
            chart=assessment.chart,
        )


class SummedUpFirmGap(BaseModel):
    """One gap of a firm in one line."""

    risk: Risk
    gap: Money
    rounded_up: Money
    line: Line

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """This gap in one line."""
        return cls(risk=gap.risk, gap=gap.gap, rounded_up=gap.rounded_up, line=gap.line)


class EnterpriseAssessmentSummaryOut(BaseModel):
    """An assessment of a firm in a list."""

    id: UUID
    client_id: UUID
    version: int
    occasion: FirmOccasion
    status: FirmStatus
    review_id: UUID | None
    assessed_on: date
    enterprise_version: int
    params_version: str
    created_at: datetime
    confirmed_at: datetime | None
    gaps: list[SummedUpFirmGap]


class EnterpriseAssessmentOut(EnterpriseAssessmentSummaryOut):
    """One assessment of a firm with its figures, their reasons, and what was agreed on."""

    figures: FirmFiguresOut
    caveat_codes: Annotated[list[str], Field(examples=[["LIMIT_BELOW_DEATH_GRANT"]])]
    agreement: FirmAgreement | None


class FirmEditIn(FirmEdit):
    """A gap of the firm as the client sees it."""

    gap: Yuan = Field(examples=["400000.00"])


class FirmConfirmationIn(Input):
    """What the client agrees to."""

    annual_budget: Yuan | None = Field(None, examples=["60000.00"])
    edits: Annotated[tuple[FirmEditIn, ...], Field(max_length=20)] = ()


class EnterpriseChartOut(BaseModel):
    """The gap chart of a firm: left what is needed, right the cover that exists, between them what is missing."""

    assessment_id: UUID
    on: date
    chart: GapChart
