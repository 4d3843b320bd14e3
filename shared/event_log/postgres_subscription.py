"""A reader of the PostgreSQL log: one connection that holds its partitions, reads them, and moves their cursors.

Because the connection that commits is the one that holds the locks, a reader that has lost its partitions cannot move
their cursors: its connection is gone, and the next fetch begins anew on another one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import asyncpg
import orjson

from shared.bell import Bell
from shared.event_log import Delivered, LogUnavailable, OwnershipLost
from shared.event_log.postgres_connection import connect, reachable
from shared.event_log.postgres_membership import Membership, Partition, Topic
from shared.event_log.postgres_positions import Positions
from shared.event_log.postgres_wakeup import WakeUps

POLL_SECONDS = 0.25
MEMBERS_CHECK_SECONDS = 1.0

PIN_NOW = """
INSERT INTO event_log.cursor (group_name, topic_id, partition, next_offset)
SELECT $1, topic.id, number, topic.next_offset
FROM event_log.topic, generate_series(0, topic.partitions - 1) AS number
WHERE topic.id = ANY($2::smallint[])
ON CONFLICT DO NOTHING
"""
CURSORS = """
SELECT topic_id, partition, next_offset FROM event_log.cursor
WHERE group_name = $1 AND topic_id = ANY($2::smallint[])
"""
HEADS = "SELECT id, next_offset FROM event_log.topic WHERE id = ANY($1::smallint[])"
READ = """
SELECT partition, "offset", key, headers, value FROM event_log.record
WHERE topic_id = $1 AND "offset" >= $2 AND "offset" >= ($3::bigint[])[partition + 1]
ORDER BY "offset" LIMIT $4
"""
COMMIT = """
INSERT INTO event_log.cursor (group_name, topic_id, partition, next_offset)
SELECT $1, * FROM unnest($2::smallint[], $3::smallint[], $4::bigint[])
ON CONFLICT (group_name, topic_id, partition)
DO UPDATE SET next_offset = excluded.next_offset, moved_at = excluded.moved_at
"""

FindTopics = Callable[[Sequence[str]], Awaitable[Sequence[Topic]]]


@dataclass
class _Session:
    """What lives and dies with one connection."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    topics: list[Topic]
    membership: Membership
    positions: Positions
    check_members_at: float = 0.0


