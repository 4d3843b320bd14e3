"""Bulk import of leads, from the upload to the last row: validated, deduplicated, sealed, one event each, in one process.

COPY puts the same rows, taken from the tables where an import left them, into the same empty tables with the same indexes:
leads, touches, consents, directory and outbox. It validates, seals and looks for nothing. Nobody relays on either side.
"""

import asyncio
import io
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from deploy.postgres_server import free_port
from shared.caller import Role
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_least, ratio
from tests.benchmarks.ground import Ground
from tests.benchmarks.measures.durable_write import nobody_relays
from tests.benchmarks.processes import serving_command, started
from tests.services.leads.files import fields, make_csv, make_xlsx, phone

ROWS = 20_000
TABLES = ("lead", "touch", "consent", "client_directory", "outbox")
EMPTY = f"TRUNCATE {', '.join(TABLES)}"
GLANCE_SECONDS = 0.02
COPY = "COPY of the same rows"


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """The rate of an import against the rate at which PostgreSQL takes its rows."""
    rows = effort.rows(ROWS)
    people = [(f"张{number}", phone(number)) for number in range(rows)]
    async with AsyncExitStack() as stack:
        address = await ground.database("imported", migrated_as="leads")
        await stack.enter_async_context(nobody_relays(address))
        copied_to = await asyncpg.connect(await ground.database("copied", migrated_as="leads"))
        stack.push_async_callback(copied_to.close)
        imported_to = await asyncpg.connect(address)
        stack.push_async_callback(imported_to.close)
        client = await stack.enter_async_context(_client(ground, await _served(ground, stack, address)))
        copied: dict[str, bytes] = {}

        async def import_file(content: bytes) -> float:
            await imported_to.execute(EMPTY)
            seconds = await _imported(client, content, rows)
            copied.update(await _taken_from(imported_to))
            return seconds

        csv, xlsx = make_csv(people), make_xlsx(people)
        rounds = await effort.interleaved(
            {
                "CSV": lambda: import_file(csv),
                "XLSX": lambda: import_file(xlsx),
                "COPY": lambda: _copied(copied_to, copied),
            }
        )
    detail: dict[str, Any] = {
        f"{side}, rows a second": round(rows / min(seconds)) for side, seconds in rounds.items()
    }
    return [
        _figure("CSV", rounds["CSV"], rounds["COPY"], rows, **detail),
        _figure("XLSX", rounds["XLSX"], rounds["COPY"], rows),
    ]


def _figure(kind: str, ours: Sequence[float], copy: Sequence[float], rows: int, **detail: Any) -> Figure:
    return ratio(
        f"bulk import of leads, {kind}, rate",
        [rows / seconds for seconds in ours],
        [rows / seconds for seconds in copy],
        against=COPY,
        target=at_least(0.10),
        **detail,
    )


async def _served(ground: Ground, stack: AsyncExitStack, address: str) -> int:
    port = free_port()
    environment = ground.environment(
        address, await ground.database("imported_log"), files=str(ground.folder / "files")
    )
    await stack.enter_async_context(
        started(serving_command("leads", port), port, environment=environment, log=ground.log("imports"))
    )
    return port


def _client(ground: Ground, port: int) -> httpx.AsyncClient:
    token = ground.issuer.sign(ground.issuer.claims(Role.AGENT, uuid4(), sub=uuid4()))
    headers = {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60)


async def _imported(client: httpx.AsyncClient, content: bytes, rows: int) -> float:
    """Seconds from the upload of a file until all of its rows are leads."""
    began = time.perf_counter()
    answer = await client.post("/leads/imports", files={"file": ("people", content)}, data=fields())
    path = f"/leads/imports/{answer.raise_for_status().json()['id']}"
    job: dict[str, Any] = {"status": "waiting"}
    while job["status"] in ("waiting", "running"):
        await asyncio.sleep(GLANCE_SECONDS)
        job = (await client.get(path)).raise_for_status().json()
    seconds = time.perf_counter() - began
    if job["captured"] != rows:
        raise AssertionError(f"not all of {rows} rows were captured: {job}")
    return seconds


async def _taken_from(connection: asyncpg.Connection) -> dict[str, bytes]:
    taken = {}
    for table in TABLES:
        out = io.BytesIO()
        await connection.copy_from_table(table, output=out, format="binary")
        taken[table] = out.getvalue()
    return taken


async def _copied(connection: asyncpg.Connection, tables: dict[str, bytes]) -> float:
    """Seconds that PostgreSQL takes for the rows, in one transaction."""
    await connection.execute(EMPTY)
    began = time.perf_counter()
    async with connection.transaction():
        for table, content in tables.items():
            await connection.copy_to_table(table, source=io.BytesIO(content), format="binary")
    return time.perf_counter() - began
