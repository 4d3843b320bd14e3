"""Routes about what agents learn from: refusals and their reasons, disputes, and clients' lives in review."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from services.leads import queries
from services.leads.api.reflection_views import case_review, codes, dispute, life_stage, period, refusal
from services.leads.domain.reflection import Period, RefusalCount, count_by_period
from services.leads.schemas.reflection import (
    CaseReviewOut,
    DisputeIn,
    DisputeOut,
    DisputeOutcomeIn,
    LifeStageIn,
    LifeStageOut,
    ReflectionCodesOut,
    ReflectionIn,
    RefusalIn,
    RefusalOut,
    RefusalStatisticsOut,
)
from services.leads.use_cases import reflection
from shared.calendar import add_years, local_date
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

BEGINNING = date(2000, 1, 1)
"""No agency's records go back further."""

router = service_router("leads")


@router.get("/reflection/codes", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_codes(uow: Uow) -> ReflectionCodesOut:
    """The codes that refusals, disputes and life stages are noted by, in the reader's language."""
    return codes(uow)


@router.post("/{client_id}/refusals", status_code=status.HTTP_201_CREATED, tags=["reflection"])
@allow(Role.AGENT)
async def record_refusal(uow: Uow, client_id: UUID, body: RefusalIn) -> RefusalOut:
    """Note that the client said no, and why; the answer holds the question to ask oneself."""
    noted = await reflection.record_refusal(uow, client_id, **body.model_dump())
    uow.tag(noted)
    return refusal(uow, noted)


@router.get("/refusals", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER)
async def list_refusals(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    agent_id: UUID | None = None,
    reason_code: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> PageOf[RefusalOut]:
    """Refusals in reach, the newest first: an agent's own clients', a manager's team's."""
    return await queries.reflection.REFUSALS.page(
        uow,
        asked,
        lambda row: refusal(uow, row),
        client_id=client_id,
        agent_id=agent_id,
        reason_code=reason_code,
        first_day=first_day,
        last_day=last_day,
    )


@router.get("/refusals/statistics", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def count_refusals(
    uow: Uow,
    by: Annotated[Period, Query()] = "month",
    first_day: Annotated[
        date | None, Query(description="a year before the last day where none is given")
    ] = None,
    last_day: Annotated[date | None, Query(ge=BEGINNING, description="today where none is given")] = None,
    agent_id: UUID | None = None,
) -> RefusalStatisticsOut:
    """How often each reason was given, by month, quarter or year: counts and shares, nobody's name."""
    last = last_day or local_date(uow.now)
    first = first_day or add_years(last, -1)
    rows = await uow.all(queries.reflection.REFUSALS_BY_DAY, first_day=first, last_day=last)
    counts = [
        RefusalCount(row["refused_on"], row["reason_code"], row["refusals"])
        for row in rows
        if agent_id in (None, row["agent_id"])
    ]
    return RefusalStatisticsOut(
        first_day=first,
        last_day=last,
        refusals=sum(count.refusals for count in counts),
        periods=[period(uow, one) for one in count_by_period(counts, period=by)],
    )


@router.get("/refusals/{refusal_id}", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER)
async def read_refusal(uow: Uow, refusal_id: UUID) -> RefusalOut:
    """One refusal."""
    found = await uow.get(queries.reflection.REFUSAL, refusal_id=refusal_id)
    uow.tag(found)
    return refusal(uow, found)


@router.put("/refusals/{refusal_id}/reflection", tags=["reflection"])
@allow(Role.AGENT)
async def reflect(uow: Uow, refusal_id: UUID, version: IfMatch, body: ReflectionIn) -> RefusalOut:
    """Answer the question: was the need dug enough, and what is learned?"""
    changed = await reflection.reflect(uow, refusal_id, version, **body.model_dump())
    uow.tag(changed)
    return refusal(uow, changed)


@router.post("/{client_id}/disputes", status_code=status.HTTP_201_CREATED, tags=["reflection"])
@allow(Role.AGENT)
async def open_dispute(uow: Uow, client_id: UUID, body: DisputeIn) -> DisputeOut:
    """Note a dispute in which the client is stood by."""
    opened = await reflection.open_dispute(uow, client_id, **body.model_dump())
    uow.tag(opened)
    return dispute(uow, opened)


@router.get("/disputes", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER)
async def list_disputes(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    agent_id: UUID | None = None,
    subject_code: str | None = None,
    status: Annotated[str | None, Query(examples=["open"])] = None,
) -> PageOf[DisputeOut]:
    """Disputes in reach, the newest first."""
    return await queries.reflection.DISPUTES.page(
        uow,
        asked,
        lambda row: dispute(uow, row),
        client_id=client_id,
        agent_id=agent_id,
        subject_code=subject_code,
        status=status,
    )


@router.get("/disputes/{dispute_id}", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER)
async def read_dispute(uow: Uow, dispute_id: UUID) -> DisputeOut:
    """One dispute."""
    found = await uow.get(queries.reflection.DISPUTE, dispute_id=dispute_id)
    uow.tag(found)
    return dispute(uow, found)


@router.put("/disputes/{dispute_id}/outcome", tags=["reflection"])
@allow(Role.AGENT)
async def close_dispute(uow: Uow, dispute_id: UUID, version: IfMatch, body: DisputeOutcomeIn) -> DisputeOut:
    """Close a dispute: how it ended, and what is learned."""
    closed = await reflection.close_dispute(uow, dispute_id, version, **body.model_dump())
    uow.tag(closed)
    return dispute(uow, closed)


@router.post("/{client_id}/life-stages", status_code=status.HTTP_201_CREATED, tags=["reflection"])
@allow(Role.AGENT)
async def enter_life_stage(uow: Uow, client_id: UUID, body: LifeStageIn) -> LifeStageOut:
    """Note the day from which the client is in a stage of life."""
    entered = await reflection.enter_life_stage(uow, client_id, **body.model_dump())
    uow.tag(entered)
    return life_stage(uow, entered)


@router.get("/{client_id}/life-stages", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER)
async def list_life_stages(
    uow: Uow, client_id: UUID, asked: Asked, stage_code: str | None = None
) -> PageOf[LifeStageOut]:
    """The client's timeline, the earliest stage first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.reflection.LIFE_STAGES.page(
        uow, asked, lambda row: life_stage(uow, row), client_id=client_id, stage_code=stage_code
    )


@router.put("/life-stages/{entry_id}", tags=["reflection"])
@allow(Role.AGENT)
async def correct_life_stage(uow: Uow, entry_id: UUID, version: IfMatch, body: LifeStageIn) -> LifeStageOut:
    """Set an entry of a timeline right."""
    corrected = await reflection.correct_life_stage(uow, entry_id, version, **body.model_dump())
    uow.tag(corrected)
    return life_stage(uow, corrected)


@router.get("/{client_id}/case-review", tags=["reflection"])
@allow(Role.AGENT, Role.MANAGER)
async def show_case_review(uow: Uow, client_id: UUID) -> CaseReviewOut:
    """The client's life in review (复盘): its stages with their years, and what was refused and disputed on the way."""
    return case_review(uow, client_id, await reflection.review_case(uow, client_id))
