"""Routes about the subscriptions of partners."""

from uuid import UUID

from fastapi import status

from services.carriers import queries
from services.carriers.schemas import (
    SubscriptionChangeIn,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionSecretIn,
    SubscriptionWithSecretOut,
)
from services.carriers.tables import Subscription
from services.carriers.use_cases import subscriptions
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("carriers")


@router.post("/subscriptions", status_code=status.HTTP_201_CREATED, tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def subscribe(uow: Uow, subscription: SubscriptionIn) -> SubscriptionWithSecretOut:
    """Have a partner told of events; the secret that signs them is shown in this answer and never again."""
    made, secret = await subscriptions.subscribe(uow, **subscription.model_dump())
    uow.tag(made)
    return _with_secret(made, secret)


@router.get("/subscriptions", tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def list_subscriptions(uow: Uow, asked: Asked, enabled: bool | None = None) -> PageOf[SubscriptionOut]:
    """The partners that are told of events, the first first."""
    return await queries.SUBSCRIPTIONS.page(uow, asked, _subscription, enabled=enabled)


@router.get("/subscriptions/{subscription_id}", tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def read_subscription(uow: Uow, subscription_id: UUID) -> SubscriptionOut:
    """One subscription."""
    found: Subscription = await uow.get(queries.SUBSCRIPTION, subscription_id=subscription_id)
    uow.tag(found)
    return _subscription(found)


@router.put("/subscriptions/{subscription_id}", tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def change_subscription(
    uow: Uow, subscription_id: UUID, version: IfMatch, change: SubscriptionChangeIn
) -> SubscriptionOut:
    """Another name, address or choice of events."""
    changed = await subscriptions.change_subscription(uow, subscription_id, version, **change.model_dump())
    uow.tag(changed)
    return _subscription(changed)


@router.delete(
    "/subscriptions/{subscription_id}", status_code=status.HTTP_204_NO_CONTENT, tags=["subscriptions"]
)
@allow(Role.OPS, Role.MANAGER)
async def unsubscribe(uow: Uow, subscription_id: UUID, version: IfMatch) -> None:
    """Tell the partner nothing more; what was on its way is given up."""
    await subscriptions.unsubscribe(uow, subscription_id, version)


@router.post("/subscriptions/{subscription_id}/disable", tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def disable_subscription(uow: Uow, subscription_id: UUID, version: IfMatch) -> SubscriptionOut:
    """Tell the partner of nothing new; what was on its way waits."""
    switched = await subscriptions.switch_subscription(uow, subscription_id, version, enabled=False)
    uow.tag(switched)
    return _subscription(switched)


@router.post("/subscriptions/{subscription_id}/enable", tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def enable_subscription(uow: Uow, subscription_id: UUID, version: IfMatch) -> SubscriptionOut:
    """Tell the partner again, beginning with what has waited."""
    switched = await subscriptions.switch_subscription(uow, subscription_id, version, enabled=True)
    uow.tag(switched)
    return _subscription(switched)


@router.post("/subscriptions/{subscription_id}/rotate-secret", tags=["subscriptions"])
@allow(Role.OPS, Role.MANAGER)
async def rotate_secret(
    uow: Uow, subscription_id: UUID, version: IfMatch, wanted: SubscriptionSecretIn
) -> SubscriptionWithSecretOut:
    """Replace the secret; both sign for 24 hours. The new one is shown in this answer only."""
    rotated, secret = await subscriptions.rotate_subscription_secret(
        uow, subscription_id, version, value=wanted.value
    )
    uow.tag(rotated)
    return _with_secret(rotated, secret)


def _subscription(subscription: Subscription) -> SubscriptionOut:
    return SubscriptionOut.model_validate(subscription, from_attributes=True)


def _with_secret(subscription: Subscription, secret: str) -> SubscriptionWithSecretOut:
    return SubscriptionWithSecretOut(**_subscription(subscription).model_dump(), webhook_secret=secret)
