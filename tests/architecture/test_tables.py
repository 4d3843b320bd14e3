"""Migrations make what `tables.py` says: the same tables by both ways, down to the last constraint and index."""

import importlib
from typing import Any

import asyncpg
import pytest
from sqlalchemy import MetaData, pool
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.roster import services_with_a_database
from shared import kit_tables
from shared.rows import Row, Versioned, table_of
from tests.conftest import NewDatabase
from tests.services.databases import Databases

COLUMNS = """
    SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
           a.attnotnull AS required, a.attidentity AS identity
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'c', 'f', 'x')
"""
INDEXES = """
    SELECT tablename AS "table", indexname AS name, indexdef AS definition FROM pg_indexes WHERE schemaname = 'public'
"""
HISTORIES = {"kit_version", "schema_version"}


def kinds_of(service: str) -> list[type[Row]]:
    """The row classes that a service's tables module declares, or the modules in its folder of that name."""
    tables = importlib.import_module(f"services.{service}.tables").__name__
    return [kind for kind in _concrete(Row) if f"{kind.__module__}.".startswith(f"{tables}.")]


def _concrete(kind: type[Row]) -> list[type[Row]]:
    found = [kind] if hasattr(kind, "__table__") else []
    return found + [inner for child in kind.__subclasses__() for inner in _concrete(child)]


async def catalogue(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """What PostgreSQL says of every table in a database but the histories of migrations."""
    connection = await asyncpg.connect(address)
    try:
        found = {}
        for what, sql in (("columns", COLUMNS), ("constraints", CONSTRAINTS), ("indexes", INDEXES)):
            rows = await connection.fetch(sql)
            found[what] = sorted(
                tuple(row) for row in rows if row["table"] not in HISTORIES and row["name"] not in HISTORIES
            )
        return found
    finally:
        await connection.close()


async def make_from_classes(address: str, *metadata: MetaData) -> None:
    """Create the tables as the row classes declare them."""
    engine = create_async_engine(
        address.replace("postgresql://", "postgresql+asyncpg://"), poolclass=pool.NullPool
    )
    try:
        async with engine.begin() as connection:
            for tables in metadata:
                await connection.run_sync(tables.create_all)
    finally:
        await engine.dispose()


@pytest.mark.parametrize("service", services_with_a_database())
async def test_the_migrations_of_a_service_make_what_its_tables_say(
    service: str, databases: Databases, new_database: NewDatabase
) -> None:
    kinds = kinds_of(service)
    assert kinds, f"services.{service}.tables declares nothing"
    declared = await new_database("declared")
    await make_from_classes(declared, table_of(kinds[0]).metadata, table_of(kit_tables.OutboxRow).metadata)
    migrated = await databases.fresh(service)
    try:
        expected, found = await catalogue(declared), await catalogue(migrated)
    finally:
        await databases.drop()
    assert len(expected["columns"]) > len(expected["constraints"]) > 0
    for what, lines in expected.items():
        missing, unknown = set(lines) - set(found[what]), set(found[what]) - set(lines)
        assert not missing, f"{what} that the migrations of {service} do not make"
        assert not unknown, f"{what} that the migrations of {service} make and tables.py does not say"


@pytest.mark.parametrize("service", services_with_a_database())
def test_the_rows_of_a_service_belong_to_an_agency_and_keep_their_version(service: str) -> None:
    for kind in kinds_of(service):
        columns = table_of(kind).columns
        assert "id" in columns, kind
        assert "agency_id" in columns, f"{kind.__name__} belongs to no agency: nothing would confine it"
        assert issubclass(kind, Versioned) == ("version" in columns), kind


@pytest.mark.parametrize("service", services_with_a_database())
def test_the_tables_of_a_service_are_its_own(service: str) -> None:
    metadata = {table_of(kind).metadata for kind in kinds_of(service)}
    assert len(metadata) == 1
    for other in services_with_a_database():
        if other != service:
            assert metadata.isdisjoint({table_of(kind).metadata for kind in kinds_of(other)})
