"""The relay: carries recorded events from the outbox to the log, in order, and forgets one only when the log has it.

One relay a database is active, the holder of an advisory lock on its own connection; when its process or connection
dies the lock is free and another takes over. An event may then be published twice (inboxes drop the second), never not
at all.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog

from shared.array_types import learn_arrays
from shared.database import UNREACHABLE
from shared.event_log import LogUnavailable, Record
from shared.events import topic_of
from shared.kit import Kit
from shared.telemetry import OUTBOX_DEPTH, RELAYED

LEADER = 0x0C0E_410B_0001
BATCH = 500
POLL_SECONDS = 0.25
STANDBY_SECONDS = 1.0
NOTIFY_SECONDS = 0.01
"""Between one word of a standby to the leader and the next."""
GATHER_SECONDS = 0.005
"""Between the beginnings of two batches, while there is more than a few events to relay."""
FEW = 2
CHANNEL = "coverloop_outbox"

NEXT = f"""
    SELECT position, id, "key", headers, value FROM outbox
    WHERE position NOT BETWEEN $1 AND $2 ORDER BY position LIMIT {BATCH}
"""  # noqa: S608
FORGET = "DELETE FROM outbox WHERE id = ANY($1::uuid[])"

log = structlog.get_logger("coverloop.relay")


class Relay:
    """Runs until cancelled; while database or log are away it waits and resumes."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._topic = topic_of(kit.name)

    async def run(self) -> None:
        """Lead or stand by, for ever."""
        while True:
            try:
                await self._serve()
            except (*UNREACHABLE, asyncpg.InterfaceError, LogUnavailable) as error:
                log.warning("relay waits", service=self._kit.name, error=type(error).__name__)
                await asyncio.sleep(POLL_SECONDS)

    async def _serve(self) -> None:
        # What a crash makes undone here is published again, which inboxes drop: nothing has to wait for the disk.
        connection = await asyncpg.connect(
            self._kit.settings.database_url.get_secret_value(),
            timeout=5,
            server_settings={"synchronous_commit": "off"},
        )
        try:
            await learn_arrays(connection)
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER):
                await self._stand_by(connection)
            await connection.add_listener(CHANNEL, lambda *_: self._kit.outbox_bell.ring())
            await self._lead(connection)
        finally:
            with contextlib.suppress(Exception):
                await connection.close(timeout=1)

    async def _stand_by(self, connection: Any) -> None:
        """Tell the leader of what this process records, until it is time to try for the lead again."""
        loop = asyncio.get_running_loop()
        try_again_at = loop.time() + STANDBY_SECONDS
        while (remaining := try_again_at - loop.time()) > 0:
            if await self._kit.outbox_bell.wait(remaining):
                await connection.execute(f"NOTIFY {CHANNEL}")
                await asyncio.sleep(NOTIFY_SECONDS)

    async def _lead(self, connection: Any) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began_at = loop.time()
            rows = await connection.fetch(NEXT, 0, 0)
            await self._relay(connection, rows)
            await self._kit.outbox_bell.wait(POLL_SECONDS)
            if len(rows) > FEW:
                await asyncio.sleep(began_at + GATHER_SECONDS - loop.time())

    async def _relay(self, connection: Any, rows: Sequence[asyncpg.Record]) -> None:
        """Put `rows` on the log, and what waits behind a whole batch; then none of it is in the outbox any more.

        While one batch is on its way, the one before it is forgotten and the one behind it is read.
        """
        arrived: list[UUID] = []
        while rows:
            publishing = asyncio.create_task(self._kit.event_log.append([self._record(row) for row in rows]))
            try:
                await self._forget(connection, arrived)
                following = await self._behind(connection, rows)
                await publishing
            except BaseException:
                publishing.cancel()
                await asyncio.gather(publishing, return_exceptions=True)
                raise
            arrived, rows = [row["id"] for row in rows], following
        await self._forget(connection, arrived)

    async def _behind(self, connection: Any, rows: Sequence[asyncpg.Record]) -> Sequence[asyncpg.Record]:
        """The batch to publish after `rows`; none after a batch that was not whole."""
        if len(rows) < BATCH:
            return ()
        following: Sequence[asyncpg.Record] = await connection.fetch(
            NEXT, rows[0]["position"], rows[-1]["position"]
        )
        return following

    async def _forget(self, connection: Any, arrived: Sequence[UUID]) -> None:
        if arrived:
            await connection.execute(FORGET, arrived)
            RELAYED.labels(self._kit.name).inc(len(arrived))

    def _record(self, row: asyncpg.Record) -> Record:
        return Record(self._topic, row["key"], orjson.loads(row["headers"]), row["value"])


async def outbox_depth(kit: Kit) -> int:
    """How many events wait for the relay (also set as a metric)."""
    (row,) = await kit.database.fetch("SELECT count(*) AS waiting FROM outbox", [])
    OUTBOX_DEPTH.labels(kit.name).set(row["waiting"])
    return int(row["waiting"])
