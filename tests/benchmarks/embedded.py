"""An embedded run under measurement, whose PostgreSQL notes when each transaction committed.

`track_commit_timestamp` makes the server write down the instant of every commit record, for a few bytes a transaction.
So afterwards, with everything quiet, the time between a request's commit and its effects' can be read from the rows,
by one clock, and nothing had to watch while it ran.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from deploy.embedded import Embedded
from deploy.embedded_postgres import Cluster
from deploy.embedded_run import LogKind
from deploy.roster import services_with_a_database

NOTE_COMMITS = "ALTER SYSTEM SET track_commit_timestamp = on"
COMMITTED_AT = """
    SELECT {column} AS id, pg_xact_commit_timestamp(xmin) AS committed_at FROM {table}
    WHERE pg_xact_commit_timestamp(xmin) IS NOT NULL
"""
QUIET_SECONDS = 0.5


@dataclass(frozen=True)
class EmbeddedRun:
    """A run that answers on `port`; `cluster` is its PostgreSQL."""

    port: int
    cluster: Cluster
    headers: Mapping[str, str]

    async def rows(self, service: str, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """What `sql` finds in the database of `service`."""
        connection = await asyncpg.connect(self.cluster.url(service))
        try:
            found: list[asyncpg.Record] = await connection.fetch(sql, *arguments)
            return found
        finally:
            await connection.close()

    async def committed_at(self, service: str, table: str, column: str) -> dict[UUID, datetime]:
        """When the rows of `table` were written last, by the id in `column`; without those from before it was noted."""
        found = await self.rows(service, COMMITTED_AT.format(table=table, column=column))
        return {row["id"]: row["committed_at"] for row in found}

    async def applied(self) -> int:
        """How many events all services together have applied."""
        counted = [await self.rows(name, "SELECT count(*) FROM inbox") for name in services_with_a_database()]
        return sum(int(found["count"]) for (found,) in counted)

    async def until_quiet(self) -> None:
        """Returns when no event waits any more, in an outbox or on the log."""
        before = -1
        while (now := await self.applied() + await self._waiting() * 10**9) != before or now >= 10**9:
            before = now
            await asyncio.sleep(QUIET_SECONDS)

    async def _waiting(self) -> int:
        counted = [
            await self.rows(name, "SELECT count(*) FROM outbox") for name in services_with_a_database()
        ]
        return sum(int(found["count"]) for (found,) in counted)


@contextlib.asynccontextmanager
async def embedded(folder: Path, *, kafka: str | None = None) -> AsyncIterator[EmbeddedRun]:
    """A run on `folder`, with a token of an agent; its log is the Kafka at `kafka`, or PostgreSQL."""
    log: LogKind = "kafka" if kafka else "postgres"
    run = Embedded(folder, log=log, kafka_bootstrap=kafka)
    try:
        await run.start()
        cluster = await asyncio.to_thread(Cluster.open, folder / "postgres")
        connection = await asyncpg.connect(cluster.url("postgres"))
        await connection.execute(NOTE_COMMITS)
        await connection.close()
        await run.stop()
        await run.start()
        cluster = await asyncio.to_thread(Cluster.open, folder / "postgres")
        yield EmbeddedRun(run.port, cluster, await _headers(run.base_url))
    finally:
        await run.stop()
        run.remove_leftovers()


async def _headers(url: str) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/sandbox/idp/token", json={"role": "agent"})
        return {"authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}
