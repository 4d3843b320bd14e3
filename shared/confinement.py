"""Confinement: every query is narrowed to the caller's agency and clients here, and nowhere else.

A row class says what it belongs to by its columns: `agency_id` (every row of the business has it), `client_id` (it is
about one client; another column may be named by `client_column`) and `carrier_id` (a carrier works on it). A query that
reads such a class gets the matching conditions whether its author thought of it or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    bindparam,
    column,
    false,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.sql.selectable import AliasedReturnsRows, Join
from sqlalchemy.sql.visitors import iterate

from shared.caller import Caller, Reach
from shared.fates import Fate
from shared.kit_tables import ClientDirectory
from shared.rows import Row, table_of

DIALECT = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]


class AgencyRow(Row):
    """Belongs to one agency; everybody of that agency may read it, as far as a route lets him."""

    agency_id: UUID


class ClientRow(AgencyRow):
    """Belongs to one client of one agency: seen by the client, his agent, the agent's manager, and ops."""

    client_column: ClassVar[str] = "client_id"
    fate: ClassVar[Fate | None] = None
    """What becomes of the row when its client wants to be erased; every table about clients says so."""


@cache
def owners(kind: type[Row]) -> tuple[bool, str | None]:
    """Whether rows of `kind` belong to an agency, and the column that says to which client, if to one."""
    return issubclass(kind, AgencyRow), kind.client_column if issubclass(kind, ClientRow) else None


class Unconfined(Exception):
    """A query reads rows that confinement would not narrow: a defect of the query."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A confined statement, ready for the driver: its text, its parameters in order, and the literals it brings."""

    sql: str
    parameters: tuple[str, ...]
    literals: Mapping[str, Any]
    kind: type[Row] | None

    def arguments(self, caller: Caller, given: Mapping[str, Any]) -> list[Any]:
        """The values in order; raises KeyError for a parameter that nobody gave."""
        values = {
            **self.literals,
            **given,
            "caller_agency": caller.agency_id,
            "caller_team": caller.team_id,
            "caller_agent": caller.agent_id,
            "caller_client": caller.client_id,
            "caller_carrier": caller.carrier_id,
        }
        return [values[name] for name in self.parameters]


@lru_cache(maxsize=4096)
def confined(query: Select[Any], reach: Reach | None, *, restricted_only: bool = False) -> Compiled:
    """`query` narrowed to what `reach` may see (None: not at all), compiled once. Raises Unconfined.

    Agents and managers do not see clients who are restricted; with `restricted_only` nobody else is found, so that they can
    be told that these are.
    """
    if reach is not None:
        _refuse_what_escapes(query)
    entities = [found["entity"] for found in query.column_descriptions if found["entity"] is not None]
    if reach is not None:
        kinds = list(dict.fromkeys([*entities, *_joined(query)]))
        for kind in kinds:
            for condition in _conditions(kind, reach):
                query = query.where(condition)
        restricted = [found for kind in kinds for found in _restrictions(kind, reach)]
        if restricted_only:
            query = query.where(or_(false(), *restricted))
        elif restricted:
            query = query.where(not_(or_(*restricted)))
    given = {part.key for part in iterate(query) if isinstance(part, BindParameter) and part.required}
    compiled = query.compile(dialect=DIALECT)
    expanded = compiled.construct_expanded_state(dict.fromkeys(given))
    literals = {name: value for name, value in expanded.parameters.items() if name not in given}
    whole_row = len(query.column_descriptions) == 1 and query.column_descriptions[0]["expr"] in entities
    return Compiled(
        sql=expanded.statement,
        parameters=tuple(expanded.positiontup or ()),
        literals=literals,
        kind=entities[0] if whole_row else None,
    )


def _refuse_what_escapes(query: Select[Any]) -> None:
    """Raises Unconfined where rows would come in by a way on which the conditions do not stand."""
    for part in chain(iterate(query), *(iterate(source) for source in query.get_final_froms())):
        if isinstance(part, AliasedReturnsRows):
            raise Unconfined("an alias, a subquery or a CTE is not confined: ask in two queries")
        if isinstance(part, Select) and part is not query:
            raise Unconfined("a query within a query is not confined: ask in two queries")
        if isinstance(part, Join) and (part.isouter or part.full):
            raise Unconfined("confined, an outer join would be an inner one: ask in two queries")


CLIENT_IN_REACH = select(ClientDirectory).where(ClientDirectory.id == bindparam("client_id"))  # type: ignore[arg-type]


def _joined(query: Select[Any]) -> list[type[Row]]:
    """The row classes of the tables that a query joins without selecting from them."""
    tables = {table for source in query.get_final_froms() for table in _tables(source)}
    return [kind for kind in _row_classes(Row) if table_of(kind) in tables]


def _tables(source: Any) -> list[Table]:
    if isinstance(source, Table):
        return [source]
    return [
        table
        for part in ("left", "right")
        if hasattr(source, part)
        for table in _tables(getattr(source, part))
    ]


def _row_classes(kind: type[Row]) -> list[type[Row]]:
    found = [kind] if hasattr(kind, "__table__") else []
    for child in kind.__subclasses__():
        found += _row_classes(child)
    return found


def _conditions(kind: type[Row], reach: Reach) -> list[ColumnElement[bool]]:
    columns = table_of(kind).columns
    if not issubclass(kind, AgencyRow | ClientDirectory):
        return []
    conditions: list[ColumnElement[bool]] = [columns["agency_id"] == bindparam("caller_agency")]
    if reach is Reach.CARRIER and "carrier_id" in columns:
        conditions.append(columns["carrier_id"] == bindparam("caller_carrier"))
    elif issubclass(kind, ClientRow | ClientDirectory):
        conditions += _about_clients_of(columns[kind.client_column], reach)
    return conditions


def _restrictions(kind: type[Row], reach: Reach) -> list[ColumnElement[bool]]:
    """What holds of rows of `kind` whose client is restricted for an agent or a manager."""
    if reach not in (Reach.AGENT, Reach.TEAM) or not issubclass(kind, ClientRow | ClientDirectory):
        return []
    return [table_of(kind).columns[kind.client_column].in_(_restricted(kind))]


_ERASURES = table("client_erasure", column("id"), column("contract_in_force"))
"""Of `shared.privacy.tables`, which lies above: the clients who asked to be erased."""


def _restricted(kind: type[Row]) -> Select[Any]:
    """The clients of whom rows of `kind` are only stored: what a contract in force needs is worked with."""
    asked = select(_ERASURES.c.id)
    serves_contract = kind is ClientDirectory or (
        issubclass(kind, ClientRow) and kind.fate is not None and kind.fate.serves_contract
    )
    return asked.where(not_(_ERASURES.c.contract_in_force)) if serves_contract else asked


def _about_clients_of(client: Any, reach: Reach) -> list[ColumnElement[bool]]:
    directory = table_of(ClientDirectory).columns
    if reach in (Reach.SERVICE, Reach.AGENCY):
        return []
    if reach is Reach.CLIENT:
        return [client == bindparam("caller_client")]
    if reach is Reach.CARRIER:
        return [false()]
    owner, parameter = ("team_id", "caller_team") if reach is Reach.TEAM else ("agent_id", "caller_agent")
    if client.table is table_of(ClientDirectory):
        return [directory[owner] == bindparam(parameter)]
    return [client.in_(select(directory["id"]).where(directory[owner] == bindparam(parameter)))]
