"""What carriers ask for before they decide."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.underwriting import queries
from services.underwriting.api.views import material
from services.underwriting.schemas.applications import MaterialIn, MaterialOut
from services.underwriting.use_cases import applications, materials
from shared.caller import Role
from shared.contracts.leads import Purpose
from shared.pagination import PageOf, PageRequest, page_request
from shared.privacy.stopping import for_purpose
from shared.routing import Uow, allow, service_router

router = service_router("underwriting")


@router.get("/applications/{application_id}/materials", tags=["materials"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.CARRIER)
async def list_materials(
    uow: Uow, application_id: UUID, asked: Annotated[PageRequest, Depends(page_request)]
) -> PageOf[MaterialOut]:
    """Everything the carrier asked for, the first request first."""
    await applications.find(uow, application_id)
    return await queries.MATERIAL_REQUESTS.page(
        uow, asked, lambda request: material(uow, request), application_id=application_id
    )


@router.post("/applications/{application_id}/materials/{request_id}", tags=["materials"])
@allow(Role.CLIENT, Role.AGENT)
@for_purpose(Purpose.HEALTH_DATA)
async def hand_in_material(
    uow: Uow, application_id: UUID, request_id: UUID, handed_in: MaterialIn
) -> MaterialOut:
    """Hand in what was asked for: where the document lies, whose it is and of which day."""
    request = await materials.hand_in(uow, application_id, request_id, **handed_in.model_dump())
    return material(uow, request)
