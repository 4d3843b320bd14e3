"""The PostgreSQL of an embedded run: prepared by a process of its own, kept running, and stopped at the end.

The process that prepares it works beside the imports of this one, on another processor, and takes with it all that only
migrations need.
"""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from deploy.embedded_postgres import Cluster
from deploy.postgres_home import NoPostgres
from deploy.refusal import Refusal

PROJECT = Path(__file__).parent.parent
SANDBOX = "sandbox"
LOG = "log"
LOOK_SECONDS = 1.0

log = structlog.get_logger("coverloop.deploy")


class NotPrepared(Refusal):
    """The databases could not be opened, made or migrated; the message says why."""


class OwnDatabases:
    """One server in one folder, with a database and a role each for the event log, the sandbox and every service."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # closed in __exit__
        self._preparing = subprocess.Popen(
            [sys.executable, "-m", "deploy.prepare", str(self._folder)],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            start_new_session=True,  # Ctrl-C is for the run, which then waits for this to be done.
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._preparing.wait()
        self._said.close()
        with contextlib.suppress(NoPostgres):
            Cluster.open(self._folder).stop()

    async def ready(self) -> Cluster:
        """The server, once every database is there with its newest schema; raises NotPrepared."""
        if await asyncio.to_thread(self._preparing.wait) != 0:
            self._said.seek(0)
            raise NotPrepared(self._said.read().strip())
        return await self._open()

    async def keep_running(self, running: Cluster) -> None:
        """Open the server again whenever it has died: what it had committed is there, at the same addresses."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await asyncio.to_thread(running.is_running):
                continue
            log.warning("PostgreSQL died and is started again")
            try:
                running = await self._open()
            except NoPostgres as reason:
                log.error("PostgreSQL does not start", reason=str(reason))

    async def _open(self) -> Cluster:
        return await asyncio.to_thread(Cluster.open, self._folder)
