"""Routes about what comes in: the public one at which carriers report, and those that show what they reported."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Request, status
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from services.carriers import queries
from services.carriers.domain.reports import CarrierReport
from services.carriers.schemas import CallbackDetailOut, CallbackOut, CallbackTakenOut, CaseOut
from services.carriers.tables import Callback, Case
from services.carriers.use_cases import callbacks
from shared.caller import Role
from shared.contracts.carriers import CaseKind
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, public, service_router

router = service_router("carriers")
Signed = Annotated[str | None, Header(description="as Standard Webhooks says")]
REPORT = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": CarrierReport.model_json_schema()}},
    }
}


@router.post(
    "/callbacks/{carrier_key}",
    status_code=status.HTTP_202_ACCEPTED,
    tags=["callbacks"],
    openapi_extra=REPORT,
)
@public
async def take_callback(
    uow: Uow,
    request: Request,
    carrier_key: str,
    webhook_id: Signed = None,
    webhook_timestamp: Signed = None,
    webhook_signature: Signed = None,
) -> CallbackTakenOut:
    """A carrier reports on one of its cases, signed with its callback secret (Standard Webhooks)."""
    body = await request.body()
    endpoint, callback_id = await callbacks.let_in(uow, carrier_key, request.headers, body)
    callback = await callbacks.taken_before(uow, callback_id, body)
    if callback is None:
        callback = await callbacks.take_report(
            uow, endpoint, _read(body), callback_id=callback_id, webhook_id=webhook_id or "", body=body
        )
    return CallbackTakenOut(
        callback_id=callback.id,
        case_id=callback.case_id,
        report=callback.report,
        received_at=callback.received_at,
    )


@router.get("/callbacks", tags=["callbacks"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def list_callbacks(
    uow: Uow,
    asked: Asked,
    carrier_id: UUID | None = None,
    case_id: UUID | None = None,
    client_id: UUID | None = None,
) -> PageOf[CallbackOut]:
    """Reports in reach, the newest first; a carrier sees its own."""
    return await queries.CALLBACKS.page(
        uow, asked, _callback, carrier_id=carrier_id, case_id=case_id, client_id=client_id
    )


@router.get("/callbacks/{callback_id}", tags=["callbacks"])
@allow(Role.MANAGER, Role.CARRIER)
async def read_callback(uow: Uow, callback_id: UUID) -> CallbackDetailOut:
    """One report as the carrier made it; it may tell of health, so operations do not read it."""
    callback: Callback = await uow.get(queries.CALLBACK, callback_id=callback_id)
    said = CarrierReport.model_validate_json(uow.kit.cipher.open(callback.body_sealed))
    return CallbackDetailOut(**_callback(callback).model_dump(), said=said)


@router.get("/cases", tags=["cases"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def list_cases(
    uow: Uow,
    asked: Asked,
    carrier_id: UUID | None = None,
    client_id: UUID | None = None,
    kind: CaseKind | None = None,
) -> PageOf[CaseOut]:
    """Applications and claims that carriers work on, the newest first; a carrier sees its own."""
    return await queries.CASES.page(uow, asked, _case, carrier_id=carrier_id, client_id=client_id, kind=kind)


def _read(body: bytes) -> CarrierReport:
    """The report that was signed; what does not fit is told field by field, as for every other body."""
    try:
        return CarrierReport.model_validate_json(body)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_input=False)]
        raise RequestValidationError(faults) from None


def _callback(callback: Callback) -> CallbackOut:
    return CallbackOut.model_validate(callback, from_attributes=True)


def _case(case: Case) -> CaseOut:
    return CaseOut.model_validate(case, from_attributes=True)
