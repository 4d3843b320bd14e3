"""A copy of everything that a service keeps about one client (个人信息保护法 45), found from its row classes."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB

from shared.caller import Role
from shared.confinement import ClientRow
from shared.privacy.about_clients import about, kinds_about_clients, rows_about
from shared.privacy.schemas import ExportedField, ExportedTable, ExportOut
from shared.privacy.tables import AccessEntry
from shared.rows import MoneyColumn, table_of, to_json
from shared.unit_of_work import UnitOfWork

SEALED = "_sealed"


async def export(uow: UnitOfWork, client_id: UUID) -> ExportOut:
    """Every row about the client, with what each table and field is; what is sealed is opened for himself alone.

    Who looked has a list of its own.
    """
    tables = []
    for kind in kinds_about_clients(uow.kit.name):
        if kind is AccessEntry:
            continue
        rows = await uow.all(rows_about(kind), client_id=client_id)
        tables.append(
            ExportedTable(
                table=str(kind.__tablename__),
                about=about(kind),
                fields=_fields(kind),
                rows=[_row(uow, kind, row) for row in rows],
            )
        )
    return ExportOut(
        service=uow.kit.name,
        client_id=client_id,
        exported_at=uow.now,
        sealed_opened=uow.caller.role is Role.CLIENT,
        tables=tables,
    )


def _fields(kind: type[ClientRow]) -> list[ExportedField]:
    """The columns that go out: all but the keyed digests, which only find things."""
    return [
        ExportedField(
            name=column.name.removesuffix(SEALED),
            type=_type_name(column),
            sealed=column.name.endswith(SEALED),
            optional=bool(column.nullable),
        )
        for column in table_of(kind).columns
        if _goes_out(column)
    ]


def _row(uow: UnitOfWork, kind: type[ClientRow], row: ClientRow) -> dict[str, Any]:
    values = {}
    for column in table_of(kind).columns:
        if not _goes_out(column):
            continue
        value = row.__dict__[column.name]
        if column.name.endswith(SEALED):
            value = uow.kit.cipher.open(value) if uow.caller.role is Role.CLIENT and value else None
        values[column.name.removesuffix(SEALED)] = value
    plain: dict[str, Any] = orjson.loads(to_json(values))
    return plain


def _goes_out(column: Any) -> bool:
    return not isinstance(column.type, LargeBinary) or column.name.endswith(SEALED)


def _type_name(column: Any) -> str:
    if column.name.endswith(SEALED):
        return "text"
    if isinstance(column.type, MoneyColumn):
        return "money"
    if isinstance(column.type, JSONB):
        return "json"
    return str(column.type.python_type.__name__)
