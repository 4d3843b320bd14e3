"""A service's PostgreSQL: pooled reads, grouped commits, and transactions for those that need one.

Two ways to write, one statement builder (`shared.writes`): requests commit through `Database.write`, which puts the
writes of requests that wait for the same flush of the disk together; consumers and the scheduler, which must mark what
they have handled in the transaction of its effects, open one.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Protocol

import asyncpg
import orjson
import structlog

from shared.problems import Unavailable
from shared.writes import Writes, statement

log = structlog.get_logger("coverloop.database")

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)
CONFLICTS = (
    asyncpg.UniqueViolationError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)
OUTDATED_ROW = "CL412"


class WriteConflict(Exception):
    """Somebody else wrote first: what was read no longer holds, so the work must be done again from the reading."""


class Store(Protocol):
    """Where a unit of work reads and writes."""

    sees_own_writes: bool

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> list[asyncpg.Record]: ...

    async def write(self, writes: Writes) -> None: ...


class Transaction:
    """One open transaction on one connection; it sees what it wrote."""

    sees_own_writes = True

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.connection.fetch(sql, *arguments)
        return rows

    async def write(self, writes: Writes) -> None:
        """Send `writes` in this transaction; raises WriteConflict."""
        with _conflicts():
            await _send(self.connection, [writes])


class Database:
    """The pool of one service's database. Raises Unavailable while PostgreSQL is away, and recovers by itself."""

    sees_own_writes = False

    def __init__(self, dsn: str, *, connections: int = 10, writers: int = 2, waiting: int = 2000) -> None:
        self._dsn = dsn
        self._connections = connections
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._commits = _GroupCommit(self, writers=writers, waiting=waiting)

    async def open(self) -> None:
        """Connect; raises Unavailable."""
        with _reachable():
            self._pool = await asyncpg.create_pool(
                self._dsn,
                min_size=1,
                max_size=self._connections,
                init=_prepare,
                reset=_nothing_to_reset,
                statement_cache_size=1000,
                max_inactive_connection_lifetime=60,
                command_timeout=60,
                timeout=5,
            )

    async def close(self) -> None:
        """Finish the commits in hand and let go of the connections."""
        await self._commits.drained()
        if self._pool is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._pool.close(), 5)

    @property
    def pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        """The open pool; raises Unavailable before `open`."""
        if self._pool is None:
            raise Unavailable
        return self._pool

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> list[asyncpg.Record]:
        """Rows of one statement, on any connection, outside a transaction."""
        with _reachable():
            rows: list[asyncpg.Record] = await self.pool.fetch(sql, *arguments)
            return rows

    async def write(self, writes: Writes) -> None:
        """Commit `writes`, durable when this returns; raises WriteConflict or Unavailable, and then nothing is written.

        (Unavailable after the connection broke in the middle leaves open whether it was: repeat with the same keys.)
        """
        await self._commits.submit(writes)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction, committed at the end of the block and rolled back by any exception."""
        with _reachable():
            async with self.pool.acquire() as connection, connection.transaction():
                yield Transaction(connection)


class _GroupCommit:
    """Whatever queues up while one commit flushes the disk goes with the next one."""

    def __init__(self, database: Database, *, writers: int, waiting: int, together: int = 64) -> None:
        self._database = database
        self._writers = writers
        self._waiting = waiting
        self._together = together
        self._queue: deque[tuple[Writes, asyncio.Future[None]]] = deque()
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, writes: Writes) -> None:
        if len(self._queue) >= self._waiting:
            raise Unavailable
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((writes, done))
        if len(self._running) < self._writers:
            task = asyncio.create_task(self._drain())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await done

    async def drained(self) -> None:
        while self._running:
            await asyncio.wait(self._running)

    async def _drain(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), self._together))]
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Writes, "asyncio.Future[None]"]]) -> None:
        try:
            with _conflicts(), _reachable():
                async with self._database.pool.acquire() as connection:
                    await _send(connection, [writes for writes, _ in batch])
        except Unavailable as error:
            _answer(batch, error)
        except Exception as error:  # noqa: BLE001 each waiting request gets its own
            if len(batch) == 1:
                _answer(batch, error)
                return
            for alone in batch:
                await self._commit([alone])
        else:
            _answer(batch, None)


def _answer(batch: list[tuple[Writes, "asyncio.Future[None]"]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


async def _send(connection: Any, batch: Sequence[Writes]) -> None:
    sql, arguments = statement(batch)
    await connection.fetch(sql, *arguments)


@contextlib.contextmanager
def _conflicts() -> Iterator[None]:
    try:
        yield
    except CONFLICTS as error:
        raise WriteConflict(str(getattr(error, "constraint_name", ""))) from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == OUTDATED_ROW:
            raise WriteConflict("an outdated row") from error
        raise


@contextlib.contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except UNREACHABLE as error:
        log.warning("database unreachable", error=type(error).__name__)
        raise Unavailable from error
    except asyncpg.InterfaceError as error:
        if "clos" not in str(error):
            raise
        log.warning("database connection closed")
        raise Unavailable from error


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog"
    )


async def _nothing_to_reset(connection: Any) -> None:
    """Connections carry no session state, and asyncpg's reset query costs half a transaction."""
