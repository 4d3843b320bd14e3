"""One way leads from a service to its database: the unit of work, which confines reads and owns writes."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import fields
from pathlib import Path

from shared.database import Database
from shared.kit import Kit
from shared.unit_of_work import Session, UnitOfWork

SERVICES = Path(__file__).parents[2] / "services"
AROUND = {"database", "pool", "store", "fetch", "writes"}
"""Attributes by which a statement would reach the database unconfined, or a row unowned."""
BESIDE_REQUESTS = {"carriers/courier.py"}
"""What runs beside the requests of a service for all its agencies: it claims rows as the kit's own loops do."""
UNCONFINED = {"opened_by_capability", "one_in_agency", "act_for_agency"}
MAY_OPEN = {
    "leads/use_cases/campaigns.py": "the public key of a campaign",
    "leads/use_cases/capture.py": "a phone is one person's in the whole agency",
    "leads/use_cases/do_not_contact.py": "whoever asked for no contact is contacted by nobody of the agency",
    "leads/use_cases/statistics.py": "a figure is of the whole agency: counts, and nobody in particular",
    "leads/use_cases/merged.py": "whoever asks, leads that were merged are one person",
    "leads/use_cases/identity.py": "an identity number is one person's in the whole agency",
    "leads/use_cases/consents.py": "a consent is withdrawn under every id of a person",
    "leads/use_cases/referrals.py": "whether a chain closes in a circle does not depend on who asks",
    "carriers/use_cases/callbacks.py": "the signature of a carrier",
}


def modules() -> list[Path]:
    return sorted(path for path in SERVICES.rglob("*.py") if "migrations" not in path.parts)


def attributes(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno


def found_in(names: set[str], *, but_not_in: Collection[str] = ()) -> list[str]:
    """Where the services use one of these attributes."""
    return [
        f"{path.relative_to(SERVICES)}:{line} .{found}"
        for path in modules()
        if str(path.relative_to(SERVICES)) not in but_not_in
        for found, line in attributes(path)
        if found in names
    ]


def test_a_service_reaches_its_database_through_the_unit_of_work_alone() -> None:
    assert found_in(AROUND, but_not_in=BESIDE_REQUESTS) == []


def test_only_the_edge_commits() -> None:
    assert found_in({"commit", "flush"}, but_not_in=BESIDE_REQUESTS) == []


def test_reads_beyond_the_callers_reach_are_few_and_each_has_its_reason() -> None:
    links = [
        str(path.relative_to(SERVICES))
        for path in modules()
        if "share_links.open(" in path.read_text("utf-8")
    ]
    assert found_in(UNCONFINED, but_not_in=[*MAY_OPEN, *links]) == []
    assert {path for path in MAY_OPEN if not (SERVICES / path).exists()} == set()


def test_the_attributes_that_are_looked_for_are_those_of_the_kit() -> None:
    assert all(hasattr(UnitOfWork, name) for name in UNCONFINED)
    assert {"database"} <= {field.name for field in fields(Kit)}
    assert hasattr(Database, "fetch")
    assert hasattr(Database, "pool")
    assert {"store", "writes"} <= {field.name for field in fields(Session)}
