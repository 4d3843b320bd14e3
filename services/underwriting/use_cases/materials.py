"""What the carrier asked for is handed in."""

from datetime import date
from uuid import UUID

from services.underwriting import queries
from services.underwriting.domain.application import Action, State, advance
from services.underwriting.domain.problems import DatedInTheFuture, MaterialAlreadyReceived
from services.underwriting.tables import MaterialRequest
from services.underwriting.use_cases.applications import find
from services.underwriting.use_cases.standing import settle
from shared.calendar import local_date
from shared.contracts.underwriting import MaterialReceived
from shared.unit_of_work import UnitOfWork


async def hand_in(
    uow: UnitOfWork, application_id: UUID, request_id: UUID, *, reference: str, source: str, dated: date
) -> MaterialRequest:
    """Note where the document lies, and tell the carrier.

    Raises NotFound, MaterialAlreadyReceived, ApplicationState once the carrier has decided, DatedInTheFuture.
    """
    application = await find(uow, application_id)
    request: MaterialRequest = await uow.get(
        queries.MATERIAL_REQUEST, application_id=application_id, request_id=request_id
    )
    if request.received_at is not None:
        raise MaterialAlreadyReceived
    advance(State(application.status), Action.RECEIVE_MATERIAL)
    if dated > local_date(uow.now):
        raise DatedInTheFuture("/dated")
    uow.change(
        request,
        received_at=uow.now,
        reference_sealed=uow.kit.cipher.seal(reference),
        source=source,
        dated=dated,
    )
    settle(uow, application, materials_open=application.materials_open - 1)
    uow.record(
        MaterialReceived(
            client_id=application.client_id,
            application_id=application.id,
            request_id=request.id,
            carrier_id=application.carrier_id,
            document_type=request.document_type,
        ),
        about=request,
    )
    return request
