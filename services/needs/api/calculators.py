"""The calculators of `needs`: every figure can be asked for without storing anything."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from services.needs.api.households import READERS
from services.needs.domain.agreement import Assumptions
from services.needs.domain.assessment import Assessment as Figures
from services.needs.domain.chart import GapChart
from services.needs.domain.enterprise import Enterprise, EnterpriseRules
from services.needs.domain.enterprise_assessment import EnterpriseAssessment, assess_enterprise
from services.needs.domain.funding import PensionFunding, education_gap, pension_funding
from services.needs.domain.gap import Gap
from services.needs.domain.household import Member
from services.needs.domain.parameters import Override, Parameters
from services.needs.schemas.assessments import FiguresOut
from services.needs.schemas.calculators import (
    EducationQuestion,
    EnterpriseQuestion,
    GapQuestion,
    PensionQuestion,
    TransferQuestion,
)
from services.needs.texts import sentences, worded
from services.needs.use_cases.computing import chosen, figures_for
from shared.because import Answer
from shared.calendar import local_date
from shared.risk_transfer import Exposure, TransferRow, transfer_row
from shared.routing import Uow, allow, service_router

router = service_router("needs")
T = TypeVar("T")


@router.post("/calculators/gap", tags=["calculators"])
@allow(*READERS)
async def calculate_gap(uow: Uow, question: GapQuestion) -> Answer[FiguresOut]:
    """Every gap of a household by any method: change an input and see the gap move."""
    figures = _figures(uow, question)
    return _answer(uow, figures, FiguresOut.of(figures, uow.language))


@router.post("/calculators/gap-chart", tags=["calculators"])
@allow(*READERS)
async def calculate_chart(uow: Uow, question: GapQuestion) -> Answer[tuple[GapChart, ...]]:
    """The gap chart of each member of a household: needed, covered, missing."""
    figures = _figures(uow, question)
    return _answer(uow, figures, figures.charts)


@router.post("/calculators/education", tags=["calculators"])
@allow(*READERS)
async def calculate_education(uow: Uow, question: EducationQuestion) -> Answer[Gap]:
    """What schooling costs in today's money, and what of it is not saved yet."""
    parameters = _parameters(uow, question.overrides, _day(uow, question.on))
    member = Member(key="1", role="other_adult", education=question.plans)
    return worded(education_gap(member, parameters.education, parameters.rounding), uow.language)


@router.post("/calculators/pension", tags=["calculators"])
@allow(*READERS)
async def calculate_pension(uow: Uow, question: PensionQuestion) -> Answer[PensionFunding]:
    """What a retirement takes, what is missing, and the yearly saving that closes it."""
    day = _day(uow, question.on)
    parameters = _parameters(uow, question.overrides, day)
    member = Member(key="1", role="other_adult", birth_date=question.birth_date, pension=question.goal)
    answer = pension_funding(member, question.goal, parameters.pension, parameters.rounding, on=day)
    return worded(answer, uow.language)


@router.post("/calculators/transfer", tags=["calculators"])
@allow(*READERS)
async def calculate_transfer(uow: Uow, question: TransferQuestion) -> Answer[TransferRow]:
    """What an employer-liability insurer takes off a loss per head, and what the firm retains."""
    day = _day(uow, question.on)
    exposure = Exposure.model_validate(question.model_dump(exclude={"on"}))
    rules = EnterpriseRules.of(uow.kit.jurisdiction, on=day)
    return worded(transfer_row(exposure, rules, on=day), uow.language)


@router.post("/calculators/enterprise", tags=["calculators"])
@allow(*READERS)
async def calculate_enterprise(uow: Uow, question: EnterpriseQuestion) -> Answer[EnterpriseAssessment]:
    """Every gap of a firm that it gives facts for."""
    day = _day(uow, question.on)
    firm = Enterprise.model_validate(question.model_dump(exclude={"on"}))
    assessed = assess_enterprise(firm, EnterpriseRules.of(uow.kit.jurisdiction, on=day), on=day)
    language = uow.language
    result = assessed.model_copy(
        update={
            "gaps": tuple(worded(answer, language) for answer in assessed.gaps),
            "priorities": worded(assessed.priorities, language),
        }
    )
    return flat([*assessed.gaps, assessed.priorities], result, uow)


def _figures(uow: Uow, question: GapQuestion) -> Figures:
    day = _day(uow, question.on)
    return figures_for(uow, question.household.stated(), _assumptions(uow, question, day), day)


def _assumptions(uow: Uow, question: GapQuestion, day: date) -> Assumptions:
    return chosen(
        uow,
        on=day,
        method=question.method,
        expense_years=question.expense_years,
        overrides=question.overrides,
        tight_budget=question.tight_budget,
    )


def _parameters(uow: Uow, overrides: Sequence[Override], day: date) -> Parameters:
    return Parameters.of(uow.kit.jurisdiction, on=day, overrides=overrides)


def _day(uow: Uow, on: date | None) -> date:
    return on or local_date(uow.now)


def _answer(uow: Uow, figures: Figures, result: T) -> Answer[T]:
    return flat([*figures.gaps, figures.priorities, figures.premium_ceiling], result, uow)


def flat(answers: Sequence[Answer[Any]], result: T, uow: Uow) -> Answer[T]:
    """`result` with the reasons and caveats of all the answers it is made of."""
    return Answer(
        result=result,
        because=[reason for answer in answers for reason in answer.because],
        caveats=sentences((code for answer in answers for code in answer.caveats), uow.language),
    )
