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

from shared.array_types import learn_arrays
from shared.problems import Malformed, Unavailable
from shared.writes import Writes, statement

log = structlog.get_logger("coverloop.database")

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InternalClientError,
)
"""What the driver raises while the server is away, the last where a connection ended just as it was used."""
CONFLICTS = (
    asyncpg.UniqueViolationError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InvalidCachedStatementError,
)
"""Another writer was faster, the last with a migration: within a transaction the driver cannot prepare anew and go on."""
TOO_MUCH = (
    asyncpg.NumericValueOutOfRangeError,
    asyncpg.DatetimeFieldOverflowError,
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
    asyncpg.ProgramLimitExceededError,
)
OUTDATED_ROW = "CL412"


class WriteConflict(Exception):
    """Somebody else wrote first: what was read no longer holds, so the work must be done again from the reading.

    `constraint` is the name of the one that refused the row, empty where it was something else.
    """

    def __init__(self, constraint: str = "") -> None:
        super().__init__(constraint or "an outdated row")
        self.constraint = constraint


class OutOfRange(Malformed):
    """A value is too large, too far away, or has characters that cannot be kept."""

    code = "OUT_OF_RANGE"
    zh = "某个数值过大、日期过远，或含有无法保存的字符。"


class Store(Protocol):
    """Where a unit of work reads and writes."""

    sees_own_writes: bool

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> list[asyncpg.Record]: ...

    async def write(self, writes: Writes) -> None: ...


class Transaction:
    """One open transaction on one connection; it sees what it wrote."""

    sees_own_writes = True

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._failed: Exception | None = None

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> list[asyncpg.Record]:
        """Rows of one statement; raises OutOfRange, Unavailable."""
        with self._told_apart():
            rows: list[asyncpg.Record] = await self._connection.fetch(sql, *arguments)
            return rows

    async def write(self, writes: Writes) -> None:
        """Send `writes` in this transaction; raises WriteConflict, OutOfRange, Unavailable."""
        with self._told_apart():
            await _send(self._connection, [writes])

    @contextlib.asynccontextmanager
    async def all_or_nothing(self) -> AsyncIterator[None]:
        """What the block wrote is undone by any exception from it, and the transaction goes on."""
        part = self._connection.transaction()
        with self._told_apart():
            await part.start()
        try:
            yield
            self._refuse_if_failed()
        except BaseException:
            with contextlib.suppress(*UNREACHABLE, asyncpg.PostgresError, asyncpg.InterfaceError):
                await part.rollback()
                self._failed = None
            raise
        with self._told_apart():
            await part.commit()

    def _refuse_if_failed(self) -> None:
        """PostgreSQL answers the COMMIT of a failed transaction with a silent rollback; nobody may take it for one."""
        if self._failed is not None:
            raise self._failed

    @contextlib.contextmanager
    def _told_apart(self) -> Iterator[None]:
        try:
            with _told_apart():
                yield
        except Exception as error:
            self._failed = error
            raise


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
        with _told_apart():
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
        """Rows of one statement, on any connection, outside a transaction; raises OutOfRange, Unavailable."""
        with _told_apart():
            rows: list[asyncpg.Record] = await self.pool.fetch(sql, *arguments)
            return rows

    async def write(self, writes: Writes) -> None:
        """Commit `writes`, durable when this returns.

        Raises WriteConflict, OutOfRange or Unavailable, and then nothing is written.

        (Unavailable after the connection broke in the middle leaves open whether it was: repeat with the same keys.)
        """
        await self._commits.submit(writes)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction, committed at the end of the block and rolled back by any exception from it."""
        with _told_apart():
            connection = await self.pool.acquire()
        try:
            transaction = Transaction(connection)
            async with transaction.all_or_nothing():
                yield transaction
        finally:
            await self.pool.release(connection)


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
            with _told_apart():
                async with self._database.pool.acquire() as connection:
                    await _send(connection, [writes for writes, _ in batch])
        except Unavailable as error:
            _answer(batch, error)
        except Exception as error:  # noqa: BLE001 each waiting request gets its own
            if len(batch) == 1:
                _answer(batch, error)
                return
            middle = len(batch) // 2
            await self._commit(batch[:middle])
            await self._commit(batch[middle:])
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
def _told_apart() -> Iterator[None]:
    """What the driver raises, told apart by whose matter it is: another writer's, the server's, or the values'."""
    try:
        yield
    except CONFLICTS as error:
        raise WriteConflict(getattr(error, "constraint_name", None) or "") from error
    except TOO_MUCH as error:
        raise OutOfRange from error
    except UNREACHABLE as error:
        log.warning("database unreachable", error=type(error).__name__)
        raise Unavailable from error
    except asyncpg.InterfaceError as error:
        if "clos" not in str(error):
            raise
        log.warning("database connection closed")
        raise Unavailable from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == OUTDATED_ROW:
            raise WriteConflict from error
        # What the driver itself refuses to send: a number too large for its column, or half a surrogate pair.
        if isinstance(error.__cause__, OverflowError | UnicodeEncodeError):
            raise OutOfRange from error
        raise


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog"
    )
    await learn_arrays(connection)


async def _nothing_to_reset(connection: Any) -> None:
    """Connections carry no session state, and asyncpg's reset query costs half a transaction."""
