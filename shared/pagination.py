"""Keyset pages: the millionth page costs what the first does.

A listing is ordered by a few columns that end in the unique id; a page begins after the row its cursor names, by one row
comparison `(a, id) > (x, y)`, which an index on those columns answers directly.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Query
from pydantic import BaseModel, Field
from sqlalchemy import Column, Select, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from shared.money import Money
from shared.problems import Malformed
from shared.rows import MoneyColumn
from shared.unit_of_work import UnitOfWork

Item = TypeVar("Item", bound=BaseModel)


class BadCursor(Malformed):
    """This cursor is not one that this list gave."""

    code = "BAD_CURSOR"
    zh = "游标无效，并非由此列表给出。"


class PageOf(BaseModel, Generic[Item]):
    """One page of a list, and where the next begins (null: this is the last)."""

    items: list[Item]
    next_cursor: str | None = Field(examples=["WyIyMDI2LTAzLTAxVDAwOjAwOjAwWiIsIjAxOTVjLi4uIl0"])


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How much of a list is asked for, and from where."""

    limit: int
    cursor: str | None


def page_request(
    limit: Annotated[int, Query(ge=1, le=200, description="at most so many items")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=500, description="`next_cursor` of the page before")
    ] = None,
) -> PageRequest:
    """The `limit` and `cursor` parameters of every list."""
    return PageRequest(limit, cursor)


Asked = Annotated[PageRequest, Depends(page_request)]
"""The page that a list route is asked for."""


@dataclass(frozen=True)
class Listing:
    """A list that can be paged: what it selects, its order (the last column is the unique id), and its filters."""

    query: Select[Any]
    order: tuple[Any, ...]
    filters: tuple[tuple[str, Any], ...] = ()
    descending: bool = False

    async def page(
        self, uow: UnitOfWork, asked: PageRequest, make: Callable[[Any], Item], **filters: Any
    ) -> PageOf[Item]:
        """The rows after the cursor for which every filter that is not None holds. Raises BadCursor.

        A filter is a column that must be equal to the value, or an expression with one parameter of the filter's name;
        other names are parameters of the query itself.
        """
        given = {name: value for name, value in filters.items() if value is not None}
        after = _read_cursor(asked.cursor, self.order) if asked.cursor else ()
        narrowing = tuple(sorted(given.keys() & dict(self.filters).keys()))
        query = _narrowed(self, narrowing, bool(after))
        places = {f"after_{number}": value for number, value in enumerate(after)}
        rows = await uow.all(query, page_limit=asked.limit + 1, **places, **given)
        more = len(rows) > asked.limit
        rows = rows[: asked.limit]
        cursor = _write_cursor(rows[-1], self.order) if more else None
        return PageOf(items=[make(row) for row in rows], next_cursor=cursor)


@lru_cache(maxsize=1024)
def _narrowed(listing: Listing, filters: tuple[str, ...], after: bool) -> Select[Any]:
    conditions = dict(listing.filters)
    query = listing.query
    for name in filters:
        query = query.where(_condition(conditions[name], name))
    if after:
        places = [
            bindparam(f"after_{number}", type_=column.type) for number, column in enumerate(listing.order)
        ]
        row, place = tuple_(*listing.order), tuple_(*places)
        query = query.where(row < place if listing.descending else row > place)
    order = [column.desc() if listing.descending else column.asc() for column in listing.order]
    return query.order_by(*order).limit(bindparam("page_limit"))


def _condition(filtered: Any, name: str) -> Any:
    is_column = isinstance(filtered, InstrumentedAttribute | Column)
    return filtered == bindparam(name) if is_column else filtered


def _write_cursor(row: Any, order: Sequence[Any]) -> str:
    place = [getattr(row, column.key) if hasattr(row, column.key) else row[column.key] for column in order]
    return base64.urlsafe_b64encode(orjson.dumps(place, default=str)).decode().rstrip("=")


def _read_cursor(cursor: str, order: Sequence[Any]) -> tuple[Any, ...]:
    try:
        place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(place, list) or len(place) != len(order):
            raise BadCursor
        return tuple(_typed(value, column) for value, column in zip(place, order, strict=True))
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError):
        raise BadCursor from None


def _typed(value: Any, column: Any) -> Any:
    if isinstance(column.type, MoneyColumn):
        return Money.of(value).amount
    kind = column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadCursor
    return value
