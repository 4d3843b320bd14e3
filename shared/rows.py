"""Rows: SQLModel declares the tables, their constraints and their migrations; instances are plain, cheap values.

A row is written by the unit of work, never by a SQLAlchemy session, so it is made without the session's bookkeeping, in
microseconds: it is not validated (SQLModel table rows never are), only its field names are checked. Validate in
schemas and in the domain.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Literal, Self, TypeVar
from uuid import UUID

import orjson
from pydantic_core import PydanticUndefined
from sqlalchemy import DateTime, Dialect, LargeBinary, Numeric, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import class_mapper
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelMetaclass

from shared.ids import new_id
from shared.money import Money

OnConflict = Literal["fail", "ignore", "replace"]


class _RowClass(SQLModelMetaclass):
    """Calling a row class makes a plain value: neither pydantic's nor SQLAlchemy's constructor has a part in it."""

    def __call__(cls, **values: Any) -> Any:  # noqa: N805 it is a class whose class this is
        fixed, made, required, names = _fields(cls)
        if not (values.keys() <= names and required <= values.keys()):
            unknown, missing = values.keys() - names, required - values.keys()
            raise TypeError(f"{cls.__name__}: unknown {sorted(unknown)}, missing {sorted(missing)}")
        state = {**fixed, **values}
        for name, factory in made.items():
            if name not in values:
                state[name] = factory()
        return _plain_value(cls, state)


_set = object.__setattr__


def _plain_value(kind: type[Any], state: dict[str, Any]) -> Any:
    row = object.__new__(kind)
    _set(row, "__dict__", state)
    _set(row, "__pydantic_fields_set__", set())
    _set(row, "__pydantic_extra__", None)
    _set(row, "__pydantic_private__", None)
    return row


class Row(SQLModel, metaclass=_RowClass):
    """One row of one table. Every table has a UUID primary key called `id`.

    `on_conflict` says what inserting an id that is already there does: `fail` (the default), `ignore` (the first one
    stays: insert-once facts) or `replace` (the last one wins: schedules).
    """

    on_conflict: ClassVar[OnConflict] = "fail"

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column: SQLAlchemy's own way would look for the bookkeeping of a session. Raises AttributeError."""
        if name not in type(self).model_fields:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        self.__dict__[name] = value

    @classmethod
    def from_record(cls, record: Any) -> Self:
        """A row read from the database; columns that the query did not select take their defaults."""
        row = cls(**record)
        for name in money_columns(cls):
            value = row.__dict__[name]
            if value is not None:
                row.__dict__[name] = Money(value)
        return row


class Versioned:
    """Mixed into rows that change: every change raises `version`, and a change of an outdated version is refused."""

    version: int


AnyRow = TypeVar("AnyRow", bound=Row)


class MoneyColumn(TypeDecorator[Money]):
    """CNY with two places, stored as numeric(15, 2)."""

    impl = Numeric(15, 2)
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else value.amount

    def process_result_value(self, value: Decimal | None, dialect: Dialect) -> Money | None:
        return None if value is None else Money(value)


def identifier() -> Any:
    """The primary key: a UUIDv7, so that rows made one after another lie beside each other in the index."""
    return Field(default_factory=new_id, primary_key=True)


def instant(default: Any = ..., *, index: bool = False) -> Any:
    """An aware UTC instant (timestamptz)."""
    return _field(default, sa_type=DateTime(timezone=True), index=index)


def money(default: Any = ...) -> Any:
    """An amount in yuan (numeric(15, 2))."""
    return _field(default, sa_type=MoneyColumn())


def json(default: Any = ...) -> Any:
    """A JSON document (jsonb): lists, dicts and scalars only."""
    return _field(default, sa_type=JSONB())


def sealed(default: Any = ...) -> Any:
    """Ciphertext or a keyed hash of something that names a person (bytea)."""
    return _field(default, sa_type=LargeBinary())


def _field(default: Any, *, sa_type: Any, index: bool = False) -> Any:
    nullable = default is None
    if callable(default):
        return Field(default_factory=default, sa_type=sa_type, nullable=False, index=index)
    if default is ...:
        return Field(sa_type=sa_type, nullable=False, index=index)
    return Field(default=default, sa_type=sa_type, nullable=nullable, index=index)


def table_of(kind: type[Row]) -> Table:
    """The SQLAlchemy table of a row class."""
    table: Table = kind.__table__  # type: ignore[attr-defined]
    return table


@cache
def columns_of(kind: type[Row]) -> str:
    """The columns of `kind` for a statement that gives whole rows.

    Named one by one, never `*`: a column that a newer version of the service adds beneath a running one would change the
    result that its prepared statements promise, and PostgreSQL would refuse them.
    """
    return ", ".join(f'"{column.name}"' for column in table_of(kind).columns)


@cache
def money_columns(kind: type[Row]) -> tuple[str, ...]:
    """The columns of `kind` that hold money."""
    return tuple(column.name for column in table_of(kind).columns if isinstance(column.type, MoneyColumn))


@cache
def encoders(kind: type[Row]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """For each written column, how its value is given to the driver (None: as it is). Identity columns are left out."""
    return tuple(
        (column.name, _encoder(column.type)) for column in table_of(kind).columns if column.identity is None
    )


def _encoder(sql_type: Any) -> Callable[[Any], Any] | None:
    if isinstance(sql_type, MoneyColumn):
        return lambda value: None if value is None else value.amount
    if isinstance(sql_type, JSONB):
        return lambda value: None if value is None else to_json(value)
    return None


def to_json(value: Any) -> str:
    """`value` as JSON text; money and other value objects as their strings."""
    return orjson.dumps(value, default=_as_json, option=orjson.OPT_NON_STR_KEYS).decode()


def _as_json(value: Any) -> Any:
    if isinstance(value, Money | Decimal | UUID):
        return str(value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} does not go into a JSON column")


@cache
def _fields(
    kind: type[Row],
) -> tuple[dict[str, Any], dict[str, Callable[[], Any]], frozenset[str], frozenset[str]]:
    class_mapper(kind)  # Whose attributes can be read only when SQLAlchemy has configured them.
    fixed: dict[str, Any] = {}
    made: dict[str, Callable[[], Any]] = {}
    required: set[str] = set()
    identity = {column.name for column in table_of(kind).columns if column.identity is not None}
    for name, field in kind.model_fields.items():
        if field.default_factory is not None:
            made[name] = field.default_factory  # type: ignore[assignment]
        elif field.default is not PydanticUndefined:
            fixed[name] = field.default
        elif name not in identity:
            required.add(name)
    return fixed, made, frozenset(required), frozenset(kind.model_fields)
