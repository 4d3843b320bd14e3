"""Applications: seen, submitted, taken back."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.underwriting import queries
from services.underwriting.api.views import summary, whole
from services.underwriting.domain.application import State
from services.underwriting.schemas.applications import (
    ApplicationOut,
    ApplicationSummary,
    CycleTime,
    CycleTimes,
    MissingPart,
    OpenPointsOut,
    RequiredDocumentOut,
)
from services.underwriting.use_cases import applications, submission
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("underwriting")


@router.get("/applications", tags=["applications"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.CARRIER)
async def list_applications(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    proposal_id: UUID | None = None,
    status: Annotated[State | None, Query(examples=["submitted"])] = None,
    line: Line | None = None,
) -> PageOf[ApplicationSummary]:
    """Applications in reach, the newest first; a carrier sees its own from their submission on."""
    carrier = uow.caller.role is Role.CARRIER
    listing = queries.APPLICATIONS_HANDED_IN if carrier else queries.APPLICATIONS
    return await listing.page(
        uow, asked, summary, client_id=client_id, proposal_id=proposal_id, status=status, line=line
    )


@router.get("/applications/cycle-time", tags=["applications"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def show_cycle_time(uow: Uow) -> CycleTimes:
    """How many days carriers take from submission to decision (核保周期): the median by carrier and line."""
    found = await uow.all(queries.DAYS_IN_UNDERWRITING)
    return CycleTimes(items=[CycleTime(**record) for record in found])


@router.get("/applications/{application_id}", tags=["applications"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.CARRIER)
async def read_application(uow: Uow, application_id: UUID) -> ApplicationOut:
    """One application with everything in it; identity numbers are masked for everybody but the carrier."""
    return whole(uow, await applications.find(uow, application_id))


@router.get("/applications/{application_id}/open-points", tags=["applications"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_open_points(uow: Uow, application_id: UUID) -> OpenPointsOut:
    """What is still missing before the application can be submitted, and which documents go with it."""
    points = await submission.open_points(uow, application_id)
    return OpenPointsOut(
        missing=[
            MissingPart(
                pointer=problem.pointer or "", code=problem.code, message=problem.message(uow.language)
            )
            for problem in points.missing
        ],
        documents=[
            RequiredDocumentOut(code=document.code, text=document.text[uow.language], needed=document.needed)
            for document in points.documents
        ],
    )


@router.post("/applications/{application_id}/submit", tags=["applications"])
@allow(Role.CLIENT, Role.AGENT)
async def submit_application(uow: Uow, application_id: UUID, version: IfMatch) -> ApplicationOut:
    """Send the application to the carrier; refused with APPLICATION_INCOMPLETE, whose `missing` lists every part."""
    return whole(uow, await submission.submit(uow, application_id, version))


@router.post("/applications/{application_id}/withdraw", tags=["applications"])
@allow(Role.CLIENT, Role.AGENT)
async def withdraw_application(uow: Uow, application_id: UUID, version: IfMatch) -> ApplicationOut:
    """Take the application back, before a policy is issued."""
    return whole(uow, await submission.withdraw(uow, application_id, version))
