"""The PostgreSQL of an embedded run: opened while everything else is still being imported, and opened again if it dies."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from deploy.embedded_postgres import Cluster
from deploy.postgres_home import NoPostgres
from deploy.roster import services_with_a_database

SANDBOX = "sandbox"
LOG = "log"
LOOK_SECONDS = 1.0

log = structlog.get_logger("coverloop.deploy")


class OwnDatabases:
    """One server, one database and role each for the event log, the sandbox and every service; stopped at the end.

    `opened` and `urls` (addresses by name, in the order in which the databases come to be) raise NoPostgres.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, "postgres")
        self.opened: Future[Cluster] = self._thread.submit(Cluster.open, folder)
        self.urls: Mapping[str, Future[str]] = {
            name: self._thread.submit(self._make, name)
            for name in (LOG, SANDBOX, *services_with_a_database())
        }
        self._clusters = [self.opened]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._thread:
            for cluster in self._clusters:
                if cluster.exception() is None:
                    cluster.result().stop()

    async def keep_running(self) -> None:
        """Open the server again whenever it has died: what it had committed is there, at the same addresses."""
        running = await asyncio.wrap_future(self.opened)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await asyncio.to_thread(running.is_running):
                continue
            log.warning("PostgreSQL died and is started again")
            self._clusters.append(self._thread.submit(Cluster.open, self._folder))
            try:
                running = await asyncio.shield(asyncio.wrap_future(self._clusters[-1]))
            except NoPostgres as reason:
                log.error("PostgreSQL does not start", reason=str(reason))

    def _make(self, name: str) -> str:
        """The address of one database, made with its own role if there is none."""
        return asyncio.run(self.opened.result().ensure_database(name, name))
