"""The embedded run: every service, the sandbox and the event log in one process, beside a PostgreSQL of their own.

Nothing to install, one folder, one port. Killed at any moment, the next run on the folder goes on with what was committed.
Importing everything takes as long as preparing databases does, so both are done at once: this module imports little.
"""

import asyncio
import contextlib
import fcntl
import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import uvloop

from deploy.kept_secret import kept_secret
from deploy.own_databases import OwnDatabases
from deploy.port import take_port
from deploy.refusal import Refusal

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_LINE = "Coverloop runs at"

LogKind = Literal["postgres", "kafka"]
Tell = Callable[[str], None]


class AlreadyRuns(Refusal):
    """Another run uses the folder."""


@dataclass
class Signals:
    """What a signal does by now: it ends the start, then the server; while it stops, nothing more."""

    order: Callable[[], object]

    def heard(self) -> None:
        """Do it."""
        self.order()


@dataclass(frozen=True)
class EmbeddedRun:
    """What to run: the folder that holds everything, the port (0: any free one), and the log that events travel on."""

    folder: Path
    port: int
    log: LogKind
    kafka_bootstrap: str | None = None

    def run(self, tell: Tell) -> None:
        """Serve until a signal says stop; `tell` gets the lines for whoever started it.

        Raises AlreadyRuns, PortTaken, NotPrepared, NotStarted and UnreadableSecret, with nothing left running.
        """
        gc.disable()  # Until everything is loaded: nothing of it is garbage, and looking takes a quarter of the start.
        self.folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(self.folder), take_port(self.port) as listening:
            kept_secret(self.folder)
            self._run_on(listening, tell)

    def _run_on(self, listening: socket.socket, tell: Tell) -> None:
        with OwnDatabases(self.folder / "postgres") as databases:
            told_to_stop = contextlib.suppress(asyncio.CancelledError)
            with told_to_stop, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._run(listening, databases, tell))

    async def _run(self, listening: socket.socket, databases: OwnDatabases, tell: Tell) -> None:
        task = asyncio.current_task()
        with _signals(Signals(lambda: task and task.cancel())) as signals:
            from deploy.everything import serve_everything

            await serve_everything(self, databases, listening, signals, tell)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it when this process dies, however that happens."""
    with (folder / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            raise AlreadyRuns(
                f"Coverloop already runs on {folder} (process {holder}); stop it, or choose another with --data"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextlib.contextmanager
def _signals(signals: Signals) -> Iterator[Signals]:
    loop = asyncio.get_running_loop()
    for number in STOPPING:
        loop.add_signal_handler(number, signals.heard)
    try:
        yield signals
    finally:
        for number in STOPPING:
            loop.remove_signal_handler(number)
