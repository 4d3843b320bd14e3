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

INDEXED = """
from alembic import op

from shared.migrate import build_index

revision = "0002"
down_revision = "0001"

def upgrade():
    op.execute("ALTER TABLE first ADD COLUMN IF NOT EXISTS more int")
    build_index("first_by_more", "first (more)")
    op.execute("{then}")
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


async def test_an_index_that_was_left_half_built_is_built_anew(
    new_database: NewDatabase, service: Path
) -> None:
    address = await new_database()
    (service / "0002_indexed.py").write_text(INDEXED.format(then="SELECT 1/0"), "utf-8")
    with pytest.raises(sqlalchemy.exc.DBAPIError):
        await migrate("drawers", address)
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("DROP INDEX first_by_more")
        await connection.execute("INSERT INTO first (id, more) VALUES (1, 1), (2, 1)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("CREATE UNIQUE INDEX CONCURRENTLY first_by_more ON first (more)")
        (service / "0002_indexed.py").write_text(INDEXED.format(then="SELECT 1"), "utf-8")
        await migrate("drawers", address)
        (index,) = await connection.fetch(
            "SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 'first_by_more'::regclass"
        )
        assert tuple(index) == (True, False)
        assert await connection.fetchval("SELECT version_num FROM schema_version") == "0002"
    finally:
        await connection.close()


async def test_a_migration_that_waits_for_a_reader_keeps_nobody_else_waiting(
    new_database: NewDatabase, service: Path
) -> None:
    address = await new_database()
    await migrate("drawers", address)
    (service / "0002_second.py").write_text(
        SECOND.format(more="ALTER TABLE first ADD COLUMN more int"), "utf-8"
    )
    reader, other = await asyncpg.connect(address), await asyncpg.connect(address)
    try:
        async with reader.transaction():
            await reader.fetch("SELECT * FROM first")
            migrating_now = asyncio.create_task(migrate("drawers", address))
            await _refused_once(other)
            # Behind a lock that is waited for without end, this would come back only after the reader's.
            await other.fetch("SELECT * FROM first")
            assert not migrating_now.done()
        await migrating_now
        assert await other.fetchval("SELECT count(more) FROM first") == 0
        assert "second" in await tables(address)
    finally:
        await reader.close()
        await other.close()


async def _refused_once(connection: asyncpg.Connection) -> None:
    """Wait until the migration has waited for its lock, and has given it up for now."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'first'::regclass"
    for wanted in (1, 0):
        while await connection.fetchval(waiting) != wanted:  # noqa: ASYNC110 a lock tells nobody
            await asyncio.sleep(0.01)
