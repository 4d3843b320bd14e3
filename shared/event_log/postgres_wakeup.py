"""Who waits for news of a topic or a group is told at once: in this process directly, in others by NOTIFY.

Notifications leave on a connection of their own, after the append has committed and never in its transaction: a NOTIFY
in a busy transaction serialises the commits of the whole server. While one is on its way, further news gather and leave
together. They may get lost with their connection, so whoever waits also looks by himself now and then.
"""

import asyncio
import contextlib
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import asyncpg
import structlog

from shared.bell import Bell
from shared.event_log import LogUnavailable
from shared.event_log.postgres_connection import connect, reachable

CHANNEL = "coverloop_event_log"
_RECONNECT_SECONDS = 1.0
_CHECK_SECONDS = 15.0
_NEWS_PER_PAYLOAD = 50  # A payload holds just under 8,000 bytes.

log = structlog.get_logger("coverloop.event_log")

Callback = Callable[[], None]


class WakeUps:
    """News by name (`topic:…`, `group:…`), to and from every process on one log."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._self = secrets.token_hex(4)
        self._waiting: defaultdict[str, set[Callback]] = defaultdict(set)
        self._news: set[str] = set()
        self._unsent = Bell()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to listen and to send; a lost connection is replaced by itself."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="event log wake-ups")

    async def stop(self) -> None:
        """Ends listening and sending."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    @contextlib.contextmanager
    def listening(self, names: Iterable[str], callback: Callback) -> Iterator[None]:
        """Calls `callback` for each news of these names while the block runs."""
        names = list(names)
        for name in names:
            self._waiting[name].add(callback)
        try:
            yield
        finally:
            for name in names:
                self._waiting[name].discard(callback)
                if not self._waiting[name]:
                    del self._waiting[name]

    def tell(self, name: str) -> None:
        """Tells all who wait for `name`, here now and in other processes as soon as may be."""
        self._tell_here(name)
        self._news.add(name)
        self._unsent.ring()

    def _tell_here(self, name: str) -> None:
        for callback in tuple(self._waiting.get(name, ())):
            callback()

    def _tell_everybody_here(self) -> None:
        for name in tuple(self._waiting):
            self._tell_here(name)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        sender, *names = str(payload).split("\n")
        if sender != self._self:
            for name in names:
                self._tell_here(name)

    async def _run(self) -> None:
        while True:
            try:
                await self._talk()
            except LogUnavailable as reason:
                log.info("wake-ups interrupted, readers poll meanwhile", reason=str(reason))
                await asyncio.sleep(_RECONNECT_SECONDS)

    async def _talk(self) -> None:
        connection = await connect(self._dsn)
        try:
            with reachable():
                await connection.add_listener(CHANNEL, self._heard)
                self._tell_everybody_here()  # Whatever was said while nobody listened.
                while True:
                    await self._unsent.wait(_CHECK_SECONDS)
                    await self._send(connection)
        finally:
            connection.terminate()

    async def _send(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        names = sorted(self._news)
        self._news.clear()
        payloads = [
            "\n".join([self._self, *names[start : start + _NEWS_PER_PAYLOAD]])
            for start in range(0, len(names), _NEWS_PER_PAYLOAD)
        ]
        await connection.execute(
            "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", CHANNEL, payloads
        )
