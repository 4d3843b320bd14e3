"""Events of several topics in every order in which they may arrive, and the state that a service ends in.

A topic promises order for a key, and nothing between topics; any event may come again later. What a service keeps must
not depend on any of it.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from hypothesis import strategies as st

from shared.clock import MovableClock
from shared.consumer import Consumer
from shared.event_log import Delivered
from shared.events import Envelope, Event, to_record
from shared.held_events import ATTEMPTS
from shared.ids import new_id
from tests.services.running import AGENCY, BEGINNING, RunningService

Row = dict[str, Any]
Delivery = list[list[Delivered]]
Ending = dict[str, list[str]]

APART = timedelta(hours=12)
NOW = BEGINNING + timedelta(days=14)
"""When everything is applied: long after all of it has happened."""

BOOKKEEPING = {"outbox", "inbox", "held_event", "idempotent_answer"}
COUNTED = {"version", "position", "causation_id"}
"""How often a row was changed, where it stands in its table, and which event was the one that scheduled."""

TABLES = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('kit_version', 'schema_version') ORDER BY tablename
"""
A_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


class StandingClock(MovableClock):
    """Time stands still, so that nothing differs by when it was done."""

    def now(self) -> datetime:
        return NOW + self.offset


@dataclass(frozen=True)
class Streams:
    """Events by topic and key: the order within each is promised. All of them in the order in which they happened."""

    told: tuple[tuple[str, Delivered], ...]

    @staticmethod
    def of(*events: Event) -> "Streams":
        """The streams of `events`, given in the order in which they happened, half a day apart."""
        told = [_delivered(event, offset, BEGINNING + offset * APART) for offset, event in enumerate(events)]
        return Streams(tuple((f"{one.topic} {one.key}", one) for one in told))

    @property
    def names(self) -> list[str]:
        """The streams, in the order in which they begin."""
        return list(dict.fromkeys(name for name, _ in self.told))

    def as_they_happened(self) -> list[Delivered]:
        """The order that nobody promises."""
        return [event for _, event in self.told]

    def merged(self, turns: Sequence[str]) -> list[Delivered]:
        """Each turn takes the next event of a stream."""
        waiting = {name: [event for of, event in self.told if of == name] for name in self.names}
        return [waiting[name].pop(0) for name in turns]

    def one_apart(self) -> list[list[Delivered]]:
        """Each stream wholly before, and wholly after, all the others."""
        apart: list[list[Delivered]] = []
        for name in self.names:
            alone = [event for of, event in self.told if of == name]
            others = [event for of, event in self.told if of != name]
            apart += [alone + others, others + alone]
        return apart


@st.composite
def deliveries(draw: st.DrawFn, streams: Streams) -> Delivery:
    """Any interleaving of the streams, cut into any batches, with any of the events coming once more later."""
    order = streams.merged(draw(st.permutations([name for name, _ in streams.told])))
    for event in draw(st.lists(st.sampled_from(order), max_size=3)):
        first = order.index(event)
        order.insert(draw(st.integers(first + 1, len(order))), event)
    batches: Delivery = [[]]
    for event in order:
        batches[-1].append(event)
        if draw(st.booleans()):
            batches.append([])
    return [batch for batch in batches if batch]


def _delivered(event: Event, offset: int, time: datetime) -> Delivered:
    envelope = Envelope(
        id=new_id(),
        source=type(event).__module__.rpartition(".")[2],
        type=event.name,
        version=event.version,
        subject=event.key,
        time=time,
        agency_id=AGENCY,
        actor_id="service:test",
        correlation_id="test",
        causation_id=None,
        partition_key=event.key,
        aggregate_version=offset + 1,
        traceparent=None,
    )
    record = to_record(event, envelope)
    return Delivered(record.topic, 0, offset, record.key, dict(record.headers), record.value)


@dataclass
class Replayed:
    """A service that is put back to where it was, as often as its events are delivered in another order."""

    service: RunningService
    streams: Streams
    forgotten: Callable[[str, Row], bool] = lambda _table, _row: False
    tables: list[str] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    _in_order: Ending | None = None

    async def remember(self) -> None:
        """What is there now is where every replay begins."""
        self.tables = [row["tablename"] for row in await self.service.rows(TABLES)]
        await self.service.rows("CREATE SCHEMA before")
        for table in self.tables:
            await self.service.rows(f'CREATE TABLE before."{table}" AS TABLE public."{table}"')
        there = await self._everything()
        told = b"".join(event.value + orjson.dumps(event.headers) for _, event in self.streams.told)
        self.known = frozenset(A_UUID.findall(_text(there) + told.decode()))
        clock = StandingClock()
        self.service.clock = self.service.kit.clock = clock

    async def in_order(self) -> Ending:
        """The end of the order in which it happened."""
        if self._in_order is None:
            self._in_order = await self.ends_in([[event] for event in self.streams.as_they_happened()])
        return self._in_order

    async def ends_in(self, delivery: Delivery) -> Ending:
        """The rows of every business table, by content, after this delivery and whatever had to be tried again."""
        await self._put_back()
        consumer = Consumer(self.service.kit)
        for batch in delivery:
            await consumer.apply(batch)
        await self._retried()
        held = await self.service.rows("SELECT event, status, error FROM held_event")
        assert held == [], "what was set aside got through in the end"
        return _by_content(await self._everything(), self.known, self.forgotten)

    async def _put_back(self) -> None:
        self.service.clock.offset = timedelta(0)
        statements = [f'DELETE FROM public."{table}"' for table in self.tables]
        statements += [
            f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE TABLE before."{table}"'
            for table in self.tables
        ]
        async with self.service.kit.database.pool.acquire() as connection:
            await connection.execute("; ".join(statements))

    async def _retried(self) -> None:
        for _ in range(ATTEMPTS):
            if not await self.service.rows("SELECT 1 FROM held_event"):
                return
            self.service.clock.advance(timedelta(hours=1))
            await self.service.retry()

    async def _everything(self) -> dict[str, list[Row]]:
        return {
            table: await self.service.rows(f'SELECT * FROM "{table}"')
            for table in self.tables
            if table not in BOOKKEEPING
        }


def _by_content(
    everything: dict[str, list[Row]], known: frozenset[str], forgotten: Callable[[str, Row], bool]
) -> Ending:
    """Rows as text, each id that was made on the way replaced by what it is the id of."""
    kept = {table: [row for row in rows if not forgotten(table, row)] for table, rows in everything.items()}
    named = {
        str(row["id"]): f"{table} {hashlib.sha256(_blank(row, known).encode()).hexdigest()[:12]}"
        for table, rows in kept.items()
        for row in rows
        if str(row["id"]) not in known
    }

    def renamed(row: Row) -> str:
        return A_UUID.sub(
            lambda found: found[0] if found[0] in known else named.get(found[0], "made"), _without_counts(row)
        )

    return {table: sorted(renamed(row) for row in rows) for table, rows in kept.items()}


def _blank(row: Row, known: frozenset[str]) -> str:
    return A_UUID.sub(lambda found: found[0] if found[0] in known else "made", _without_counts(row))


def _without_counts(row: Row) -> str:
    return _text({name: value for name, value in row.items() if name not in COUNTED})


def _text(value: Any) -> str:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS).decode()


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def difference(expected: Ending, found: Ending) -> dict[str, list[str]]:
    """The rows by table that only one of two endings has."""
    apart = {
        table: [
            *(f"missing {row}" for row in rows if row not in found[table]),
            *(f"unexpected {row}" for row in found[table] if row not in rows),
        ]
        for table, rows in expected.items()
    }
    return {table: rows for table, rows in apart.items() if rows}
