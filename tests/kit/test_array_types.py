"""The driver knows PostgreSQL's own array types, and does not ask each connection's server for them."""

import asyncpg

from shared.array_types import ARRAYS
from shared.database import Database
from tests.conftest import NewDatabase

BY_NAME = "SELECT elem.typname, elem.typarray::int FROM pg_type AS elem WHERE elem.typname = ANY($1::text[])"
STATEMENTS_WITH = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE $1"


async def test_the_numbers_of_array_types_are_those_of_the_server(new_database: NewDatabase) -> None:
    connection = await asyncpg.connect(await new_database())
    try:
        rows = await connection.fetch(BY_NAME, list(ARRAYS))
        assert {row["typname"]: row["typarray"] for row in rows} == ARRAYS
    finally:
        await connection.close()


async def test_who_is_sent_arrays_does_not_ask_what_they_are(new_database: NewDatabase) -> None:
    pool = Database(await new_database(), connections=1)
    await pool.open()
    try:
        for element in ARRAYS:
            await pool.fetch(f"SELECT cardinality($1::{element}[])", [[]])
        (asked,) = await pool.fetch(STATEMENTS_WITH, ["%typeinfo_tree%"])
        assert asked["count"] == 0
    finally:
        await pool.close()
