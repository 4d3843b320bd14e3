"""Routes about what lies behind a want 表层需求 → 深层需求."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from services.needs import queries as assessment_queries
from services.needs.api.households import READERS
from services.needs.domain.agreement import Assumptions
from services.needs.domain.deep_needs import DeepNeeds
from services.needs.domain.household import Risk
from services.needs.queries import deep_needs as queries
from services.needs.schemas.deep_needs import (
    DeepNeedsOut,
    StatedWantOut,
    WantIn,
    WantQuestion,
    in_words,
)
from services.needs.tables import DeepNeed
from services.needs.use_cases import deep_needs
from services.needs.use_cases.computing import figures_for
from shared.because import Answer
from shared.calendar import local_date
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("needs")
WANTS = "/clients/{client_id}/assessments/{assessment_id}/deep-needs"


@router.post("/calculators/deep-needs", tags=["calculators"])
@allow(*READERS)
async def calculate_deep_needs(uow: Uow, question: WantQuestion) -> Answer[DeepNeedsOut]:
    """What lies behind a want; with a household, how far its cover meets each of those needs already."""
    day = question.on or local_date(uow.now)
    gaps = []
    if question.household is not None:
        household = question.household.stated()
        assumptions = Assumptions(method=question.method)
        gaps = deep_needs.gaps_of(
            figures_for(uow, household, assumptions, day), household.person(question.member).key
        )
    return in_words(deep_needs.behind(uow, question.want, gaps, day), uow.language)


@router.post(WANTS, status_code=status.HTTP_201_CREATED, tags=["assessments"])
@allow(*READERS)
async def state_want(uow: Uow, client_id: UUID, assessment_id: UUID, want: WantIn) -> StatedWantOut:
    """Keep what a member says he wants, with the needs behind it and how far they are covered already."""
    stated = await deep_needs.state_want(uow, client_id, assessment_id, **dict(want))
    return _stated(uow, stated)


@router.get(WANTS, tags=["assessments"])
@allow(*READERS)
async def list_wants(
    uow: Uow,
    client_id: UUID,
    assessment_id: UUID,
    asked: Asked,
    want: Annotated[Risk | None, Query(examples=["critical_illness"])] = None,
) -> PageOf[StatedWantOut]:
    """What was said to be wanted when this assessment was talked about, the newest first."""
    await uow.get(assessment_queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id)
    return await queries.DEEP_NEEDS.page(
        uow,
        asked,
        lambda row: _stated(uow, row),
        client_id=client_id,
        assessment_id=assessment_id,
        want=want,
    )


def _stated(uow: Uow, stated: DeepNeed) -> StatedWantOut:
    answer = Answer[DeepNeeds].model_validate(stated.answer)
    return StatedWantOut(
        id=stated.id,
        client_id=stated.client_id,
        assessment_id=stated.assessment_id,
        member=UUID(stated.member),
        recorded_at=stated.recorded_at,
        answer=in_words(answer, uow.language),
    )
