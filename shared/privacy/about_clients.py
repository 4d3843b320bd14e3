"""Every table of a service that is about clients, found from its row classes: a new one cannot be forgotten."""

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from shared.confinement import ClientRow
from shared.fates import Fate
from shared.kit_tables import KIT
from shared.rows import table_of


class NoFate(TypeError):
    """A row class about clients does not say what becomes of it when its client wants to be erased."""


@cache
def kinds_about_clients(service: str) -> tuple[type[ClientRow], ...]:
    """The row classes about clients of a service and of the kit, by table name."""
    own = f"services.{service}.tables"
    found = [
        kind
        for kind in _concrete(ClientRow)
        if table_of(kind).metadata is KIT.metadata or f"{kind.__module__}.".startswith(f"{own}.")
    ]
    return tuple(sorted(found, key=lambda kind: str(kind.__tablename__)))


def fate_of(kind: type[ClientRow]) -> Fate:
    """What becomes of its rows; raises NoFate."""
    if kind.fate is None:
        raise NoFate(f"{kind.__name__} needs a fate: see shared.fates")
    return kind.fate


@lru_cache(maxsize=1024)
def rows_about(kind: type[ClientRow]) -> Select[Any]:
    """Every row of `kind` about one client, the oldest first."""
    columns = table_of(kind).columns
    return select(kind).where(columns[kind.client_column] == bindparam("client_id")).order_by(columns["id"])


def about(kind: type[ClientRow]) -> str:
    """What a table holds, in one paragraph."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def _concrete(kind: type[ClientRow]) -> list[type[ClientRow]]:
    found = [kind] if "__table__" in vars(kind) or hasattr(kind, "__table__") else []
    return found + [inner for child in kind.__subclasses__() for inner in _concrete(child)]
