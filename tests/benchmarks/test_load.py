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

from tests.benchmarks.arrivals import arrive
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


class TestArrivals:
    async def test_come_at_their_rate_whatever_the_answers_do(self) -> None:
        bodies: list[int] = []

        async def endpoint(request: Request) -> Response:
            bodies.append(int(await request.body()))
            return PlainTextResponse("", 201)

        async with served(endpoint) as port:
            seen = await arrive(port, numbered, per_second=200, seconds=0.25, connections=10)
        assert sorted(bodies) == list(range(50))
        assert (seen.statuses, seen.arrived, seen.answered) == (Counter({201: 50}), 50, 50)
        assert (seen.not_sent, seen.unanswered, len(seen.accepted)) == (0, 0, 50)

    async def test_that_find_no_free_connection_are_not_sent_and_counted(self) -> None:
        let_go = asyncio.Event()

        async def endpoint(_request: Request) -> Response:
            await let_go.wait()
            return PlainTextResponse("", 201)

        async with served(endpoint) as port:
            arriving = asyncio.create_task(
                arrive(port, numbered, per_second=1000, seconds=0.02, connections=3)
            )
            await asyncio.sleep(0.2)
            let_go.set()
            seen = await arriving
        assert (seen.answered, seen.not_sent, seen.arrived) == (3, 17, 20)

    async def test_tell_refusals_and_those_that_said_when_to_come_again(self) -> None:
        async def endpoint(request: Request) -> Response:
            number = int(await request.body())
            headers = {"Retry-After": "1"} if number % 2 else {}
            return PlainTextResponse("", 503 if number % 4 else 201, headers)

        async with served(endpoint) as port:
            seen = await arrive(port, numbered, per_second=400, seconds=0.05, connections=20)
        assert seen.statuses == Counter({503: 15, 201: 5})
        assert (seen.told_when_to_retry, len(seen.refused), len(seen.accepted)) == (10, 15, 5)

    async def test_whose_connection_is_lost_are_unanswered(self) -> None:
        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            seen = await arrive(port, numbered, per_second=1000, seconds=0.005, connections=5)
        assert (seen.unanswered, seen.answered, seen.arrived) == (5, 0, 5)


def numbered(number: int) -> bytes:
    return post("/", str(number).encode(), {})
