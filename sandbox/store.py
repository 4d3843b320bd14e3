"""What the sandbox keeps in its own database: a few named values, letters and answers. It survives whatever dies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.database import Database

SCHEMA = Path(__file__).with_name("schema.sql")
LOCK = 0x0C0E_410B_0003

KEEP = (
    "INSERT INTO kept (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
KEEP_FIRST = "INSERT INTO kept (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"
READ = "SELECT value FROM kept WHERE name = $1"


class Store:
    """The sandbox's database; raises Unavailable while it is away."""

    def __init__(self, dsn: str) -> None:
        self.database = Database(dsn, connections=2)

    async def open(self) -> None:
        """Connect, and make what is not there yet."""
        await self.database.open()
        async with self.database.pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            await connection.execute(SCHEMA.read_text("utf-8"))

    async def close(self) -> None:
        """Let go of the connections."""
        await self.database.close()

    async def fetch(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        """Rows of one statement, which commits by itself."""
        return [dict(row) for row in await self.database.fetch(sql, arguments)]

    async def read(self, name: str) -> dict[str, Any] | None:
        """The value that was kept under `name`."""
        rows = await self.fetch(READ, name)
        return rows[0]["value"] if rows else None

    async def keep(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep `value` over what was kept under `name`; durable when this returns."""
        await self.fetch(KEEP, name, value)

    async def keep_first(self, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """Keep `value` unless something is kept under `name` already; gives what is kept."""
        await self.fetch(KEEP_FIRST, name, value)
        return await self.read(name) or {}
