"""What the calculators are asked."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.needs.domain.enterprise import AnnuityPlan, Enterprise, GroupCover, Property
from services.needs.domain.parameters import Override
from services.needs.schemas.assessments import AssumptionsIn
from services.needs.schemas.households import (
    BirthDate,
    Day,
    EducationPlanIn,
    HouseholdIn,
    PensionGoalIn,
    Yuan,
)
from shared.money import Money
from shared.risk_transfer import Exposure
from shared.sent import Input


def _more_than_nothing(amount: Money) -> Money:
    if not amount:
        raise ValueError("more than 0.00 yuan is needed here")
    return amount


class GapQuestion(AssumptionsIn):
    """A household that need not exist, on a day (today unless given)."""

    household: HouseholdIn
    on: Day | None = None


class EducationQuestion(Input):
    """Schooling to pay for."""

    plans: Annotated[tuple[EducationPlanIn, ...], Field(min_length=1, max_length=10)]
    overrides: Annotated[tuple[Override, ...], Field(max_length=40)] = ()
    on: Day | None = None


class PensionQuestion(Input):
    """A retirement; the birth date is needed where the goal does not say the years to retirement."""

    goal: PensionGoalIn
    birth_date: BirthDate | None = None
    overrides: Annotated[tuple[Override, ...], Field(max_length=40)] = ()
    on: Day | None = None


class ExposureIn(Exposure):
    """A loss per head, and the employer-liability cover against it."""

    loss: Annotated[Yuan, AfterValidator(_more_than_nothing)] = Field(examples=["800000.00"])
    limit: Yuan = Field(examples=["700000.00"])
    deductible: Yuan = Money.zero()


class TransferQuestion(ExposureIn):
    """One row of the risk-transfer table 风险转移对比表, on a day (today unless given)."""

    on: Day | None = None


class GroupCoverIn(GroupCover):
    """What each head should be insured for, and what all heads together are insured for already."""

    target_per_head: Yuan = Field(examples=["500000.00"])
    existing_total: Yuan = Money.zero()


class PropertyIn(Property):
    """Plant and equipment."""

    replacement_value: Yuan = Field(examples=["5000000.00"])
    sum_insured: Yuan = Money.zero()


class AnnuityPlanIn(AnnuityPlan):
    """An enterprise annuity."""

    current_contribution: Yuan = Money.zero()


class EnterpriseQuestion(Enterprise):
    """A firm, on a day (today unless given)."""

    annual_wages: Yuan = Field(examples=["4000000.00"])
    liability_limit_per_head: Yuan = Money.zero()
    group_accident: GroupCoverIn | None = None
    group_medical: GroupCoverIn | None = None
    plant: PropertyIn | None = None
    annuity: AnnuityPlanIn | None = None
    on: Day | None = None
