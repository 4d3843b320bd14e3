"""An embedded run as a child process, for the demo and the tests: started, waited for, killed, started again.

Whatever it began is gone at the end, the database server of a killed run too.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy import postgres_server
from deploy.embedded_run import READY_LINE, LogKind
from deploy.port import LOOPBACK
from deploy.postgres_home import Account, make_home
from deploy.refusal import Refusal

PROJECT = Path(__file__).parent.parent
READY_WITHIN_SECONDS = 120.0
STOPPED_WITHIN_SECONDS = 15.0
GLANCE_SECONDS = 0.05


class NotReady(Refusal):
    """The run ended, or took too long, before it answered; the message ends with what it said."""


@dataclass
class Embedded:
    """One folder's run, which may be started, killed and started again; not for two tasks at once."""

    folder: Path
    port: int = field(default_factory=postgres_server.free_port)
    log: LogKind = "postgres"
    kafka_bootstrap: str | None = None
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)

    @property
    def base_url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The running process, if there is one."""
        return self._process.pid if self._process else None

    @property
    def said(self) -> str:
        """All that it printed since it was last started."""
        path = self.folder / "run.log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    async def start(self) -> None:
        """Start it and wait until it answers. Raises NotReady, with nothing left running."""
        self._process = self._launch()
        try:
            await self._until_ready(self._process)
        except BaseException:
            self.kill()
            self.remove_leftovers()
            raise

    def _launch(self) -> "subprocess.Popen[bytes]":
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "deploy.cli", "run", "--log", self.log, "--port", str(self.port)]
        named_broker = {"KAFKA_BOOTSTRAP": self.kafka_bootstrap} if self.kafka_bootstrap else {}
        with (self.folder / "run.log").open("wb") as output:
            return subprocess.Popen(
                [*command, "--data", str(self.folder)],
                cwd=PROJECT,
                env=os.environ | named_broker,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for who started it, and who then stops it in order.
            )

    def kill(self) -> None:
        """End it as a power cut would, and leave its database server as it is."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    async def stop(self) -> int:
        """End it in order; gives its exit status. It is killed when it takes too long."""
        if self._process is None:
            return 0
        process = self._process
        process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.to_thread(process.wait, STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL
        finally:
            self._process = None

    def remove_leftovers(self) -> None:
        """End the database server that a killed run left behind."""
        folder = (self.folder / "postgres").absolute()
        if not folder.exists():
            return
        data = make_home(folder, Account.current(), durable=True) / "data"
        if data.exists() and (running := postgres_server.adopt(data)):
            postgres_server.stop(running.pid, data)

    async def _until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        give_up_at = time.monotonic() + READY_WITHIN_SECONDS
        while READY_LINE not in self.said:
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise NotReady(f"Coverloop did not start on port {self.port}:\n{self.said[-4000:]}")
            await asyncio.sleep(GLANCE_SECONDS)


@contextlib.asynccontextmanager
async def embedded_run(
    folder: Path, port: int | None = None, *, log: LogKind = "postgres", kafka_bootstrap: str | None = None
) -> AsyncIterator[str]:
    """The base URL of a run on `folder` (without `port`: on a free one), ready; stopped at the end of the block.

    With `log="kafka"` on the broker at `kafka_bootstrap`, or on the one that `deploy.kafka_address` finds.
    """
    run = Embedded(folder, port or postgres_server.free_port(), log, kafka_bootstrap)
    await run.start()
    try:
        yield run.base_url
    finally:
        await run.stop()
        run.remove_leftovers()
