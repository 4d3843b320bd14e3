"""The routes of bulk import."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response, status
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from services.leads import queries
from services.leads.domain import import_problems
from services.leads.domain.consents import check_guardian
from services.leads.domain.leads import check_capture
from services.leads.domain.problems import BornInTheFuture, GuardianConsentNeeded
from services.leads.imports import use_cases
from services.leads.imports.schemas import (
    FailureOut,
    ImportIn,
    ImportOut,
    RefusedCellOut,
    Status,
    multipart_body,
)
from services.leads.imports.template import MEDIA_TYPES, Format, make_template
from services.leads.tables import LeadImport, RefusedCell
from shared import identity_number
from shared.calendar import local_date
from shared.caller import Role
from shared.file_store import TEXT, ZIP, FileKey
from shared.ids import new_id
from shared.language import Language
from shared.pagination import Asked, PageOf
from shared.phone import InvalidPhone
from shared.problems import Problem
from shared.routing import Uow, allow, service_router, streamed
from shared.uploads import Upload, received

router = service_router("leads")


@router.post(
    "/imports", status_code=status.HTTP_202_ACCEPTED, tags=["imports"], openapi_extra=multipart_body()
)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
@streamed
async def start_import(uow: Uow, request: Request, response: Response) -> ImportOut:
    """Send a file of leads or of existing clients; its rows are imported in the background."""
    files = uow.kit.files
    key = FileKey(use_cases.FOLDER, uow.caller.agency_id, new_id())
    limit = uow.kit.settings.upload_limit_bytes
    upload = await received(request, files, key, at_most=limit, accepted={TEXT, ZIP})
    try:
        asked = _asked(upload)
        check_capture(purposes=asked.consent_purposes, birth_date=None, today=local_date(uow.now))
        check_guardian(minor=False, purposes=asked.consent_purposes, guardian=None)
    except (RequestValidationError, Problem):
        await files.delete(upload.file.key)
        raise
    opened = use_cases.open_import(uow, upload, asked)
    response.headers["location"] = f"/leads/imports/{opened.id}"
    uow.tag(opened)
    return _import(uow.language, opened)


@router.get("/imports", tags=["imports"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_imports(
    uow: Uow, asked: Asked, status: Annotated[Status | None, Query()] = None
) -> PageOf[ImportOut]:
    """Imports of the agent, the manager's team, or for operations the agency; the newest first."""
    return await queries.imports.IMPORTS.page(
        uow,
        asked,
        lambda found: _import(uow.language, found),
        status=status,
        **use_cases.owners(uow.caller),
    )


@router.get("/imports/template", tags=["imports"], response_class=Response)
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def download_template(uow: Uow, format_: Annotated[Format, Query(alias="format")] = "xlsx") -> Response:
    """An annotated example file in the reader's language."""
    name = f"coverloop-import.{format_}"
    return Response(
        make_template(format_, uow.language),
        media_type=MEDIA_TYPES[format_],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/imports/{import_id}", tags=["imports"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_import(uow: Uow, import_id: UUID) -> ImportOut:
    """How far an import is, and what became of its rows."""
    found = await use_cases.import_in_reach(uow, import_id)
    uow.tag(found)
    return _import(uow.language, found)


@router.get("/imports/{import_id}/errors", tags=["imports"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_import_errors(uow: Uow, import_id: UUID, asked: Asked) -> PageOf[RefusedCellOut]:
    """Every cell that could not be taken, the first line first."""
    await use_cases.import_in_reach(uow, import_id)
    return await queries.imports.REFUSED_CELLS.page(
        uow, asked, lambda cell: _refused(uow.language, cell), import_id=import_id
    )


@router.post("/imports/{import_id}/cancel", tags=["imports"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def cancel_import(uow: Uow, import_id: UUID) -> ImportOut:
    """Stop an import; what is imported already stays."""
    cancelled = await use_cases.cancel(uow, import_id)
    uow.tag(cancelled)
    return _import(uow.language, cancelled)


def _asked(upload: Upload) -> ImportIn:
    """The fields beside the file; raises RequestValidationError."""
    try:
        return ImportIn.model_validate(upload.fields)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None


def _import(language: Language, shown: LeadImport) -> ImportOut:
    return ImportOut(
        **shown.model_dump(include=set(ImportOut.model_fields) - {"failure"}),
        failure=None
        if shown.failure is None
        else FailureOut(code=shown.failure, message=_say(language, shown.failure, shown.failure_details)),
    )


def _refused(language: Language, cell: RefusedCell) -> RefusedCellOut:
    return RefusedCellOut(
        line=cell.line,
        column=cell.column_name,
        code=cell.code,
        message=_say(language, cell.code, cell.details),
    )


def _say(language: Language, code: str, details: dict[str, Any]) -> str:
    kind = PROBLEMS.get(code)
    return code if kind is None else kind(None, **details).message(language)


def _problems() -> dict[str, type[Problem]]:
    """Every problem that a file or a cell can have, by its code."""
    homes = (import_problems, identity_number)
    kinds = [kind for home in homes for kind in vars(home).values()] + [
        InvalidPhone,
        BornInTheFuture,
        GuardianConsentNeeded,
    ]
    return {kind.code: kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Problem)}


PROBLEMS = _problems()
