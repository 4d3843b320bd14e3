"""The import rule for domains, tried on a small graph: it must refuse what it is there to refuse."""

import pytest
from grimp import ImportGraph

from tests.architecture.only_imports import OnlyImports


def make_contract() -> OnlyImports:
    options = {
        "source_modules": ["services.*.domain"],
        "allowed_modules": ["pydantic", "shared.money"],
        "forbidden_standard_library": ["random"],
    }
    return OnlyImports(name="pure", session_options={}, contract_options=options)


def make_graph(imported: str, importer: str = "services.quotes.domain.rates") -> ImportGraph:
    graph = ImportGraph()
    for module in ("services.quotes.domain", "services.quotes.domain.rates", "services.quotes.api"):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=3, line_contents=f"import {imported}")
    return graph


@pytest.mark.parametrize("imported", ["decimal", "pydantic", "shared.money", "services.quotes.domain.terms"])
def test_a_domain_may_import_the_standard_library_what_is_listed_and_itself(imported: str) -> None:
    assert make_contract().check(make_graph(imported), verbose=False).kept


@pytest.mark.parametrize(
    "imported", ["random", "sqlalchemy", "shared.moneylender", "shared.database", "services.quotes.queries"]
)
def test_a_domain_may_import_nothing_else(imported: str) -> None:
    check = make_contract().check(make_graph(imported), verbose=False)
    assert not check.kept
    assert check.metadata["found"] == [f"services.quotes.domain.rates -> {imported} (l.3)"]


def test_what_is_no_domain_is_left_alone() -> None:
    assert make_contract().check(make_graph("sqlalchemy", importer="services.quotes.api"), verbose=False).kept
