"""What comes in: a carrier's report, taken once, on a case of its own, and told to everybody in the same commit."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from services.carriers import queries, signatures
from services.carriers.domain.problems import UnknownCase, WebhookIdReused
from services.carriers.domain.reports import CarrierReport
from services.carriers.tables import Callback, Case, Endpoint
from shared.caller import Caller
from shared.contracts.carriers import CarrierReported
from shared.problems import NotFound
from shared.unit_of_work import UnitOfWork


async def let_in(
    uow: UnitOfWork, carrier_key: str, headers: Mapping[str, str], body: bytes
) -> tuple[Endpoint, UUID]:
    """The endpoint whose carrier signed this, and the id that the callback has; the carrier acts from here on.

    Raises NotFound for a key that no enabled endpoint has, WebhookSignature, WebhookTimestamp.
    """
    if not (carrier_key.isascii() and carrier_key.isprintable()):
        raise NotFound
    endpoint: Endpoint = await uow.opened_by_capability(queries.ENDPOINT_BY_KEY, carrier_key=carrier_key)
    accepted = signatures.callback_secrets(uow.kit.cipher, endpoint, uow.now)
    webhook_id = signatures.verify(body, headers, accepted)
    uow.caller = Caller.service(endpoint.agency_id, f"carrier:{endpoint.carrier_id}")
    return endpoint, uuid5(endpoint.id, webhook_id)


async def taken_before(uow: UnitOfWork, callback_id: UUID, body: bytes) -> Callback | None:
    """The callback, if this webhook-id came before; raises WebhookIdReused where it came with another body."""
    callback: Callback | None = await uow.one(queries.CALLBACK, callback_id=callback_id)
    if callback is not None and callback.body_digest != uow.kit.cipher.digest(body.decode()):
        raise WebhookIdReused
    return callback


async def take_report(
    uow: UnitOfWork,
    endpoint: Endpoint,
    said: CarrierReport,
    *,
    callback_id: UUID,
    webhook_id: str,
    body: bytes,
) -> Callback:
    """Keep the report and tell the others; raises UnknownCase for a case that this carrier does not work on."""
    case: Case | None = await uow.one(
        queries.CASE, case_id=said.case_id, kind=said.case_kind, carrier_id=endpoint.carrier_id
    )
    if case is None or said.client_id not in (None, case.client_id):
        raise UnknownCase("/case_id")
    text = body.decode()
    callback = uow.add(
        Callback(
            id=callback_id,
            agency_id=endpoint.agency_id,
            client_id=case.client_id,
            carrier_id=endpoint.carrier_id,
            case_kind=case.kind,
            case_id=case.id,
            webhook_id=webhook_id,
            report=said.report,
            reported_at=said.reported_at,
            received_at=uow.now,
            body_sealed=uow.kit.cipher.seal(text),
            body_digest=uow.kit.cipher.digest(text),
        )
    )
    uow.change(case, reports=case.reports + 1, last_report=said.report, last_reported_at=said.reported_at)
    told = said.model_dump(exclude={"client_id"}) | {
        "client_id": case.client_id,
        "carrier_id": case.carrier_id,
    }
    uow.record(CarrierReported.model_validate(told), about=case)
    return callback
