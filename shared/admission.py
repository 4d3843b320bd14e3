"""At most so many requests in hand in a process: who comes beyond them is told at once to come again.

Without a bound a process that gets more than it can do takes all of it, and every answer waits behind the others: none
comes in time. What is let in is answered as quickly as ever; what is not costs next to nothing. uvicorn's own limit is
not used: it counts idle connections too, exempts nothing, and says neither a problem nor when to come again.
"""

from typing import Any

from shared.answers import refuse
from shared.problems import Unavailable
from shared.telemetry import TURNED_AWAY


class Busy(Unavailable):
    """The service has all the work it can take just now; try again in a moment."""

    code = "BUSY"
    zh = "服务繁忙，请稍后再试。"


class Admission:
    """Pure ASGI: the bound of one service's process; health and metrics are always answered."""

    def __init__(self, app: Any, service: str, at_most: int) -> None:
        self._app, self._service, self._at_most = app, service, at_most
        self._always = (f"/{service}/health/", f"/{service}/metrics")
        self._in_hand = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self._always):
            await self._app(scope, receive, send)
            return
        if self._in_hand >= self._at_most:
            TURNED_AWAY.labels(self._service).inc()
            await refuse(Busy(), scope, send)
            return
        self._in_hand += 1
        try:
            await self._app(scope, self._unless_waiting_for_it(receive), send)
        finally:
            self._in_hand -= 1

    def _unless_waiting_for_it(self, receive: Any) -> Any:
        """`receive`, during which a request whose body is still on its way is not in hand: slow senders block nobody."""
        whole = False

        async def receive_body() -> Any:
            nonlocal whole
            if whole:
                return await receive()
            self._in_hand -= 1
            try:
                message = await receive()
            finally:
                self._in_hand += 1
            whole = not message.get("more_body", False)
            return message

        return receive_body
