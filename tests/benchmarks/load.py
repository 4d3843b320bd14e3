"""HTTP load on the loopback: so many connections, each sending its next request when it has the answer to the last.

A client of its own, because a comfortable one costs several times what the server under test does.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

import httptools

Request = Callable[[int], bytes]
"""The whole of the request of that number, as it goes over the wire."""


@dataclass(slots=True)
class Load:
    """What one round of load saw."""

    seconds: float
    statuses: Counter[int]
    latencies: list[float] = field(repr=False)

    @property
    def answered(self) -> int:
        """How many requests were answered with success."""
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)

    @property
    def per_second(self) -> float:
        """Successful answers a second."""
        return self.answered / self.seconds

    def percentile_ms(self, percent: int) -> float:
        """The latency in milliseconds that `percent` of the answers kept."""
        return percentile_ms(self.latencies, percent)


def percentile_ms(latencies: Sequence[float], percent: int) -> float:
    """What `percent` of the latencies, in seconds, do not exceed: in milliseconds; 0 of less than two."""
    if len(latencies) < 2:
        return 0.0
    return quantiles(latencies, n=100, method="inclusive")[percent - 1] * 1000


def post(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A POST of JSON, ready to send."""
    return _sending("POST", path, body, headers)


def put(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A PUT of JSON, ready to send."""
    return _sending("PUT", path, body, headers)


def _sending(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {content}\r\n" for name, content in headers.items())
    head = (
        f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n{lines}\r\n"
    )
    return head.encode() + body


def get(path: str, headers: Mapping[str, str]) -> bytes:
    """A GET, ready to send."""
    lines = "".join(f"{name}: {content}\r\n" for name, content in headers.items())
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}\r\n".encode()


async def load(port: int, request: Request, *, connections: int = 16, seconds: float) -> Load:
    """Send `request(0)`, `request(1)`, … for `seconds` from that many connections; raises OSError if refused."""
    loop = asyncio.get_running_loop()
    run = _Run(request, time.perf_counter() + seconds)
    started = time.perf_counter()
    senders = [
        (await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(sender.finished for sender in senders))
    return Load(time.perf_counter() - started, run.statuses, run.latencies)


class _Run:
    """What the connections of one load share."""

    def __init__(self, request: Request, ends_at: float) -> None:
        self.request, self.ends_at = request, ends_at
        self.number = 0
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []

    def next(self) -> bytes | None:
        """The next request, unless the time is over."""
        if time.perf_counter() >= self.ends_at:
            return None
        self.number += 1
        return self.request(self.number - 1)


class _Connection(asyncio.Protocol):
    """One connection; a lost one is not opened again, and counts as status 0."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._sent_at = 0.0
        self._waiting = False
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._parser = httptools.HttpResponseParser(self)
        self._send()

    def _send(self) -> None:
        request = self._run.next()
        if request is None:
            self._transport.close()
            return
        self._sent_at, self._waiting = time.perf_counter(), True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """An answer is whole."""
        self._waiting = False
        self._run.latencies.append(time.perf_counter() - self._sent_at)
        self._run.statuses[self._parser.get_status_code()] += 1
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting:
            self._run.statuses[0] += 1
        if not self.finished.done():
            self.finished.set_result(None)
