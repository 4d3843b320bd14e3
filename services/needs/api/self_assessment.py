"""The public route of the self-assessment: anybody learns the gap of the household that he states, and nothing is kept."""

from typing import Any

from services.needs.domain.agreement import Assumptions
from services.needs.schemas.self_assessment import SelfAssessmentIn, SelfAssessmentOut
from services.needs.self_assessment import instant_report
from services.needs.texts import sentences
from services.needs.use_cases.computing import figures_for
from shared.because import Answer
from shared.calendar import local_date
from shared.routing import Uow, public, service_router

router = service_router("needs")


@router.post("/self-assessment", tags=["self-assessment"])
@public
async def assess_oneself(uow: Uow, household: SelfAssessmentIn) -> Answer[SelfAssessmentOut]:
    """The gap of a household, by the rules in force today: what to close first, and the charts. Stores nothing."""
    known = household.stated()
    figures = figures_for(uow, known, Assumptions(), local_date(uow.now))
    answers: list[Answer[Any]] = [*figures.gaps, figures.priorities, figures.premium_ceiling]
    return Answer(
        result=instant_report(figures, known, uow.language),
        because=[reason for answer in answers for reason in answer.because],
        caveats=sentences((code for answer in answers for code in answer.caveats), uow.language),
    )
