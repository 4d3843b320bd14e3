"""One process of a deployment: started, waited for, killed, stopped, started again on the same port."""

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.port import LOOPBACK

PROJECT = Path(__file__).parents[2]
READY_WITHIN_SECONDS = 120.0
STOPPED_WITHIN_SECONDS = 20.0
GLANCE_SECONDS = 0.05


class NotReady(Exception):
    """A process ended, or took too long, before it answered; the message ends with what it said."""


@dataclass
class Member:
    """A process that answers at `port` of the loopback once it is ready; `kill` and `stop` end it and nothing else.

    `wanted` says that it is to run: one that ends by itself is then started again by whoever looks after it.
    """

    name: str
    replica: int
    port: int
    command: Sequence[str]
    environment: Mapping[str, str]
    health: str
    log: Path
    wanted: bool = field(default=False, init=False)
    looked_after: bool = field(default=False, init=False)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)

    @property
    def base_url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start it, unless it runs; it is not ready yet."""
        self.wanted = True
        if self.pid is not None:
            return
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.command, "--host", LOOPBACK, "--port", str(self.port)],
                cwd=PROJECT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for who started it, and who then stops it in order.
            )

    async def ready(self) -> None:
        """Wait until it may be sent requests. Raises NotReady where it takes too long, or ended and is not started again."""
        give_up_at = time.monotonic() + READY_WITHIN_SECONDS
        async with httpx.AsyncClient(base_url=self.base_url, trust_env=False, timeout=5) as client:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(self.health)).is_success:
                        return
                if (self.pid is None and not self.looked_after) or time.monotonic() > give_up_at:
                    raise NotReady(f"{self.name} {self.replica}: {self.said[-2000:]}")
                await asyncio.sleep(GLANCE_SECONDS)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.wanted = False
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    async def stop(self) -> int:
        """End it in order; gives its exit status (0 or -SIGTERM). It is killed when it takes too long: -SIGKILL."""
        self.wanted = False
        process = self._process
        if process is None:
            return 0
        process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.to_thread(process.wait, STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL
        finally:
            self._process = None

    @property
    def said(self) -> str:
        """All that it has printed in its lives so far."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""
