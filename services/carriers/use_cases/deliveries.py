"""What goes out: a letter to the carrier of a case, letters to the partners who asked, and one more attempt on request."""

from typing import Any
from uuid import UUID, uuid5

from services.carriers import queries
from services.carriers.domain.letters import Reader, letter
from services.carriers.domain.problems import BeingDelivered
from services.carriers.tables import Case, Delivery, Endpoint, Subscription
from services.carriers.use_cases.endpoints import endpoint_id, wake_courier
from shared.contracts.carriers import CaseKind
from shared.events import Incoming
from shared.unit_of_work import UnitOfWork


async def tell_carrier(
    uow: UnitOfWork,
    event: Incoming[Any],
    *,
    client_id: UUID,
    carrier_id: UUID,
    case_kind: CaseKind,
    case_id: UUID,
) -> None:
    """A letter to the carrier, which may report on the case from now on.

    It waits for a carrier without an endpoint; none is written to one that does not want this event.
    """
    uow.add(
        Case(
            id=case_id,
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            carrier_id=carrier_id,
            kind=case_kind.value,
            opened_at=event.envelope.time,
        )
    )
    recipient_id = endpoint_id(uow.caller.agency_id, carrier_id)
    endpoint: Endpoint | None = await uow.one(queries.ENDPOINT, endpoint_id=recipient_id)
    if endpoint is None or event.data.name in endpoint.events:
        _write(uow, event, recipient_id=recipient_id, carrier_id=carrier_id, reader="carrier")


async def tell_partners(uow: UnitOfWork, event: Incoming[Any]) -> None:
    """A letter to each partner of the agency that asked for this event."""
    subscriptions: list[Subscription] = await uow.all(queries.SUBSCRIPTIONS_TO, events=[event.data.name])
    for subscription in subscriptions:
        _write(uow, event, recipient_id=subscription.id, carrier_id=None, reader="partner")


def _write(
    uow: UnitOfWork, event: Incoming[Any], *, recipient_id: UUID, carrier_id: UUID | None, reader: Reader
) -> None:
    payload = {field: getattr(event.data, field) for field in type(event.data).model_fields}
    uow.add(
        Delivery(
            id=uuid5(event.envelope.id, str(recipient_id)),
            agency_id=uow.caller.agency_id,
            client_id=payload.get("client_id"),
            carrier_id=carrier_id,
            recipient_id=recipient_id,
            lane=uuid5(recipient_id, event.envelope.partition_key),
            event=event.data.name,
            event_id=event.envelope.id,
            body=letter(event.data.name, payload, occurred_at=event.envelope.time, reader=reader),
            correlation_id=event.envelope.correlation_id,
            created_at=uow.now,
            next_attempt_at=uow.now,
        )
    )
    wake_courier(uow)


async def redeliver(uow: UnitOfWork, delivery_id: UUID) -> Delivery:
    """Send it once more, from the first attempt on, under the same webhook-id; raises NotFound, BeingDelivered."""
    delivery: Delivery = await uow.get(queries.DELIVERY, delivery_id=delivery_id)
    if delivery.leased_until is not None and delivery.leased_until > uow.now:
        raise BeingDelivered
    uow.change(
        delivery,
        status="pending",
        attempts_in_a_row=0,
        next_attempt_at=uow.now,
        leased_until=None,
        delivered_at=None,
    )
    wake_courier(uow)
    return delivery
