"""The client that loads servers counts what it sees: a real uvicorn, and nothing about time."""

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.benchmarks.load import get, load, post

Endpoint = Callable[[Request], Awaitable[Response]]


@contextlib.asynccontextmanager
async def served(endpoint: Endpoint) -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/", endpoint, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await serving


async def test_every_request_is_sent_once_and_every_answer_counted_by_its_status() -> None:
    seen: Counter[bytes] = Counter()

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        seen[body] += 1
        return PlainTextResponse("", 503 if int(body) % 3 == 0 else 201)

    async with served(endpoint) as port:
        result = await load(
            port, lambda number: post("/", str(number).encode(), {}), connections=4, seconds=0.2
        )
    assert set(seen.values()) == {1}
    assert sorted(int(body) for body in seen) == list(range(len(seen)))
    assert result.statuses == Counter(201 if int(body) % 3 else 503 for body in seen)
    assert result.answered == result.statuses[201]
    assert len(result.latencies) == len(seen)


async def test_a_get_carries_its_headers() -> None:
    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("", 200 if request.headers["x-mine"] == "yes" else 400)

    async with served(endpoint) as port:
        result = await load(port, lambda _: get("/", {"x-mine": "yes"}), connections=1, seconds=0.05)
    assert set(result.statuses) == {200}
