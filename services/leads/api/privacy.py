"""Routes about requests to be erased, where a client's data is, and impact assessments."""

import pkgutil
from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.schemas.fields import Purpose
from services.leads.schemas.privacy import (
    ErasureRequestIn,
    ErasureRequestOut,
    ImpactAssessmentIn,
    ImpactAssessmentOut,
    PartsOut,
)
from services.leads.tables import ErasureRequest, ImpactAssessment
from services.leads.use_cases import privacy
from shared import contracts
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

SERVICES = tuple(sorted(module.name for module in pkgutil.iter_modules(contracts.__path__)))
"""Every service that publishes keeps something: there is one module of contracts for each."""

router = service_router("leads")


@router.get("/privacy/clients/{client_id}/parts", tags=["privacy"])
@allow(Role.CLIENT, Role.AGENT, Role.OPS)
async def list_parts(uow: Uow, client_id: UUID) -> PartsOut:
    """Where each service answers what it keeps about the client, what it made of his erasure, and who looked."""
    await uow.reach_client(client_id)
    paths = {
        what: [f"/{service}/privacy/clients/{client_id}/{what}" for service in SERVICES]
        for what in ("export", "erasure", "access-log")
    }
    return PartsOut(
        client_id=client_id,
        exports=paths["export"],
        erasures=paths["erasure"],
        access_logs=paths["access-log"],
    )


@router.post("/{client_id}/erasure-requests", status_code=status.HTTP_201_CREATED, tags=["privacy"])
@allow(Role.CLIENT, Role.OPS)
async def request_erasure(uow: Uow, client_id: UUID, asked: ErasureRequestIn) -> ErasureRequestOut:
    """The client wants to be erased: what no rule keeps is deleted in every service, the rest is only stored."""
    return _request(await privacy.request_erasure(uow, client_id, written_request=asked.written_request))


@router.get("/privacy/erasure-requests", tags=["privacy"])
@allow(Role.OPS)
async def list_erasure_requests(
    uow: Uow, asked: Asked, client_id: UUID | None = None, asked_by: str | None = None
) -> PageOf[ErasureRequestOut]:
    """Requests to be erased, the newest first, with the day by which each is answered."""
    return await queries.privacy.ERASURE_REQUESTS.page(
        uow, asked, _request, client_id=client_id, asked_by=asked_by
    )


@router.post("/privacy/impact-assessments", status_code=status.HTTP_201_CREATED, tags=["privacy"])
@allow(Role.OPS)
async def record_impact_assessment(uow: Uow, assessment: ImpactAssessmentIn) -> ImpactAssessmentOut:
    """Record what was assessed before sensitive data was used; it is kept for three years."""
    return _assessment(uow, privacy.record_impact_assessment(uow, **assessment.model_dump()))


@router.get("/privacy/impact-assessments", tags=["privacy"])
@allow(Role.OPS)
async def list_impact_assessments(
    uow: Uow, asked: Asked, purpose: Purpose | None = None, risk: str | None = None
) -> PageOf[ImpactAssessmentOut]:
    """Impact assessments, the latest first."""
    return await queries.privacy.IMPACT_ASSESSMENTS.page(
        uow, asked, lambda one: _assessment(uow, one), purpose=purpose, risk=risk
    )


@router.get("/privacy/impact-assessments/{assessment_id}", tags=["privacy"])
@allow(Role.OPS)
async def read_impact_assessment(uow: Uow, assessment_id: UUID) -> ImpactAssessmentOut:
    """One impact assessment, and until when it is kept."""
    return _assessment(uow, await uow.get(queries.privacy.IMPACT_ASSESSMENT, assessment_id=assessment_id))


def _request(request: ErasureRequest) -> ErasureRequestOut:
    return ErasureRequestOut.model_validate(request, from_attributes=True)


def _assessment(uow: UnitOfWork, assessment: ImpactAssessment) -> ImpactAssessmentOut:
    because = privacy.kept(uow, assessment.assessed_on)[1]
    return ImpactAssessmentOut(because=[because], **assessment.model_dump(exclude={"agency_id"}))