class PostgresSubscription:
    """See `shared.event_log.Subscription`."""

    def __init__(
        self,
        dsn: str,
        wake_ups: WakeUps,
        find_topics: FindTopics,
        *,
        group: str,
        topics: Sequence[str],
        from_start: bool,
    ) -> None:
        self._dsn = dsn
        self._wake_ups = wake_ups
        self._find_topics = find_topics
        self._group = group
        self._topic_names = tuple(dict.fromkeys(topics))
        self._from_start = from_start
        self._bell = Bell()
        self._listening = contextlib.ExitStack()
        self._session: _Session | None = None
        self._lost = False

    async def __aenter__(self) -> Self:
        names = [f"topic:{name}" for name in self._topic_names]
        self._listening.enter_context(self._wake_ups.listening(names, self._bell.ring))
        self._listening.enter_context(
            self._wake_ups.listening([f"group:{self._group}"], self._on_members_changed)
        )
        try:
            async with self._joined():
                return self
        except BaseException:
            self._listening.close()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()
        session, self._session = self._session, None
        if session is None:
            return
        try:
            with contextlib.suppress(LogUnavailable), reachable():
                await session.membership.leave()
                self._wake_ups.tell(f"group:{self._group}")
                await session.connection.close(timeout=2)
        finally:
            session.connection.terminate()

    async def fetch(self, limit: int, timeout: float) -> Sequence[Delivered]:  # noqa: ASYNC109 as in the contract
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + timeout
        while True:
            async with self._joined() as session:
                await self._settle(session)
                delivered = await _read(session, limit)
            remaining = give_up_at - loop.time()
            if delivered or remaining <= 0:
                return delivered
            await self._bell.wait(min(remaining, POLL_SECONDS))

    async def commit(self) -> None:
        session = self._session
        if session is not None and session.positions.has_uncommitted:
            async with self._joined():
                moved = session.positions.to_commit()
                topic_ids, numbers = [part.topic_id for part, _ in moved], [part.number for part, _ in moved]
                offsets = [offset for _, offset in moved]
                await session.connection.execute(COMMIT, self._group, topic_ids, numbers, offsets)
                session.positions.committed(moved)
        if self._lost:
            self._lost = False
            raise OwnershipLost(self._group)

    async def seek_to_start(self) -> None:
        async with self._joined() as session:
            await self._settle(session)
            session.positions.rewind()

    @contextlib.asynccontextmanager
    async def _joined(self) -> AsyncIterator[_Session]:
        """The session, new if the last one was lost.

        It is given up when the block does not end well, be it that the database is away or that the caller is
        cancelled: what it had half done is then done again from the cursors.
        """
        try:
            with reachable():
                if self._session is None:
                    self._session = await self._join()
                yield self._session
        except BaseException:
            session, self._session = self._session, None
            if session is not None:
                self._lost |= session.positions.has_uncommitted
                session.connection.terminate()
            raise

    async def _join(self) -> _Session:
        topics = list(await self._find_topics(self._topic_names))
        connection = await connect(self._dsn)
        try:
            membership = Membership(connection, self._group, topics)
            session = _Session(connection, topics, membership, Positions(topics))
            if not self._from_start:
                await _pin_now(connection, self._group, [topic.id for topic in topics])
            await membership.join()
            self._wake_ups.tell(f"group:{self._group}")
            await self._settle(session)
        except BaseException:
            connection.terminate()
            raise
        return session

    def _on_members_changed(self) -> None:
        if self._session is not None:
            self._session.check_members_at = 0.0
        self._bell.ring()

    async def _settle(self, session: _Session) -> None:
        """Hands over what falls to others by now, and begins to read what falls to us."""
        now = asyncio.get_running_loop().time()
        if now < session.check_members_at:
            return
        session.check_members_at = now + MEMBERS_CHECK_SECONDS
        given_up, taken = await session.membership.settle()
        if given_up:
            self._lost |= session.positions.give_up(given_up)
            self._wake_ups.tell(f"group:{self._group}")
        if taken:
            ids = [topic.id for topic in session.topics]
            cursors = {
                Partition(row["topic_id"], row["partition"]): row["next_offset"]
                for row in await session.connection.fetch(CURSORS, self._group, ids)
            }
            for partition in taken:
                session.positions.take(partition, cursors.get(partition, 0))


async def _pin_now(
    connection: "asyncpg.Connection[asyncpg.Record]", group: str, topic_ids: Sequence[int]
) -> None:
    """Writes down where a group begins that begins now. Forgotten in a crash, it would begin later."""
    async with connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = on")
        await connection.execute(PIN_NOW, group, topic_ids)


async def _read(session: _Session, limit: int) -> list[Delivered]:
    """What is unread, topic by topic, beginning with another topic each time so that none waits for ever."""
    topic_ids = [topic.id for topic in session.topics]
    heads = {row["id"]: row["next_offset"] for row in await session.connection.fetch(HEADS, topic_ids)}
    session.topics.append(session.topics.pop(0))
    delivered: list[Delivered] = []
    for topic in session.topics:
        if session.positions.start(topic.id) < heads[topic.id] and len(delivered) < limit:
            delivered += await _read_topic(session, topic, heads[topic.id], limit - len(delivered))
    return delivered


async def _read_topic(session: _Session, topic: Topic, head: int, limit: int) -> list[Delivered]:
    positions = session.positions
    start, offsets = positions.start(topic.id), positions.offsets(topic.id)
    rows = await session.connection.fetch(READ, topic.id, start, offsets, limit)
    if len(rows) < limit:
        # All of ours below the head was there to be read: a head is committed together with its records.
        positions.caught_up(topic.id, head)
    if rows:
        positions.delivered(topic.id, {row["partition"] for row in rows}, rows[-1]["offset"])
    return [
        Delivered(topic.name, partition, offset, key, orjson.loads(headers), value)
        for partition, offset, key, headers, value in rows
    ]
