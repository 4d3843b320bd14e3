"""Routes about a client's assessments: computed, read and agreed to."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, status

from services.needs import queries
from services.needs.api.households import READERS
from services.needs.domain.agreement import Agreement, Assumptions, Occasion, Status
from services.needs.schemas.assessments import (
    AssessmentOut,
    AssessmentSummaryOut,
    AssumptionsIn,
    ChartsOut,
    ConfirmationIn,
    FiguresOut,
    PastDay,
    SummedUpGap,
)
from services.needs.tables import Assessment, ClientFile
from services.needs.use_cases import assessments, consensus
from services.needs.use_cases.computing import (
    assumptions_agreed,
    chosen,
    figures_for,
    figures_of,
)
from services.needs.use_cases.consensus import Confirmation
from services.needs.use_cases.facts import facts_then
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.language import Language
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("needs")


@router.post("/clients/{client_id}/assessments", status_code=status.HTTP_201_CREATED, tags=["assessments"])
@allow(*READERS)
async def request_assessment(uow: Uow, client_id: UUID, assumptions: AssumptionsIn) -> AssessmentOut:
    """Compute the gap of each member for each risk from the household as it is; an invitation is taken up by it."""
    assessed = await assessments.request_assessment(
        uow, client_id, chosen(uow, on=local_date(uow.now), **dict(assumptions))
    )
    uow.tag(assessed)
    return _assessment(assessed, uow.language)


@router.get("/clients/{client_id}/assessments", tags=["assessments"])
@allow(*READERS)
async def list_assessments(
    uow: Uow,
    client_id: UUID,
    asked: Asked,
    status: Annotated[Status | None, Query(examples=["computed"])] = None,
    occasion: Annotated[Occasion | None, Query(examples=["review"])] = None,
) -> PageOf[AssessmentSummaryOut]:
    """Assessments of the client, the newest first."""
    await uow.reach_client(client_id)
    return await queries.ASSESSMENTS.page(
        uow, asked, _summary, client_id=client_id, status=status, occasion=occasion
    )


@router.get("/clients/{client_id}/assessments/{assessment_id}", tags=["assessments"])
@allow(*READERS)
async def read_assessment(uow: Uow, client_id: UUID, assessment_id: UUID) -> AssessmentOut:
    """One assessment, with every figure's reasons."""
    assessment = await _get(uow, client_id, assessment_id)
    uow.tag(assessment)
    return _assessment(assessment, uow.language)


@router.get("/assessments/{assessment_id}", tags=["assessments"])
@allow(*READERS)
async def read_assessment_by_id(uow: Uow, assessment_id: UUID) -> AssessmentOut:
    """The assessment that an event tells of."""
    assessment: Assessment = await uow.get(queries.ASSESSMENT_BY_ID, assessment_id=assessment_id)
    uow.tag(assessment)
    return _assessment(assessment, uow.language)


@router.get("/clients/{client_id}/assessments/{assessment_id}/chart", tags=["assessments"])
@allow(*READERS)
async def read_chart(uow: Uow, client_id: UUID, assessment_id: UUID) -> ChartsOut:
    """The gap chart as data, for every member."""
    figures = figures_of(await _get(uow, client_id, assessment_id))
    return ChartsOut(assessment_id=assessment_id, on=figures.on, charts=figures.charts)


@router.post("/clients/{client_id}/assessments/{assessment_id}/confirm", tags=["assessments"])
@allow(Role.CLIENT)
async def confirm_assessment(
    uow: Uow, client_id: UUID, assessment_id: UUID, version: IfMatch, confirmation: ConfirmationIn
) -> AssessmentOut:
    """The client agrees to the gaps, as computed or as they were edited: a proposal may be drafted.

    Where the sale should stop (409 ACKNOWLEDGEMENT_NEEDED names why) it goes on only when he acknowledges each reason.
    """
    assessment = await consensus.confirm(
        uow, client_id, assessment_id, version, Confirmation(**dict(confirmation))
    )
    uow.tag(assessment)
    return _assessment(assessment, uow.language)


@router.get("/clients/{client_id}/gaps", tags=["assessments"])
@allow(*READERS)
async def read_gaps(uow: Uow, client_id: UUID, on: Annotated[PastDay | None, Query()] = None) -> FiguresOut:
    """The gap of any day, from what was known on it, by the assumptions agreed on; nothing is stored."""
    day = on or local_date(uow.now)
    file: ClientFile = await uow.get(queries.FILE, client_id=client_id)
    facts = await facts_then(uow, client_id, day)
    figures = figures_for(uow, facts.household, await assumptions_agreed(uow, file), day)
    return FiguresOut.of(figures, uow.language)


async def _get(uow: Uow, client_id: UUID, assessment_id: UUID) -> Assessment:
    found: Assessment = await uow.get(queries.ASSESSMENT, client_id=client_id, assessment_id=assessment_id)
    return found


def _summary(assessment: Assessment) -> AssessmentSummaryOut:
    gaps = [] if assessment.figures is None else [answer.result for answer in figures_of(assessment).gaps]
    return AssessmentSummaryOut.model_validate(
        {**_columns(assessment), "gaps": [SummedUpGap.of(gap) for gap in gaps]}
    )


def _assessment(assessment: Assessment, language: Language) -> AssessmentOut:
    computed = assessment.figures is not None
    figures = figures_of(assessment) if computed else None
    answers: list[Answer[Any]] = [] if figures is None else [*figures.gaps, figures.premium_ceiling]
    agreement = assessment.agreement
    return AssessmentOut.model_validate(
        {
            **_columns(assessment),
            "gaps": [] if figures is None else [SummedUpGap.of(answer.result) for answer in figures.gaps],
            "assumptions": None if not computed else Assumptions.model_validate(assessment.assumptions),
            "figures": None if figures is None else FiguresOut.of(figures, language),
            "caveat_codes": list(dict.fromkeys(code for answer in answers for code in answer.caveats)),
            "agreement": None if agreement is None else Agreement.model_validate(agreement),
        }
    )


def _columns(assessment: Assessment) -> dict[str, object]:
    return assessment.model_dump(include=AssessmentSummaryOut.model_fields.keys() - {"gaps"})
