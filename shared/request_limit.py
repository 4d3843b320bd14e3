"""No body larger than the setting is read: FastAPI has no limit of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import Pattern
from typing import Any

from shared.answers import refuse
from shared.problems import TooLarge


@dataclass(frozen=True, slots=True)
class Larger:
    """A route that takes larger bodies than the others, because it never holds one whole."""

    methods: frozenset[str]
    path: Pattern[str]
    at_most: int


class RequestLimit:
    """Pure ASGI: refuses a declared length over the limit at once, and stops an undeclared one where it passes it."""

    def __init__(self, app: Any, at_most: int, larger: Sequence[Larger] = ()) -> None:
        self._app, self._at_most, self._larger = app, at_most, larger

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        at_most = self._limit_of(scope)
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > at_most:
            await refuse(TooLarge(limit=at_most), scope, send)
            return
        if b"transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        await self._watched(scope, receive, send, at_most)

    def _limit_of(self, scope: Any) -> int:
        for route in self._larger:
            if scope["method"] in route.methods and route.path.match(scope["path"]):
                return route.at_most
        return self._at_most

    async def _watched(self, scope: Any, receive: Any, send: Any, at_most: int) -> None:
        seen = 0

        async def receive_counted() -> Any:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > at_most:
                raise TooLarge(limit=at_most)
            return message

        await self._app(scope, receive_counted, send)
