"""The rows as the code declares them are the rows as the migrations make them."""

from services.needs import tables
from shared.confinement import ClientRow
from shared.rows import table_of
from tests.services.fixtures import StartService

COLUMNS = """
    SELECT column_name, is_nullable = 'YES' AS nullable, format_type(a.atttypid, a.atttypmod) AS type
    FROM information_schema.columns c
    JOIN pg_attribute a ON a.attrelid = c.table_name::regclass AND a.attname = c.column_name
    WHERE c.table_schema = 'public' AND c.table_name = $1
"""
CHECKS = "SELECT conname FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'"
TYPES = {
    "UUID": "uuid",
    "INTEGER": "integer",
    "VARCHAR": "character varying",
    "DATE": "date",
    "JSONB": "jsonb",
    "NUMERIC(15, 2)": "numeric(15,2)",
    "DATETIME": "timestamp with time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}
ROWS: list[type[ClientRow]] = [
    tables.ClientFile,
    tables.Household,
    tables.HouseholdVersion,
    tables.PolicyCover,
    tables.Assessment,
]


async def test_tables_and_migrations_agree(start_service: StartService) -> None:
    service = await start_service("needs")
    for kind in ROWS:
        table = table_of(kind)
        declared = {
            column.name: (column.nullable, TYPES[str(column.type).upper().replace("CHAR(32)", "UUID")])
            for column in table.columns
        }
        made = await service.rows(COLUMNS, table.name)
        assert {row["column_name"]: (row["nullable"], row["type"]) for row in made} == declared, table.name
        checks = {row["conname"] for row in await service.rows(CHECKS, table.name)}
        assert checks == {
            str(check.name) for check in table.constraints if "CHECK" in repr(type(check)).upper()
        }
