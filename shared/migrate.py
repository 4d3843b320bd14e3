"""Brings a service's database to its newest schema: first the kit's tables, then the service's own, each with its history.

Safe to call from any number of processes at once (one migrates, the others wait and find nothing to do).
"""

import asyncio
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

KIT = Path(__file__).parent / "migrations"
LOCK = 0x0C0E_410B_0002


def services_folder() -> Path:
    """Where the services' packages lie."""
    return Path(__file__).parent.parent / "services"


def histories_of(service: str) -> dict[str, Path]:
    """The migration folders of one service by the table that remembers how far each has come."""
    return {"kit_version": KIT / "versions", "schema_version": services_folder() / service / "migrations"}


async def migrate(service: str, dsn: str, *, target: str = "head") -> None:
    """Upgrade the database of `service` to `target`, all of it in one transaction or not at all."""
    if target == "head" and await _is_current(service, dsn):
        return
    engine = create_async_engine(_sqlalchemy_url(dsn), poolclass=pool.NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            for version_table, folder in histories_of(service).items():
                goal = target if version_table == "schema_version" else "head"
                await connection.run_sync(_upgrade, version_table, folder, goal)
    finally:
        await engine.dispose()


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
