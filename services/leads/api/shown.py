"""How rules, and codes with their words, are given out."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from services.leads.domain.named import Named
from services.leads.schemas.knowledge import NamedOut, RuleRefOut
from shared.jurisdictions import Rule
from shared.language import Language
from shared.pagination import BadCursor, PageOf, PageRequest

Thing = TypeVar("Thing")
Item = TypeVar("Item", bound=BaseModel)


def label(named: Named, language: Language) -> NamedOut:
    """`named` for a reader of `language`."""
    return NamedOut(code=named.code, label=named.words[language])


def labels(named: Iterable[Named], language: Language) -> list[NamedOut]:
    """All of them for a reader of `language`."""
    return [label(one, language) for one in named]


def rule_ref(rule: Rule) -> RuleRefOut:
    """The rule by id, version and source."""
    return RuleRefOut(id=rule.id, version=rule.version, source=rule.source)


def values_of(rule: Rule) -> dict[str, Any]:
    """What the rule says, as JSON."""
    plain: dict[str, Any] = to_jsonable_python(rule.values, fallback=dict)
    return plain


def page_of(
    things: Sequence[Thing], asked: PageRequest, make: Callable[[Thing], Item], *, key: Callable[[Thing], str]
) -> PageOf[Item]:
    """One page of data that is in memory, where `key` tells its things apart. Raises BadCursor."""
    start = _place_after([key(thing) for thing in things], asked.cursor)
    shown = things[start : start + asked.limit]
    more = start + len(shown) < len(things)
    cursor = base64.urlsafe_b64encode(key(shown[-1]).encode()).decode() if more else None
    return PageOf(items=[make(thing) for thing in shown], next_cursor=cursor)


def _place_after(keys: list[str], cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return keys.index(base64.urlsafe_b64decode(cursor).decode()) + 1
    except (binascii.Error, ValueError):
        raise BadCursor from None
