"""Stores that logs under test keep their records in, and what scenarios are written with."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pytest

from shared.event_log import (
    Delivered,
    EventLog,
    LogUnavailable,
    OwnershipLost,
    Record,
    Subscription,
)

PATIENCE = 90.0
"""Seconds after which a scenario that waits for something has failed."""


@dataclass
class Store:
    """Where a log keeps its records, reached by any number of log objects, as from any number of processes."""

    kind: str
    address: str
    connect: Callable[[str], EventLog]
    kill: Callable[[], None] = field(default=lambda: pytest.fail("this store is not ours to kill"))
    restart: Callable[[], None] = field(default=lambda: pytest.fail("this store is not ours to restart"))
    logs: list[EventLog] = field(default_factory=list)

    async def open(self) -> EventLog:
        """A started log object, as one more process would have it."""
        log = self.connect(self.address)
        await log.start()
        self.logs.append(log)
        return log

    async def close(self) -> None:
        for log in self.logs:
            await log.stop()


@dataclass(frozen=True)
class Names:
    """Topics and groups that no other test uses: the broker is shared."""

    token: str = field(default_factory=lambda: secrets.token_hex(6))

    def topic(self, name: str = "policies") -> str:
        return f"test.{self.token}.{name}"

    def group(self, name: str = "claims") -> str:
        return f"test.{self.token}.{name}"


def make_record(topic: str, text: str, *, key: str = "client-1") -> Record:
    return Record(topic, key, {"ce_id": text}, text.encode())


def make_records(topic: str, texts: Iterable[object], *, key: str = "client-1") -> list[Record]:
    return [make_record(topic, str(text), key=key) for text in texts]


def make_one_for_each_of_many_keys(topic: str, text: str, keys: int = 48) -> list[Record]:
    """Enough keys that every partition has some."""
    return [make_record(topic, f"{text}-{number}", key=f"client-{number}") for number in range(keys)]


def texts(delivered: Iterable[Delivered]) -> list[str]:
    return [record.value.decode() for record in delivered]


def without_repeats(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


async def read(subscription: Subscription, count: int) -> list[Delivered]:
    """Fetches until at least `count` records have come."""
    found: list[Delivered] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            found += await subscription.fetch(500, 1.0)
    return found


async def read_all_of(subscription: Subscription, expected: Iterable[str]) -> list[Delivered]:
    """Fetches and commits until all `expected` texts have come, whatever else does."""
    missing, found = set(expected), list[Delivered]()
    async with asyncio.timeout(PATIENCE):
        while missing:
            with contextlib.suppress(LogUnavailable, OwnershipLost):
                batch = await subscription.fetch(500, 0.5)
                found += batch
                missing -= set(texts(batch))
                await subscription.commit()
    return found


async def append_until_done(log: EventLog, records: Sequence[Record]) -> int:
    """Appends as a relay does: the same again while the log is away. Answers the number of failed tries."""
    failures = 0
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await log.append(records)
            except LogUnavailable:
                failures += 1
                await asyncio.sleep(0.1)
            else:
                return failures
