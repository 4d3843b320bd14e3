"""Where partners are told of what they asked for: a subscription comes, changes, pauses and goes."""

from uuid import UUID

from services.carriers import queries
from services.carriers.domain.addresses import check_address
from services.carriers.signatures import RETIRED_FOR, new_secret
from services.carriers.tables import Delivery, Subscription
from services.carriers.use_cases.endpoints import may_write_anywhere, wake_courier
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

GIVE_UP = "give-up-deliveries"
AT_ONCE = 500


async def subscribe(
    uow: UnitOfWork, *, name: str, url: str, events: list[str], webhook_secret: str | None
) -> tuple[Subscription, str]:
    """A partner is told of these events from now on; gives the secret, which is shown this once. Raises BadAddress."""
    check_address(url, anywhere=may_write_anywhere(uow))
    webhook_secret = webhook_secret or new_secret()
    subscription = uow.add(
        Subscription(
            agency_id=uow.caller.agency_id,
            name=name,
            url=url,
            events=events,
            webhook_secret_sealed=uow.kit.cipher.seal(webhook_secret),
            created_at=uow.now,
        )
    )
    return subscription, webhook_secret


async def change_subscription(
    uow: UnitOfWork, subscription_id: UUID, version: int, *, name: str, url: str, events: list[str]
) -> Subscription:
    """The partner moved, or wants other events from now on; raises NotFound, Stale, BadAddress."""
    check_address(url, anywhere=may_write_anywhere(uow))
    subscription = await _expected(uow, subscription_id, version)
    uow.change(subscription, name=name, url=url, events=events)
    return subscription


async def switch_subscription(
    uow: UnitOfWork, subscription_id: UUID, version: int, *, enabled: bool
) -> Subscription:
    """A disabled subscription is told of nothing new; what was on its way to it waits. Raises NotFound, Stale."""
    subscription = await _expected(uow, subscription_id, version)
    uow.change(subscription, enabled=enabled)
    wake_courier(uow)
    return subscription


async def rotate_subscription_secret(
    uow: UnitOfWork, subscription_id: UUID, version: int, *, value: str | None
) -> tuple[Subscription, str]:
    """A new secret; the one before signs for another day too. Raises NotFound, Stale."""
    subscription = await _expected(uow, subscription_id, version)
    value = value or new_secret()
    uow.change(
        subscription,
        retired_webhook_secret_sealed=subscription.webhook_secret_sealed,
        webhook_secret_sealed=uow.kit.cipher.seal(value),
        webhook_secret_retires_at=uow.now + RETIRED_FOR,
    )
    return subscription, value


async def unsubscribe(uow: UnitOfWork, subscription_id: UUID, version: int) -> None:
    """The partner is told of nothing any more; what was on its way is given up. Raises NotFound, Stale."""
    subscription = await _expected(uow, subscription_id, version)
    uow.remove(subscription)
    uow.schedule(GIVE_UP, subscription.id, uow.now)


async def give_up_deliveries(uow: UnitOfWork, due: DueWork) -> None:
    """Close what is still meant for a subscription that is gone, some at a time."""
    pending: list[Delivery] = await uow.all(queries.PENDING_TO, recipient_id=due.subject_id)
    for delivery in pending:
        uow.change(delivery, status="failed", next_attempt_at=None, leased_until=None)
    if len(pending) == AT_ONCE:
        uow.schedule(GIVE_UP, due.subject_id, due.due_at)


async def _expected(uow: UnitOfWork, subscription_id: UUID, version: int) -> Subscription:
    subscription: Subscription = await uow.get(queries.SUBSCRIPTION, subscription_id=subscription_id)
    uow.expect(subscription, version)
    return subscription
