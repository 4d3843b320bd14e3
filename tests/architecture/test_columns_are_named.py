"""Statements name the columns they read: a `*` means other columns once a newer version has migrated the database."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STAR = re.compile(r"(SELECT|RETURNING)\s+(\w+\.)?\*", re.IGNORECASE)


def test_no_statement_of_the_services_reads_columns_that_it_does_not_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {star[0]}"
        for folder in ("shared", "services")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for star in STAR.finditer(path.read_text("utf-8"))
    ]
    assert found == []
