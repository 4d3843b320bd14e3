"""Requests that arrive at a rate of their own, however long the answers take: the load of a crowd, not of a queue.

A latency counts from the moment at which the request was to be sent, so a client that is held up hides nothing.
"""

import asyncio
import contextlib
import time
from collections import Counter, deque
from dataclasses import dataclass, field

import httptools

from tests.benchmarks.load import Request, percentile_ms

PATIENCE_SECONDS = 20.0
PULSE_SECONDS = 0.002


@dataclass(slots=True)
class Arrivals:
    """What came of them. `not_sent` had no free connection; `unanswered` waited too long or lost theirs.

    `ended_at` is when the last arrived, on `time.perf_counter`.
    """

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    not_sent: int = 0
    unanswered: int = 0
    told_when_to_retry: int = 0
    ended_at: float = 0.0
    accepted: list[float] = field(default_factory=list, repr=False)
    refused: list[float] = field(default_factory=list, repr=False)

    @property
    def answered(self) -> int:
        """How many were answered with success."""
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)

    @property
    def arrived(self) -> int:
        """How many there were."""
        return sum(self.statuses.values()) + self.not_sent + self.unanswered

    def accepted_ms(self, percent: int) -> float:
        """The latency in milliseconds that `percent` of the successful answers kept."""
        return percentile_ms(self.accepted, percent)

    def refused_ms(self, percent: int) -> float:
        """The latency in milliseconds that `percent` of the other answers kept."""
        return percentile_ms(self.refused, percent)


async def arrive(
    port: int, request: Request, *, per_second: float, seconds: float, connections: int = 1000
) -> Arrivals:
    """Send `request(0)`, `request(1)`, … at that rate, over at most that many connections, all open before it begins.

    Waits for the last answers, but not longer than `PATIENCE_SECONDS`. Raises OSError if refused.
    """
    loop = asyncio.get_running_loop()
    crowd = _Crowd(Arrivals(seconds))
    for _ in range(connections):
        _, one = await loop.create_connection(lambda: _Connection(crowd), "127.0.0.1", port)
        crowd.free.append(one)
    started = time.perf_counter()
    sent, last = 0, int(per_second * seconds)
    while sent < last:
        due = min(last, int((time.perf_counter() - started) * per_second) + 1)
        for number in range(sent, due):
            crowd.send(request(number), started + number / per_second)
        sent = due
        await asyncio.sleep(PULSE_SECONDS)
    crowd.seen.ended_at = time.perf_counter()
    await crowd.done(PATIENCE_SECONDS)
    return crowd.seen


class _Crowd:
    """The connections of one load, and what they saw."""

    def __init__(self, seen: Arrivals) -> None:
        self.seen = seen
        self.free: deque[_Connection] = deque()
        self.busy: set[_Connection] = set()
        self._idle = asyncio.Event()

    def send(self, request: bytes, since: float) -> None:
        """Send it on a free connection, if there is one."""
        if not self.free:
            self.seen.not_sent += 1
            return
        connection = self.free.popleft()
        self.busy.add(connection)
        self._idle.clear()
        connection.send(request, since)

    def answered(self, connection: "_Connection", status: int, *, retry_after: bool) -> None:
        """An answer is whole."""
        self.seen.statuses[status] += 1
        self.seen.told_when_to_retry += retry_after
        waited = time.perf_counter() - connection.since
        (self.seen.accepted if 200 <= status < 300 else self.seen.refused).append(waited)
        self.free.append(connection)
        self._no_longer_busy(connection)

    def lost(self, connection: "_Connection") -> None:
        """A connection is gone, and is not opened again."""
        if connection in self.busy:
            self.seen.unanswered += 1
            self._no_longer_busy(connection)
        elif connection in self.free:
            self.free.remove(connection)

    def _no_longer_busy(self, connection: "_Connection") -> None:
        self.busy.discard(connection)
        if not self.busy:
            self._idle.set()

    async def done(self, patience: float) -> None:
        """Wait for what is in hand, and close."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle.wait()
        for connection in (*self.busy, *self.free):
            connection.close()


class _Connection(asyncio.Protocol):
    """One connection, kept from request to request."""

    def __init__(self, crowd: _Crowd) -> None:
        self._crowd = crowd
        self.since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def send(self, request: bytes, since: float) -> None:
        """Send a request that was to be sent at `since`."""
        self.since = since
        self._retry_after = False
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)

    def close(self) -> None:
        """Let go of it."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, _value: bytes) -> None:
        """One header of an answer."""
        self._retry_after |= name.lower() == b"retry-after"

    def on_message_complete(self) -> None:
        """An answer is whole."""
        self._crowd.answered(self, self._parser.get_status_code(), retry_after=self._retry_after)

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.lost(self)
