"""Routes about what a family saves for: goals, and the horizons of the whole household."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response, status

from services.needs.api.households import READERS
from services.needs.api.preconditions import MustBeNew, SeenVersion
from services.needs.domain.horizons import Goal
from services.needs.queries import horizons as queries
from services.needs.schemas.assessments import PastDay
from services.needs.schemas.horizons import GoalsIn, GoalsOut, HorizonQuestion, HorizonsOut
from services.needs.tables import GoalList
from services.needs.texts import sentences
from services.needs.use_cases import horizons as use_cases
from shared.because import Answer
from shared.calendar import end_of_day, local_date
from shared.routing import Uow, allow, service_router

router = service_router("needs")


@router.put("/clients/{client_id}/goals", tags=["horizons"])
@allow(*READERS)
async def put_goals(
    uow: Uow, client_id: UUID, goals: GoalsIn, response: Response, seen: SeenVersion, must_be_new: MustBeNew
) -> GoalsOut:
    """Record all goals beside schooling and retirement, in the place of those stated before.

    The first time no If-Match is needed (201); goals that are there are changed with If-Match (412 stale, 428 missing).
    """
    stated = [Goal.model_validate(goal.model_dump()) for goal in goals.goals]
    kept = await use_cases.record_goals(uow, client_id, stated, seen=seen, must_be_new=must_be_new)
    if kept.goals_version == 1 and seen is None:
        response.status_code = status.HTTP_201_CREATED
    return _goals(uow, kept)


@router.get("/clients/{client_id}/goals", tags=["horizons"])
@allow(*READERS)
async def read_goals(uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None) -> GoalsOut:
    """The goals as they are, with their ETag; with `on`, as they were known at the end of that day."""
    if on is None:
        return _goals(uow, await uow.get(queries.GOALS, client_id=client_id))
    then: GoalList = await uow.get(queries.GOALS_BEFORE, client_id=client_id, before=end_of_day(on))
    return _told(then)


@router.get("/clients/{client_id}/horizons", tags=["horizons"])
@allow(*READERS)
async def read_horizons(
    uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None
) -> HorizonsOut:
    """Schooling, retirement and other goals of the household on any day: targets, savings needed, and a timeline."""
    found = await use_cases.horizons_then(uow, client_id, on or local_date(uow.now))
    return HorizonsOut.of(found, uow.language)


@router.post("/calculators/horizons", tags=["calculators"])
@allow(*READERS)
async def calculate_horizons(uow: Uow, question: HorizonQuestion) -> Answer[HorizonsOut]:
    """What a family that need not exist has to save for its goals, and when: move a year and see the saving move."""
    day = question.on or local_date(uow.now)
    household = question.household.stated()
    found = use_cases.horizons_for(uow, household, question.goals, question.overrides, day)
    return Answer(
        result=HorizonsOut.of(found, uow.language),
        because=[reason for answer in found.horizons for reason in answer.because],
        caveats=sentences((code for answer in found.horizons for code in answer.caveats), uow.language),
    )


def _goals(uow: Uow, row: GoalList) -> GoalsOut:
    uow.etag = f'"{row.goals_version}"'
    return _told(row)


def _told(row: GoalList) -> GoalsOut:
    return GoalsOut(
        client_id=row.client_id,
        version=row.goals_version,
        recorded_at=row.recorded_at,
        goals=use_cases.stated_goals(row),
    )
