"""The gateway of the fleet: each path goes to the service that its first segment names, and to its processes in turn.

A process that takes no connection is passed over; one that dies while it has the request is the caller's to ask again.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import count

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

Addresses = Callable[[str], Sequence[str]]

PER_CONNECTION = frozenset({"connection", "content-encoding", "content-length", "host", "transfer-encoding"})


class InTurn(httpx.AsyncBaseTransport):
    """Sends each request to a process of the service it is for; raises httpx.ConnectError where none takes it."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._turn = count()
        self._http = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the next process, and the one after it where nobody listens."""
        bases = self._addresses(request.url.path.split("/")[1])
        first, asked = next(self._turn), request.url
        refused = httpx.ConnectError("no such service", request=request)
        for number in range(len(bases)):
            base = httpx.URL(bases[(first + number) % len(bases)])
            request.url = asked.copy_with(scheme=base.scheme, host=base.host, port=base.port)
            try:
                return await self._http.handle_async_request(request)
            except httpx.ConnectError as error:
                refused = error
        raise refused

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()


class Gateway:
    """The ASGI app before all services; 502 while none of a service's processes answers."""

    def __init__(self, base_url: str, addresses: Addresses) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, transport=InTurn(addresses), timeout=30)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and its answer back."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            answer = await self._client.request(
                request.method,
                f"{request.url.path}?{request.url.query}",
                headers=_passed_on(request.headers.items()),
                content=await request.body(),
            )
        except httpx.TransportError:
            await JSONResponse({"code": "BAD_GATEWAY"}, 502)(scope, receive, send)
            return
        response = Response(answer.content, answer.status_code, _passed_on(answer.headers.items()))
        await response(scope, receive, send)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _passed_on(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in PER_CONNECTION}
