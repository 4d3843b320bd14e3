"""The courier: carries deliveries to their recipients, each again until it was received, whatever dies in between.

It takes a delivery on a lease, sends it outside any transaction, then records how it ended, if the lease is still its
own. Killed in between, or told too late, the delivery is sent again with the same webhook-id: at least once, never not at
all. Any number of couriers may run on one database.
"""

import asyncio
import random
import time
from collections import Counter
from datetime import timedelta
from uuid import UUID

import structlog
from prometheus_client import Counter as Metric

from services.carriers import queries, signatures
from services.carriers.domain.attempts import Answer, judge
from services.carriers.sending import SECONDS, Sender
from services.carriers.tables import Attempt, Delivery, Endpoint, Subscription
from shared.bell import Bell
from shared.caller import Caller
from shared.database import WriteConflict
from shared.kit import Kit
from shared.problems import Unavailable
from shared.unit_of_work import Trail, UnitOfWork

LEASE = timedelta(seconds=SECONDS + 2)
AT_ONCE = 64
AT_ONCE_EACH = 8
POLL_SECONDS = 0.25
IDLE_SHARE = 10
"""Looking in vain may take one part of so many of the time: a carrier that is down leaves much to look through."""

ATTEMPTS = Metric(
    "coverloop_webhook_attempts", "Attempts to deliver a webhook, by what became of it", ["reader", "status"]
)

log = structlog.get_logger("coverloop.courier")


class PassedOn(Bell):
    """A bell that rings another one too: who schedules work wakes the courier."""

    def __init__(self, other: Bell) -> None:
        super().__init__()
        self._other = other

    def ring(self) -> None:
        """Wake both listeners."""
        super().ring()
        self._other.ring()


class Courier:
    """Runs until cancelled, then finishes what is on its way."""

    def __init__(self, kit: Kit, sender: Sender, bell: Bell | None = None) -> None:
        self._kit = kit
        self._sender = sender
        self._bell = bell or Bell()
        self._sending: dict[asyncio.Task[None], UUID] = {}

    async def run(self) -> None:
        """Carry for ever: at every new delivery, every move of the clock, and every quarter of a second."""
        try:
            while True:
                began = time.perf_counter()
                if not await self._set_off():
                    looked_for = time.perf_counter() - began
                    await self._bell.wait(max(POLL_SECONDS, looked_for * IDLE_SHARE))
        finally:
            if self._sending:
                await asyncio.wait(self._sending, timeout=SECONDS)

    async def tick(self) -> int:
        """Carry up to 64 deliveries that are due now; gives how many were. Raises Unavailable."""
        taken = await self._claim(AT_ONCE, [])
        await asyncio.gather(*(self._carry(delivery) for delivery in taken))
        return len(taken)

    async def _set_off(self) -> int:
        """Begin to carry what is due, as far as hands are free; gives how many."""
        free = AT_ONCE - len(self._sending)
        underway = Counter(self._sending.values())
        busy = [recipient for recipient, count in underway.items() if count >= AT_ONCE_EACH]
        try:
            taken = await self._claim(free, busy) if free else []
        except Unavailable:
            log.warning("courier waits")
            return 0
        for delivery in taken:
            task = asyncio.create_task(self._carry(delivery))
            self._sending[task] = delivery.recipient_id
            task.add_done_callback(self._arrived)
        return len(taken)

    def _arrived(self, task: "asyncio.Task[None]") -> None:
        del self._sending[task]
        self._bell.ring()

    async def _claim(self, at_most: int, busy: list[UUID]) -> list[Delivery]:
        now = self._kit.clock.now()
        rows = await self._kit.database.fetch(queries.CLAIM, [now, now + LEASE, AT_ONCE_EACH, at_most, busy])
        return sorted(
            (Delivery.from_record(row) for row in rows), key=lambda delivery: delivery.position or 0
        )

    async def _carry(self, delivery: Delivery) -> None:
        """One attempt. Whatever goes wrong with it, the delivery is there again when the lease has run out."""
        try:
            uow = self._kit.unit_of_work(
                Caller.service(delivery.agency_id, "service:carriers"), Trail(delivery.correlation_id)
            )
            recipient: Endpoint | Subscription | None = await uow.one(
                queries.ENDPOINT, endpoint_id=delivery.recipient_id
            ) or await uow.one(queries.SUBSCRIPTION, subscription_id=delivery.recipient_id)
            if recipient is not None:
                await self._send_and_record(uow, delivery, recipient)
        except WriteConflict:
            log.info("somebody else recorded the delivery", delivery_id=str(delivery.id))
        except Unavailable:
            log.warning("the end of a delivery is not recorded", delivery_id=str(delivery.id))
        except Exception:
            log.exception("delivery failed", delivery_id=str(delivery.id))

    async def _send_and_record(
        self, uow: UnitOfWork, delivery: Delivery, recipient: Endpoint | Subscription
    ) -> None:
        headers = signatures.sign(
            str(delivery.id), delivery.body, signatures.webhook_secrets(uow.kit.cipher, recipient, uow.now)
        )
        started, began = uow.now, time.perf_counter()
        answer = await self._sender.send(
            recipient.url, delivery.body, {**headers, "x-correlation-id": delivery.correlation_id}
        )
        record_attempt(
            uow,
            delivery,
            answer,
            attempt=Attempt(
                agency_id=delivery.agency_id,
                client_id=delivery.client_id,
                carrier_id=delivery.carrier_id,
                delivery_id=delivery.id,
                number=delivery.attempts + 1,
                started_at=started,
                milliseconds=round((time.perf_counter() - began) * 1000),
                status_code=answer.status_code,
                error=answer.error,
            ),
            spread=random.random(),  # noqa: S311 only spreads the load
        )
        await uow.commit()
        ATTEMPTS.labels("partner" if delivery.carrier_id is None else "carrier", delivery.status).inc()


def record_attempt(
    uow: UnitOfWork, delivery: Delivery, answer: Answer, *, attempt: Attempt, spread: float
) -> None:
    """Note how an attempt ended and what follows from it."""
    in_a_row = delivery.attempts_in_a_row + 1
    verdict = judge(answer, attempts=in_a_row, spread=spread)
    now = uow.kit.clock.now()
    uow.add(attempt)
    uow.change(
        delivery,
        status=verdict.status,
        attempts=delivery.attempts + 1,
        attempts_in_a_row=in_a_row,
        next_attempt_at=None if verdict.wait is None else now + verdict.wait,
        leased_until=None,
        delivered_at=now if verdict.status == "delivered" else None,
    )
    if verdict.status == "failed":
        log.error("delivery given up", delivery_id=str(delivery.id), attempts=delivery.attempts)
