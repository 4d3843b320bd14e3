"""An observer of the log: sees every event as it is appended, in a group of its own, and keeps nothing from anybody."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from uuid import uuid4

from shared.event_log import EventLog, LogUnavailable, Subscription
from shared.events import Envelope, topic_of


@dataclass
class Seen:
    """The events of one client, or of all, in the order in which they were seen."""

    envelopes: list[Envelope] = field(default_factory=list)


@contextlib.asynccontextmanager
async def watching(
    event_log: EventLog, services: list[str], told: Callable[[Envelope], None]
) -> AsyncIterator[Seen]:
    """Every event from now on is put into the list, and told."""
    seen = Seen()
    await event_log.start()
    topics = [topic_of(service) for service in services]
    try:
        async with event_log.subscribe(f"demo-{uuid4()}", topics, from_start=False) as subscription:
            task = asyncio.create_task(_watch(subscription, seen, told))
            try:
                yield seen
            finally:
                await asyncio.sleep(0.5)
                task.cancel()
                await asyncio.wait([task])
    finally:
        await event_log.stop()


async def _watch(subscription: Subscription, seen: Seen, told: Callable[[Envelope], None]) -> None:
    while True:
        try:
            for delivered in await subscription.fetch(500, 1.0):
                envelope = Envelope.from_headers(delivered.headers)
                seen.envelopes.append(envelope)
                told(envelope)
            await subscription.commit()
        except LogUnavailable:
            await asyncio.sleep(0.25)
