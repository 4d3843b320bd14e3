"""Migrations: once whoever runs them, all or nothing, and a database never half way."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy

from shared import migrate as migrating
from shared.migrate import migrate
from tests.conftest import NewDatabase

FIRST = """
from alembic import op

revision = "0001"
down_revision = None

def upgrade():
    op.execute("CREATE TABLE first (id int)")
"""
SECOND = """
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade():
    op.execute("CREATE TABLE second (id int)")
    op.execute("{more}")
"""


async def tables(address: str) -> set[str]:
    connection = await asyncpg.connect(address)
    try:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {row["tablename"] for row in rows}
    finally:
        await connection.close()


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations folder of a service that exists for the test."""
    folder = tmp_path / "drawers" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_first.py").write_text(FIRST, "utf-8")
    monkeypatch.setattr(migrating, "services_folder", lambda: tmp_path)
    return folder


async def test_an_empty_database_gets_the_kits_tables_and_the_services(
    new_database: NewDatabase, service: Path
) -> None:
    address = await new_database()
    await migrate("drawers", address)
    assert {
        "outbox",
        "inbox",
        "held_event",
        "due_work",
        "idempotent_answer",
        "client_directory",
    } <= await tables(address)
    assert "first" in await tables(address)


async def test_many_who_migrate_at_once_migrate_once(new_database: NewDatabase, service: Path) -> None:
    address = await new_database()
    await asyncio.gather(*(migrate("drawers", address) for _ in range(4)))
    await migrate("drawers", address)
    assert "first" in await tables(address)


async def test_a_newer_migration_is_added_to_what_is_there(new_database: NewDatabase, service: Path) -> None:
    address = await new_database()
    await migrate("drawers", address)
    (service / "0002_second.py").write_text(SECOND.format(more="SELECT 1"), "utf-8")
    await migrate("drawers", address)
    assert {"first", "second"} <= await tables(address)


async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    new_database: NewDatabase, service: Path
) -> None:
    address = await new_database()
    (service / "0002_second.py").write_text(SECOND.format(more="SELECT 1/0"), "utf-8")
    with pytest.raises(sqlalchemy.exc.DBAPIError):
        await migrate("drawers", address)
    assert await tables(address) == set()
    (service / "0002_second.py").write_text(SECOND.format(more="SELECT 1"), "utf-8")
    await migrate("drawers", address)
    assert {"outbox", "first", "second"} <= await tables(address)
