"""The end of a server, as its clients see it: whoever has connected is answered, and whoever has not is refused.

A gateway sends a request elsewhere when a connection is refused, and never when it breaks: by then the request may have
taken effect. So no connection is cut that may carry a request: not one that waits to be accepted, not one whose request is
on its way, not one that was kept alive and is used just now.
"""

import asyncio
import os
import socket

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.supervisors import Multiprocess

LAST_CALL_SECONDS = 1.0
"""How long a connection with nothing in hand is listened to when the server ends."""


class Connection(HttpToolsProtocol):
    """One connection. Once it is `ending`, an answer says `Connection: close` and is the last one."""

    ending = False

    def shutdown(self) -> None:
        """Answer what is in hand, or what comes within `LAST_CALL_SECONDS`, and close."""
        self.ending = True
        if self._idle:
            self.loop.call_later(LAST_CALL_SECONDS, self._close_unused)
        else:
            self.cycle.keep_alive = False

    def on_headers_complete(self) -> None:
        """A request begins."""
        super().on_headers_complete()
        if self.ending and not self._idle:
            self.cycle.keep_alive = False

    @property
    def _idle(self) -> bool:
        begun: RequestResponseCycle | None = self.cycle
        return begun is None or begun.response_complete

    def _close_unused(self) -> None:
        if self._idle and not self.transport.is_closing():
            self.transport.close()


class GracefulServer(uvicorn.Server):
    """A server whose end loses no request."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take in who has connected, refuse everybody else, and finish what is in hand."""
        waiting = [connection for server in self.servers for connection in _closed(server, sockets or [])]
        loop = asyncio.get_running_loop()
        for connection in waiting:
            await loop.connect_accepted_socket(self._connection, connection)
        await super().shutdown(sockets)

    def _connection(self) -> Connection:
        made = Connection(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        made.ending = True
        return made


def _closed(server: "asyncio.Server", sockets: list[socket.socket]) -> list[socket.socket]:
    """Stop listening; gives the connections that nobody had accepted yet, which would be reset otherwise."""
    kept = [socket.socket(fileno=os.dup(one.fileno())) for one in server.sockets]
    server.close()
    for one in sockets:
        one.close()
    waiting: list[socket.socket] = []
    for listening in kept:
        with listening:
            waiting += _accepted(listening)
    return waiting


def _accepted(listening: socket.socket) -> list[socket.socket]:
    listening.setblocking(False)
    found: list[socket.socket] = []
    while True:
        try:
            found.append(listening.accept()[0])
        except BlockingIOError:
            return found
        except OSError:  # It went away while it waited.
            continue


class Workers(Multiprocess):
    """Several processes that share a port."""

    def terminate_all(self) -> None:
        """Who connects from now on is refused: nobody would accept him while the processes finish."""
        for one in self.sockets:
            one.close()
        super().terminate_all()
