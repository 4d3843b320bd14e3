"""Brings a service's database to its newest schema: first the kit's tables, then the service's own, each with its history.

Safe to call from any number of processes at once (one migrates, the others wait and find nothing to do), and while the
previous version of the service works on the database: nothing waits long for a lock, because whoever comes after it
would wait behind it. A migration that does not get its locks is undone and tried again.
"""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command, op
from alembic.config import Config
from sqlalchemy import Connection, pool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

KIT = Path(__file__).parent / "migrations"
LOCK = 0x0C0E_410B_0002
LOCK_WAIT_MS = 300
LONGEST_LOCK_WAIT_MS = 3000
"""Each attempt waits a little longer: past a second PostgreSQL itself ends the deadlock with a writer who never pauses."""
PAUSE_SECONDS = 0.2
ATTEMPTS = 300
IN_THE_WAY = ("55P03", "40P01")
"""The states of a lock that was not to be had in time, and of a deadlock."""


def services_folder() -> Path:
    """Where the services' packages lie."""
    return Path(__file__).parent.parent / "services"


def histories_of(service: str) -> dict[str, Path]:
    """The migration folders of one service by the table that remembers how far each has come."""
    return {"kit_version": KIT / "versions", "schema_version": services_folder() / service / "migrations"}


async def migrate(service: str, dsn: str, *, target: str = "head") -> None:
    """Upgrade the database of `service` to `target`, all of it in one transaction or not at all.

    (`build_index` ends that transaction: what comes after it is the next.) Raises what a statement raised, and the last
    refusal of a lock after `ATTEMPTS` of them.
    """
    if target == "head" and await _is_current(service, dsn):
        return
    engine = create_async_engine(_sqlalchemy_url(dsn), poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            await _take_turn(connection)
            for attempt in range(1, ATTEMPTS + 1):
                await _wait_for_locks(connection, min(attempt * LOCK_WAIT_MS, LONGEST_LOCK_WAIT_MS))
                try:
                    await _upgrade_all(connection, service, target)
                    return
                except DBAPIError as error:
                    if attempt == ATTEMPTS or _sqlstate(error) not in IN_THE_WAY:
                        raise
                    await connection.rollback()
                    await asyncio.sleep(PAUSE_SECONDS)
    finally:
        await engine.dispose()


async def _take_turn(connection: AsyncConnection) -> None:
    """Who waits for his turn leaves no transaction open: an index that is built concurrently would wait for its end."""
    while not await connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")):
        await connection.rollback()
        await asyncio.sleep(PAUSE_SECONDS)


async def _wait_for_locks(connection: AsyncConnection, milliseconds: int) -> None:
    await connection.execute(text(f"SET lock_timeout = {milliseconds}"))
    await connection.commit()


async def _upgrade_all(connection: AsyncConnection, service: str, target: str) -> None:
    await connection.begin()
    for version_table, folder in histories_of(service).items():
        goal = target if version_table == "schema_version" else "head"
        await connection.run_sync(_upgrade, version_table, folder, goal)
    await connection.commit()


def build_index(name: str, on: str, *, unique: bool = False) -> None:
    """In a migration: build the index `name` on a large table (`on`: what follows ON) while others go on writing to it.

    It cannot be in a transaction: what the migration did before is committed, and the index that an earlier attempt left
    half built is built anew. So it is the last thing that its migration does, or what follows may be done twice.
    """
    connection = op.get_bind()
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT")
    try:
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))
        kind = "UNIQUE INDEX" if unique else "INDEX"
        connection.execute(text(f"CREATE {kind} CONCURRENTLY {name} ON {on}"))
        connection.execute(text(f"SET lock_timeout = {LOCK_WAIT_MS}"))
    finally:
        connection.rollback()
        connection.execution_options(isolation_level=connection.default_isolation_level)


def _sqlstate(error: DBAPIError) -> Any:
    return getattr(error.orig, "sqlstate", None)


async def _is_current(service: str, dsn: str) -> bool:
    """Whether nothing is to be done, asked without loading a single migration."""
    connection = await asyncpg.connect(dsn)
    try:
        for version_table, folder in histories_of(service).items():
            newest = max(path.name.split("_")[0] for path in folder.glob("[0-9]*.py"))
            if await connection.fetchval("SELECT to_regclass($1)", version_table) is None:
                return False
            if await connection.fetchval(f"SELECT version_num FROM {version_table}") != newest:  # noqa: S608
                return False
        return True
    finally:
        await connection.close()


def _upgrade(connection: Connection, version_table: str, folder: Path, target: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(KIT))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, version_table=version_table)
    command.upgrade(config, target)


def _sqlalchemy_url(dsn: str) -> str:
    return "postgresql+asyncpg://" + dsn.split("://", 1)[1]


def migrate_now(service: str, dsn: str) -> None:
    """`migrate`, for callers without an event loop."""
    asyncio.run(migrate(service, dsn))
