"""How an app is put on a port: uvicorn on uvloop and httptools, no access log, and an end within seconds.

The same for the embedded run and for a service's own process.
"""

import contextlib
import gc
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from deploy.graceful import Connection, GracefulServer
from deploy.port import BACKLOG

KEEP_ALIVE_SECONDS = 65
GRACE_SECONDS = 10


def options(*, grace_seconds: int, websockets: bool) -> dict[str, Any]:
    """What uvicorn is told, wherever it runs. What it has to say goes to the root logger, warnings and worse."""
    return {
        "loop": "uvloop",
        "http": Connection,
        "ws": "auto" if websockets else "none",
        "access_log": False,
        "log_config": None,
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": False,
        "backlog": BACKLOG,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": grace_seconds,
    }


class Server(GracefulServer):
    """A server inside a program that does more than serve: signals and lifespans are that program's business."""

    def __init__(self, app: ASGIApp, *, grace_seconds: int, websockets: bool) -> None:
        super().__init__(
            uvicorn.Config(app, lifespan="off", **options(grace_seconds=grace_seconds, websockets=websockets))
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def serve_on(self, listening: socket.socket) -> None:
        """Answer requests until `stop` was called and what was in hand is done."""
        await self.serve(sockets=[listening])

    def stop(self) -> None:
        """Take no more requests and finish those in hand; said again, without waiting for them."""
        self.force_exit = self.should_exit
        self.should_exit = True


def settle_memory() -> None:
    """What the start has loaded stays for good: the garbage collector need not look at it ever again.

    Cuts the slowest answers to a third, at the price of looking for cycles less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
