"""A receiver of webhooks on the loopback: a real HTTP server that answers as told, keeps silent, or hangs up."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import orjson
from standardwebhooks import Webhook

Behaviour = int | Literal["cut", "silence", "half"]


@dataclass
class Received:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def webhook_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = orjson.loads(self.body)
        return said

    def verified(self, secret: str) -> dict[str, Any]:
        """What it says, if `secret` signed it; raises WebhookVerificationError."""
        said: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return said


@dataclass
class Receiver:
    """Answers 204 once `script` is used up: a status, `cut` (no answer), `half` (an answer that breaks off) or `silence`
    (until released)."""

    script: deque[Behaviour] = field(default_factory=deque)
    answer_headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        if self._server is not None:
            self._server.close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/webhooks"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.received.append(await _read(reader))
            behaviour = self.script.popleft() if self.script else 204
            if behaviour == "silence":
                await self.released.wait()
            elif behaviour == "half":
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of")
            elif behaviour != "cut":
                lines = "".join(f"{name}: {value}\r\n" for name, value in self.answer_headers.items())
                writer.write(f"HTTP/1.1 {behaviour} X\r\n{lines}content-length: 0\r\n\r\n".encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[1:-2]
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head)}
    return Received(headers, await reader.readexactly(int(headers.get("content-length", "0"))))
