"""The end of a server: whoever has connected is answered, and whoever has not is refused."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvloop
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from deploy.port import LOOPBACK, take_port
from deploy.serving import Server

ASKED = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"


Scenario = Callable[["Running"], Awaitable[None]]


class Slow:
    """Answers what it is sent, once it may."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached.set()
        await self.may_answer.wait()
        body = await Request(scope, receive).body()
        await PlainTextResponse(b"heard " + body)(scope, receive, send)


class Running:
    """A server at work in this process."""

    def __init__(self, app: Slow) -> None:
        self.app = app
        self.listening = take_port(0)
        self.port: int = self.listening.getsockname()[1]
        self.server = Server(app, grace_seconds=10, websockets=False)

    async def ended(self) -> None:
        """End it now, in this very turn of the loop."""
        await self.server.shutdown([self.listening])

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(LOOPBACK, self.port)


async def with_server(scenario: Scenario) -> None:
    """A server that has started, for the scenario to end."""
    running = Running(Slow())
    running.server.config.load()
    running.server.lifespan = running.server.config.lifespan_class(running.server.config)
    await running.server.startup([running.listening])
    await scenario(running)


def on_both_loops(scenario: Scenario) -> Callable[[Any], None]:
    """Deployments run on uvloop, which keeps its sockets to itself."""

    def test(run: Any) -> None:
        run(with_server(scenario))

    on_each: Callable[[Any], None] = pytest.mark.parametrize(
        "run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"]
    )(test)
    return on_each


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, list[bytes], bytes]:
    """Status line, header lines and body of one answer."""
    status, *headers = (await reader.readuntil(b"\r\n\r\n")).strip().split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in headers if line.startswith(b"content-length"))
    return status, headers, await reader.readexactly(length)


@on_both_loops
async def test_who_waits_to_be_accepted_when_the_server_ends_is_answered(running: Running) -> None:
    waiting = [socket.create_connection((LOOPBACK, running.port)) for _ in range(20)]
    for one in waiting:
        one.sendall(ASKED)
    await running.ended()
    for one in waiting:
        one.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=one)
        status, headers, body = await answer(reader)
        assert (status, body) == (b"HTTP/1.1 200 OK", b"heard ")
        assert b"connection: close" in headers
        writer.close()


@on_both_loops
async def test_who_comes_after_the_end_has_begun_is_refused(running: Running) -> None:
    running.app.may_answer.clear()
    reader, writer = await running.connect()
    writer.write(ASKED)
    await running.app.reached.wait()
    ending = asyncio.create_task(running.ended())
    await asyncio.sleep(0)
    with pytest.raises(ConnectionRefusedError):
        await running.connect()
    assert not ending.done()
    running.app.may_answer.set()
    assert (await answer(reader))[2] == b"heard "
    await ending
    writer.close()


@on_both_loops
async def test_a_request_in_hand_is_finished_and_is_told_that_the_connection_ends(running: Running) -> None:
    running.app.may_answer.clear()
    reader, writer = await running.connect()
    writer.write(b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n12")
    await running.app.reached.wait()
    ending = asyncio.create_task(running.ended())
    await asyncio.sleep(0)
    writer.write(b"345")
    running.app.may_answer.set()
    status, headers, body = await answer(reader)
    assert (status, body) == (b"HTTP/1.1 200 OK", b"heard 12345")
    assert b"connection: close" in headers
    assert await reader.read() == b""
    await ending
    writer.close()


@on_both_loops
async def test_a_connection_that_was_kept_alive_is_answered_once_more_and_then_closed(
    running: Running,
) -> None:
    reader, writer = await running.connect()
    writer.write(ASKED)
    assert b"connection: close" not in (await answer(reader))[1]
    ending = asyncio.create_task(running.ended())
    await asyncio.sleep(0)
    writer.write(ASKED)
    status, headers, _ = await answer(reader)
    assert status == b"HTTP/1.1 200 OK"
    assert b"connection: close" in headers
    assert await reader.read() == b""
    await ending
    writer.close()


@on_both_loops
async def test_a_connection_that_nobody_uses_any_more_does_not_hold_up_the_end(running: Running) -> None:
    reader, writer = await running.connect()
    writer.write(ASKED)
    await answer(reader)
    async with asyncio.timeout(9):  # sooner than what is in hand is given up
        await running.ended()
    assert await reader.read() == b""
    writer.close()
