"""Routes of the library of sales material."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query, status
from fastapi.responses import StreamingResponse

from services.leads import queries
from services.leads.api.material_shown import material_out, only_seen_by, send_file
from services.leads.domain.materials import ClientSegment, Kind, Status
from services.leads.schemas.materials import MarksIn, MaterialIn, MaterialOut
from services.leads.use_cases import materials
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.language import Language
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("leads")


@router.post("/materials", status_code=status.HTTP_201_CREATED, tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def make_material(uow: Uow, material: MaterialIn) -> MaterialOut:
    """Begin a piece of sales material; its files come as versions."""
    made = materials.make_material(uow, **material.model_dump())
    uow.tag(made)
    return material_out(made)


@router.get("/materials", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_materials(
    uow: Uow,
    asked: Asked,
    kind: Kind | None = None,
    line: Line | None = None,
    segment: ClientSegment | None = None,
    language: Language | None = None,
    status: Annotated[Status | None, Query(description="`approved`: a version is in use")] = None,
    title: Annotated[str | None, Query(min_length=1, max_length=120, description="part of it")] = None,
    expiring_within_days: Annotated[int | None, Query(ge=0, le=3660, examples=[30])] = None,
) -> PageOf[MaterialOut]:
    """The library, the newest first. An agent finds what is in use and his own; who approves finds all."""
    soon = None if expiring_within_days is None else timedelta(days=expiring_within_days)
    return await queries.materials.MATERIALS.page(
        uow,
        asked,
        material_out,
        kind=kind,
        line=line,
        segment=segment,
        language=language,
        status=status,
        title_like=None if title is None else f"%{_literally(title)}%",
        expires_by=None if soon is None else local_date(uow.now) + soon,
        seen_by=only_seen_by(uow),
    )


@router.get("/materials/{material_id}", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_material(uow: Uow, material_id: UUID) -> MaterialOut:
    """One piece of sales material."""
    found = await materials.material_in_reach(uow, material_id)
    uow.tag(found)
    return material_out(found)


@router.put("/materials/{material_id}", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def mark_material(uow: Uow, material_id: UUID, seen: IfMatch, marks: MarksIn) -> MaterialOut:
    """Give it another title or other marks, before it is submitted for the first time."""
    marked = await materials.mark_anew(uow, material_id, seen, **marks.model_dump())
    uow.tag(marked)
    return material_out(marked)


@router.get("/materials/{material_id}/file", tags=["materials"], response_class=StreamingResponse)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def download_material(uow: Uow, material_id: UUID) -> StreamingResponse:
    """The file that may be used today."""
    return await send_file(uow, *await materials.version_in_use(uow, material_id))


def _literally(part: str) -> str:
    """A part of a title as a pattern that stands for nothing but itself."""
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
