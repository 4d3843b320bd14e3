"""The event log in PostgreSQL, for the embedded run: an append-only table in a database of its own.

A row a topic hands out offsets without gaps and is locked until the append commits, so records become visible in the
order of their offsets and no reader passes by a commit that lands late.
"""

import asyncio
import contextlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import asyncpg
import orjson

from shared.array_types import learn_arrays
from shared.event_log import LogUnavailable, Record, refuse_too_large
from shared.event_log.postgres_connection import CONNECTING, reachable, session_settings
from shared.event_log.postgres_membership import Topic, lock_key
from shared.event_log.postgres_subscription import PostgresSubscription
from shared.event_log.postgres_wakeup import WakeUps

SCHEMA = Path(__file__).with_name("schema.sql")
TRIM_AT_ONCE = 5_000
CLOSE_SECONDS = 5.0

ADD_TOPICS = """
INSERT INTO event_log.topic (name, partitions)
SELECT name, $2 FROM unnest($1::text[]) AS name ORDER BY name
ON CONFLICT (name) DO NOTHING
"""
TOPICS = "SELECT id, name, partitions FROM event_log.topic WHERE name = ANY($1::text[])"
APPEND = """
WITH head AS (
    UPDATE event_log.topic SET next_offset = next_offset + $2
    WHERE id = $1 RETURNING id, next_offset - $2 AS first
)
INSERT INTO event_log.record (topic_id, "offset", partition, key, headers, value)
SELECT head.id, head.first + appended.place - 1,
       appended.partition, appended.key, appended.headers, appended.value
FROM head, unnest($3::smallint[], $4::text[], $5::json[], $6::bytea[])
    WITH ORDINALITY AS appended (partition, key, headers, value, place)
"""
# Above the furthest cursor everything is unread, and offsets have no gaps; only between the cursors is there
# something to count. Trimmed records are nobody's to read.
LAG = """
WITH cursors AS (
    SELECT topic.id, array_agg(coalesce(cursor.next_offset, 0) ORDER BY number) AS offsets,
           min(coalesce(cursor.next_offset, 0)) AS low, max(coalesce(cursor.next_offset, 0)) AS high
    FROM event_log.topic
    CROSS JOIN generate_series(0, topic.partitions - 1) AS number
    LEFT JOIN event_log.cursor
        ON cursor.group_name = $1 AND cursor.topic_id = topic.id AND cursor.partition = number
    WHERE topic.name = ANY($2::text[])
    GROUP BY topic.id
)
SELECT topic.name,
       topic.next_offset - greatest(cursors.high, coalesce(retained.first, topic.next_offset)) + (
           SELECT count(*) FROM event_log.record
           WHERE record.topic_id = topic.id
             AND record."offset" >= cursors.low AND record."offset" < cursors.high
             AND record."offset" >= cursors.offsets[record.partition + 1]
       ) AS unread
FROM cursors
JOIN event_log.topic USING (id)
LEFT JOIN LATERAL (
    SELECT "offset" AS first FROM event_log.record
    WHERE record.topic_id = topic.id ORDER BY "offset" LIMIT 1
) AS retained ON true
"""
TRIM = """
WITH oldest AS (
    SELECT topic_id, "offset" FROM event_log.record WHERE topic_id = $1 ORDER BY "offset" LIMIT $3
)
DELETE FROM event_log.record USING oldest
WHERE record.topic_id = $1 AND record."offset" = oldest."offset" AND record.appended_at < $2
"""
FORGET_GROUPS = "DELETE FROM event_log.cursor WHERE moved_at < $1"


