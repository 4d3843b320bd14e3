"""Serves a service whose relay forgets events before the log has them: `deploy.cli`, broken on purpose."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from deploy.cli import main
from shared.relay import Relay

IN_HAND_SECONDS = 1.0


async def forget_first(relay: Relay, connection: Any, rows: Sequence[asyncpg.Record]) -> None:
    """What is in hand when the process is killed is nowhere any more."""
    await relay._forget(connection, [row["id"] for row in rows])
    await asyncio.sleep(IN_HAND_SECONDS if rows else 0)
    await relay._kit.event_log.append([relay._record(row) for row in rows])


if __name__ == "__main__":
    Relay._relay = forget_first  # type: ignore[method-assign, assignment]
    main()
