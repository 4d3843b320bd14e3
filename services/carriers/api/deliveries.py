"""Routes about what goes out."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.carriers import queries
from services.carriers.schemas import AttemptOut, DeliveryDetailOut, DeliveryOut, DeliveryStatus, EventName
from services.carriers.tables import Attempt, Delivery
from services.carriers.use_cases import deliveries
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("carriers")


@router.get("/deliveries", tags=["deliveries"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def list_deliveries(
    uow: Uow,
    asked: Asked,
    status: Annotated[DeliveryStatus | None, Query(examples=["pending"])] = None,
    carrier_id: UUID | None = None,
    recipient_id: Annotated[UUID | None, Query(description="an endpoint or a subscription")] = None,
    event: EventName | None = None,
    client_id: UUID | None = None,
) -> PageOf[DeliveryOut]:
    """Letters in reach, the newest first; a carrier sees those that were written to it."""
    return await queries.DELIVERIES.page(
        uow,
        asked,
        _delivery,
        status=status,
        carrier_id=carrier_id,
        recipient_id=recipient_id,
        event=event,
        client_id=client_id,
    )


@router.get("/deliveries/{delivery_id}", tags=["deliveries"])
@allow(Role.OPS, Role.MANAGER, Role.CARRIER)
async def read_delivery(uow: Uow, delivery_id: UUID) -> DeliveryDetailOut:
    """One delivery, with every attempt."""
    delivery: Delivery = await uow.get(queries.DELIVERY, delivery_id=delivery_id)
    attempts: list[Attempt] = await uow.all(queries.ATTEMPTS, delivery_id=delivery_id)
    uow.tag(delivery)
    history = [AttemptOut.model_validate(attempt, from_attributes=True) for attempt in attempts]
    return DeliveryDetailOut(**_delivery(delivery).model_dump(), history=history)


@router.post("/deliveries/{delivery_id}/redeliver", tags=["deliveries"])
@allow(Role.OPS)
async def redeliver(uow: Uow, delivery_id: UUID) -> DeliveryOut:
    """Send it once more under the same webhook-id, whatever has become of it before."""
    return _delivery(await deliveries.redeliver(uow, delivery_id))


def _delivery(delivery: Delivery) -> DeliveryOut:
    return DeliveryOut.model_validate(delivery, from_attributes=True)