class PostgresLog:
    """See `shared.event_log.EventLog`.

    `dsn` names a database that the log has for itself, without a pooler in between. `partitions` counts for
    topics that do not exist yet; an existing one keeps its own. `connections` are at most open for appending;
    each reader has one more of its own. `wake_other_processes=False` saves the notifications where every reader
    shares this object; readers elsewhere then find news by polling.
    """

    def __init__(
        self, dsn: str, *, partitions: int = 8, connections: int = 8, wake_other_processes: bool = True
    ) -> None:
        self._dsn = dsn
        self._connections = connections
        self._partitions = partitions
        self._wake_ups = WakeUps(dsn)
        self._wake_other_processes = wake_other_processes
        self._starting = asyncio.Lock()
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._topics: dict[str, Topic] = {}

    async def start(self) -> None:
        """Connects, and makes or updates the tables; several processes may do so at once."""
        async with self._starting:
            if self._pool is None:
                with reachable():
                    self._pool = await self._connect()
        if self._wake_other_processes:
            self._wake_ups.start()

    async def _connect(self) -> "asyncpg.Pool[asyncpg.Record]":
        pool = await asyncpg.create_pool(
            self._dsn,
            min_size=0,
            max_size=self._connections,
            init=learn_arrays,
            reset=_nothing_to_reset,
            server_settings=session_settings(durable=True),
            **CONNECTING,
        )
        try:
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", lock_key("schema"))
                await connection.execute(SCHEMA.read_text("utf-8"))
        except BaseException:
            pool.terminate()
            raise
        return pool

    async def stop(self) -> None:
        """Waits a moment for appends in hand, and lets go of the connections."""
        await self._wake_ups.stop()
        pool, self._pool = self._pool, None
        if pool is not None:
            with contextlib.suppress(LogUnavailable), reachable():
                async with asyncio.timeout(CLOSE_SECONDS):
                    await pool.close()
            pool.terminate()

    async def append(self, records: Sequence[Record]) -> None:
        """See `EventLog`. Records of several topics are appended topic by topic."""
        refuse_too_large(records)
        by_topic = attrgetter("topic")
        for name, of_topic in groupby(sorted(records, key=by_topic), key=by_topic):
            (topic,) = await self._find_topics([name])
            with reachable():
                await append_to(self._connected, topic, list(of_topic))
            self._wake_ups.tell(f"topic:{name}")

    def subscribe(
        self, group: str, topics: Sequence[str], *, from_start: bool = True
    ) -> PostgresSubscription:
        """See `EventLog`."""
        if not topics:
            raise ValueError("a subscription needs a topic")
        return PostgresSubscription(
            self._dsn, self._wake_ups, self._find_topics, group=group, topics=topics, from_start=from_start
        )

    async def lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        """See `EventLog`."""
        with reachable():
            rows = await self._connected.fetch(LAG, group, list(topics))
        return dict.fromkeys(topics, 0) | {row["name"]: row["unread"] for row in rows}

    async def trim(self, before: datetime) -> int:
        """Deletes the records appended before this instant of the real clock, read or not; answers how many.

        As with any log's retention, it must be longer than the longest time that a reader may be away. A group
        whose cursors have not moved since then is forgotten too: whatever is retained is new to it.
        """
        if before.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        deleted = 0
        with reachable():
            for topic_id in await self._connected.fetch("SELECT id FROM event_log.topic"):
                chunk = TRIM_AT_ONCE
                while chunk == TRIM_AT_ONCE:
                    status = await self._connected.execute(TRIM, topic_id["id"], before, TRIM_AT_ONCE)
                    chunk = int(status.rpartition(" ")[2])
                    deleted += chunk
            await self._connected.execute(FORGET_GROUPS, before)
        return deleted

    @property
    def _connected(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise LogUnavailable("the log is not started")
        return self._pool

    async def _find_topics(self, names: Sequence[str]) -> list[Topic]:
        """The topics of these names, made where they do not exist."""
        if not self._topics.keys() >= set(names):
            with reachable():
                await self._learn_topics(names)
            missing = [name for name in names if name not in self._topics]
            if missing:
                with reachable():
                    await self._connected.execute(ADD_TOPICS, missing, self._partitions)
                    await self._learn_topics(missing)
        return [self._topics[name] for name in names]

    async def _learn_topics(self, names: Sequence[str]) -> None:
        rows = await self._connected.fetch(TOPICS, list(names))
        self._topics |= {row["name"]: Topic(row["id"], row["name"], row["partitions"]) for row in rows}


async def append_to(
    connection: "asyncpg.Connection[asyncpg.Record] | asyncpg.Pool[asyncpg.Record]",
    topic: Topic,
    records: Sequence[Record],
) -> None:
    """Appends `records`, all of `topic`, in the transaction of `connection` or, on a pool, in one of its own."""
    await connection.execute(
        APPEND,
        topic.id,
        len(records),
        [zlib.crc32(record.key.encode()) % topic.partitions for record in records],
        [record.key for record in records],
        [orjson.dumps(dict(record.headers)).decode() for record in records],
        [record.value for record in records],
    )


async def _nothing_to_reset(_connection: object) -> None:
    """The pool's connections carry no state, and asyncpg's reset costs as much as half an append."""
