"""Event logs for the tests of relay and consumer: the real one, and a real one that can be made to fail."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from shared.event_log import Delivered, EventLog, LogUnavailable, Record, Subscription
from shared.event_log.postgres import PostgresLog
from shared.events import Envelope, Event, to_record, topic_of
from shared.ids import new_id
from tests.kit.making_notes import NOTED_AT
from tests.services.running import AGENCY

PATIENCE_SECONDS = 30.0


class FailingLog:
    """A real log that fails as told: before an append (nothing is on it), or after (all is, but nobody is told)."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.fail_before = 0
        self.fail_after = 0

    async def start(self) -> None:
        await self._log.start()

    async def stop(self) -> None:
        await self._log.stop()

    async def append(self, records: Sequence[Record]) -> None:
        if self.fail_before:
            self.fail_before -= 1
            raise LogUnavailable
        await self._log.append(records)
        if self.fail_after:
            self.fail_after -= 1
            raise LogUnavailable

    def subscribe(self, group: str, topics: Sequence[str], *, from_start: bool = True) -> Subscription:
        return self._log.subscribe(group, topics, from_start=from_start)

    async def lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        return await self._log.lag(group, topics)


async def started(log_database: str) -> PostgresLog:
    """A log in that database, started."""
    log = PostgresLog(log_database, partitions=4)
    await log.start()
    return log


async def everything_on(log: EventLog, source: str = "notes") -> list[Delivered]:
    """All that is on the topic of a service, as a new reader sees it."""
    found: list[Delivered] = []
    async with log.subscribe(f"reader-{new_id()}", [topic_of(source)]) as subscription:
        while batch := await subscription.fetch(1000, 0.3):
            found += batch
    return found


def make_record(
    event: Event, *, event_id: UUID | None = None, agency_id: UUID = AGENCY, version: int = 1
) -> Record:
    """`event` as its service would have put it on the log."""
    envelope = Envelope(
        id=event_id or new_id(),
        source=type(event).__module__.rpartition(".")[2],
        type=event.name,
        version=event.version,
        subject=event.key,
        time=NOTED_AT,
        agency_id=agency_id,
        actor_id="service:test",
        correlation_id="test",
        causation_id=None,
        partition_key=event.key,
        aggregate_version=version,
        traceparent=None,
    )
    return to_record(event, envelope)


def delivered(*records: Record) -> list[Delivered]:
    """Records as a subscription would give them."""
    return [
        Delivered(record.topic, 0, number, record.key, dict(record.headers), record.value)
        for number, record in enumerate(records)
    ]


async def until(condition: Callable[[], Awaitable[Any]]) -> None:
    """Wait until `condition` holds; TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110 what it waits for happens in a database
            await asyncio.sleep(0.02)
