"""Connections of the PostgreSQL log, and what their loss looks like.

The log needs sessions of PostgreSQL itself (locks and notifications live in them), not of a pooler in between.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import asyncpg

from shared.array_types import learn_arrays
from shared.database import UNREACHABLE
from shared.event_log import LogUnavailable

_SETTINGS = {
    "application_name": "coverloop event log",
    "jit": "off",
    # The server itself finds out within half a minute that a machine has vanished, and frees what it held.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}
# The client has no class for these. The last is a connection that was told of its end and used before it came.
_SIGNS_OF_A_LOST_CONNECTION = ("clos", "cannot switch to state")

CONNECTING: dict[str, Any] = {"timeout": 10, "command_timeout": 30}
"""Seconds that connecting and one statement may take."""


def session_settings(*, durable: bool) -> dict[str, str]:
    """Settings of a session whose commits wait for the disk, or need not: losing a cursor only repeats a delivery."""
    return _SETTINGS | {"synchronous_commit": "on" if durable else "off"}


@contextlib.contextmanager
def reachable() -> Iterator[None]:
    """Turns every way in which a database can be away into LogUnavailable.

    asyncpg tells of some only by its words: a connection or pool that is closed or closing, and one that was told
    of its end by the server and used before the end came.
    """
    try:
        yield
    except UNREACHABLE as error:
        raise LogUnavailable(f"{type(error).__name__}: {error}") from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        if "clos" not in str(error) and "cannot switch to state" not in str(error):
            raise
        raise LogUnavailable(str(error)) from error


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own, for reading and for cursors; raises LogUnavailable."""
    with reachable():
        settings = session_settings(durable=False)
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
            dsn, server_settings=settings, **CONNECTING
        )
        await learn_arrays(connection)
        return connection
