"""How rows are written: everything one transaction writes goes to PostgreSQL as one statement.

A statement of common table expressions inserts, updates and deletes any number of rows of any number of tables from
arrays, one round trip, and is atomic by itself: no BEGIN, no COMMIT. Its text depends only on which tables are touched
and how, never on how many rows there are, so PostgreSQL parses each shape once per connection. Because a statement takes
arrays, the writes of several waiting requests can be put together and committed with one flush of the disk.

Invariant: an update or delete of a row that is no longer at the version that was read makes the whole statement fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.dialects import postgresql

from shared.rows import Row, Versioned, encoders, table_of

Action = Literal["insert", "update", "delete"]
Shape = tuple[tuple[type[Row], Action], ...]

POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class Writes:
    """The rows that one transaction inserts, updates and deletes, by table."""

    rows: dict[tuple[type[Row], Action], list[Row]] = field(default_factory=dict)
    pending: dict[tuple[type[Row], UUID], Row] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.rows.values())

    def insert(self, row: Row) -> None:
        """Insert `row`; what is set on it before the commit goes with it."""
        self._keep(row, "insert")

    def update(self, row: Row) -> None:
        """Write all columns of `row`, one version up, unless it is being written already."""
        if not self.holds(row):
            if isinstance(row, Versioned):
                row.__dict__["version"] += 1
            self._keep(row, "update")

    def delete(self, row: Row) -> None:
        """Delete `row`; a row not yet inserted is just forgotten."""
        for (kind, action), rows in self.rows.items():
            if kind is type(row) and any(kept is row for kept in rows):
                rows[:] = [kept for kept in rows if kept is not row]
                if action == "insert":
                    del self.pending[kind, row.__dict__["id"]]
                    return
                if action == "update" and isinstance(row, Versioned):
                    row.__dict__["version"] -= 1
        self._keep(row, "delete")

    def holds(self, row: Row) -> bool:
        """Whether `row` is waiting to be written."""
        return self.pending.get((type(row), row.__dict__["id"])) is row

    def _keep(self, row: Row, action: Action) -> None:
        key = (type(row), row.__dict__["id"])
        if row.on_conflict == "replace" and key in self.pending:
            self._forget(*key)
        self.pending[key] = row
        self.rows.setdefault((type(row), action), []).append(row)

    def _forget(self, kind: type[Row], row_id: UUID) -> None:
        for key, rows in self.rows.items():
            if key[0] is kind:
                rows[:] = [kept for kept in rows if kept.__dict__["id"] != row_id]


def statement(batch: Sequence[Writes]) -> tuple[str, list[Any]]:
    """The SQL text and arguments that write all of `batch` at once."""
    together: dict[tuple[type[Row], Action], list[Row]] = {}
    for writes in batch:
        for key, rows in writes.rows.items():
            together.setdefault(key, []).extend(rows)
    shape = tuple(
        sorted((key for key in together if together[key]), key=lambda key: (key[0].__tablename__, key[1]))
    )
    arguments: list[Any] = []
    for kind, action in shape:
        rows = _last_of_each(together[kind, action])
        for name, encode in _columns(kind, action):
            values = [row.__dict__[name] for row in rows]
            arguments.append(values if encode is None else [encode(value) for value in values])
    expected = sum(len(rows) for key, rows in together.items() if _must_match(*key))
    if any(_must_match(*key) for key in shape):
        arguments.append(expected)
    return _text(shape), arguments


def _last_of_each(rows: list[Row]) -> list[Row]:
    if rows[0].on_conflict != "replace":
        return rows
    return list({row.__dict__["id"]: row for row in rows}.values())


def _columns(kind: type[Row], action: Action) -> tuple[tuple[str, Any], ...]:
    if action != "delete":
        return encoders(kind)
    return (("id", None), ("version", None)) if issubclass(kind, Versioned) else (("id", None),)


def _must_match(kind: type[Row], action: Action) -> bool:
    return action != "insert" and issubclass(kind, Versioned)


@cache
def _text(shape: Shape) -> str:
    parts: list[str] = []
    checked: list[str] = []
    position = 1
    for number, (kind, action) in enumerate(shape):
        columns = [name for name, _ in _columns(kind, action)]
        parts.append(f"w{number} AS ({_PARTS[action](kind, columns, position)})")
        position += len(columns)
        if _must_match(kind, action):
            checked.append(f"(SELECT count(*) FROM w{number})")
    outcome = f"expect_rows({' + '.join(checked)}, ${position})" if checked else "1"
    return f"WITH {', '.join(parts)} SELECT {outcome}"


def _insert(kind: type[Row], columns: list[str], position: int) -> str:
    names = _names(columns)
    given = _arrays(kind, columns, position)
    return (
        f'INSERT INTO "{kind.__tablename__}" ({names}) SELECT {_cast(kind, columns)} FROM {given}'
        f"{_conflict(kind, columns)}"
    )


def _update(kind: type[Row], columns: list[str], position: int) -> str:
    casts = dict(zip(columns, _cast(kind, columns).split(", "), strict=True))
    changes = ", ".join(f'"{name}" = {casts[name]}' for name in columns if name != "id")
    unchanged = "AND t.version = v.version - 1" if issubclass(kind, Versioned) else ""
    return (
        f'UPDATE "{kind.__tablename__}" t SET {changes} FROM {_arrays(kind, columns, position)}'
        f" WHERE t.id = v.id {unchanged} RETURNING 1"
    )


def _delete(kind: type[Row], columns: list[str], position: int) -> str:
    same = "AND t.version = v.version" if issubclass(kind, Versioned) else ""
    given = _arrays(kind, columns, position)
    return f'DELETE FROM "{kind.__tablename__}" t USING {given} WHERE t.id = v.id {same} RETURNING 1'


_PARTS = {"insert": _insert, "update": _update, "delete": _delete}


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _arrays(kind: type[Row], columns: list[str], position: int) -> str:
    arrays = ", ".join(
        f"${position + number}::{_sent_as(kind, name)}[]" for number, name in enumerate(columns)
    )
    return f"unnest({arrays}) AS v({_names(columns)})"


def _cast(kind: type[Row], columns: list[str]) -> str:
    return ", ".join(
        f'v."{name}"::jsonb' if _type_name(kind, name) == "JSONB" else f'v."{name}"' for name in columns
    )


def _sent_as(kind: type[Row], name: str) -> str:
    """Arrays of JSON travel as text: the driver would take a list inside an array for another dimension."""
    type_name = _type_name(kind, name)
    return "text" if type_name == "JSONB" else type_name


def _type_name(kind: type[Row], name: str) -> str:
    column = table_of(kind).columns[name]
    return str(column.type.compile(dialect=POSTGRESQL))


def _conflict(kind: type[Row], columns: list[str]) -> str:
    if kind.on_conflict == "fail":
        return ""
    if kind.on_conflict == "ignore":
        return " ON CONFLICT DO NOTHING"
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
    return f" ON CONFLICT (id) DO UPDATE SET {changes}"
