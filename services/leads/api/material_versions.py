"""Routes of the versions of sales material: uploaded, submitted, decided about, downloaded."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from services.leads import queries
from services.leads.api.material_shown import only_seen_by, send_file, version_out
from services.leads.domain.materials import Status
from services.leads.schemas.materials import ApprovalIn, ReasonIn, VersionIn, VersionOut, version_body
from services.leads.tables import MaterialVersion
from services.leads.use_cases import material_decisions, materials
from shared.caller import Role
from shared.file_store import TEXT, ZIP, ContentNotAccepted, FileKey, StoredFile
from shared.ids import new_id
from shared.office_files import office_type_of
from shared.pagination import Asked, PageOf
from shared.problems import Problem
from shared.routing import IfMatch, Uow, allow, service_router, streamed
from shared.unit_of_work import UnitOfWork
from shared.uploads import received

ACCEPTED = frozenset({TEXT, ZIP, "application/pdf", "image/png", "image/jpeg"})

router = service_router("leads")
Number = Annotated[int, Path(ge=1, le=1_000_000, description="of the version, counted from 1")]


@router.get("/materials/versions", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_versions_of_all(
    uow: Uow, asked: Asked, status: Status | None = None, mine: bool = False
) -> PageOf[VersionOut]:
    """Versions of all material, the newest first: `status=submitted` is what waits for an approval."""
    return await queries.materials.VERSIONS.page(
        uow,
        asked,
        lambda version: version_out(uow, version),
        status=status,
        uploaded_by=uow.caller.actor_id if mine else None,
        seen_by=only_seen_by(uow),
    )


@router.post(
    "/materials/{material_id}/versions",
    status_code=status.HTTP_201_CREATED,
    tags=["materials"],
    openapi_extra=version_body(),
)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
@streamed
async def add_version(uow: Uow, material_id: UUID, request: Request, response: Response) -> VersionOut:
    """Upload the file of the next version, and what is said beside it; it is a draft until it is submitted."""
    files, key = uow.kit.files, FileKey(materials.FOLDER, uow.caller.agency_id, new_id())
    limit = uow.kit.settings.upload_limit_bytes
    upload = await received(request, files, key, at_most=limit, accepted=ACCEPTED)
    try:
        said = _said(upload.fields).model_dump()
        content_type = await asyncio.to_thread(_content_type, uow, upload.file)
        added = await materials.add_version(uow, material_id, upload.file, content_type, said)
    except (RequestValidationError, Problem):
        await files.delete(upload.file.key)
        raise
    response.headers["location"] = f"/leads/materials/{material_id}/versions/{added.number}"
    uow.tag(added)
    return version_out(uow, added)


@router.get("/materials/{material_id}/versions", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_versions(
    uow: Uow, material_id: UUID, asked: Asked, status: Status | None = None
) -> PageOf[VersionOut]:
    """The history of a material, the newest version first."""
    await materials.material_in_reach(uow, material_id)
    return await queries.materials.VERSIONS.page(
        uow,
        asked,
        lambda version: version_out(uow, version),
        material_id=material_id,
        status=status,
        seen_by=only_seen_by(uow),
    )


@router.get("/materials/{material_id}/versions/{number}", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_version(uow: Uow, material_id: UUID, number: Number) -> VersionOut:
    """One version."""
    _, found = await materials.version_in_reach(uow, material_id, number)
    uow.tag(found)
    return version_out(uow, found)


@router.get(
    "/materials/{material_id}/versions/{number}/file", tags=["materials"], response_class=StreamingResponse
)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def download_version(uow: Uow, material_id: UUID, number: Number) -> StreamingResponse:
    """The file of one version: in use, one's own on its way, or any for those who approve."""
    return await send_file(uow, *await materials.version_to_read(uow, material_id, number))


@router.put("/materials/{material_id}/versions/{number}", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def amend_version(
    uow: Uow, material_id: UUID, number: Number, seen: IfMatch, said: VersionIn
) -> VersionOut:
    """Say anew what is said beside the file of a draft, or of a version that was rejected."""
    return _changed(uow, await materials.amend(uow, material_id, number, seen, said.model_dump()))


@router.post("/materials/{material_id}/versions/{number}/submit", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def submit_version(uow: Uow, material_id: UUID, number: Number, seen: IfMatch) -> VersionOut:
    """Ask for an approval; a claims case needs consent, evidence, a summary, and may name nobody."""
    return _changed(uow, await material_decisions.submit(uow, material_id, number, seen))


@router.post("/materials/{material_id}/versions/{number}/approve", tags=["materials"])
@allow(Role.MANAGER, Role.OPS)
async def approve_version(
    uow: Uow, material_id: UUID, number: Number, seen: IfMatch, approval: ApprovalIn
) -> VersionOut:
    """Approve what somebody else submitted; it replaces the version in use."""
    return _changed(
        uow, await material_decisions.approve(uow, material_id, number, seen, **approval.model_dump())
    )


@router.post("/materials/{material_id}/versions/{number}/reject", tags=["materials"])
@allow(Role.MANAGER, Role.OPS)
async def reject_version(
    uow: Uow, material_id: UUID, number: Number, seen: IfMatch, why: ReasonIn
) -> VersionOut:
    """Send what somebody else submitted back to its author."""
    return _changed(uow, await material_decisions.reject(uow, material_id, number, seen, why.reason))


@router.post("/materials/{material_id}/versions/{number}/withdraw", tags=["materials"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def withdraw_version(
    uow: Uow, material_id: UUID, number: Number, seen: IfMatch, why: ReasonIn
) -> VersionOut:
    """Have nobody use a version any more."""
    return _changed(uow, await material_decisions.withdraw(uow, material_id, number, seen, why.reason))


def _said(fields: dict[str, str]) -> VersionIn:
    """The fields beside the file; an empty one says nothing. Raises RequestValidationError."""
    try:
        return VersionIn.model_validate({name: text for name, text in fields.items() if text.strip()})
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None


def _content_type(uow: UnitOfWork, file: StoredFile) -> str:
    """What the file is; raises ContentNotAccepted for an archive that is no document, workbook or presentation."""
    if file.content_type != ZIP:
        return file.content_type
    with uow.kit.files.open(file.key) as opened:
        found = office_type_of(opened)
    if found is None:
        raise ContentNotAccepted("/file")
    return found


def _changed(uow: UnitOfWork, version: MaterialVersion) -> VersionOut:
    uow.tag(version)
    return version_out(uow, version)
