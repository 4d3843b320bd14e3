"""What a law or the trade sets, as data: each rule with its source, and the dates on which it is in force.

Rules are chosen by the date of the fact they apply to, never by today's. Another jurisdiction is another
folder of TOML files beside `cn/`. A file holds one table a version of a rule:

    [[rule]]
    id = "cooling_off"
    effective_from = 2020-01-01
    effective_to = 2029-12-31       # optional: the last day in force; absent while nobody has repealed it
    source = "健康保险管理办法 2019 No.3 art. 15"
    confidence = "read"             # see Confidence
    values = { days = 15 }          # or a [rule.values] table; numbers with a point are read as Decimal

Invariant: what `Jurisdiction.load` returns is complete (each rule has a source), unambiguous (no two versions
of a rule are in force on one date) and cannot be changed.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from shared.problems import BrokenRule

Confidence = Literal["read", "web", "general", "uncertain"]
"""The text was read; only a page about it was; it is common knowledge in the trade; it may be otherwise."""

_FOLDER: Final = Path(__file__).parent
_MANDATORY: Final = frozenset({"id", "effective_from", "source", "confidence", "values"})
_KNOWN: Final = _MANDATORY | {"effective_to"}


class InvalidRules(ValueError):
    """The data of a jurisdiction contradicts itself or is incomplete; says in which file and rule."""


class NoRuleInForce(BrokenRule):
    """No rule "{rule}" is in force on {on}."""

    code = "NO_RULE_IN_FORCE"
    zh = "{on} 没有有效的规则“{rule}”。"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule, in force from `effective_from` to `effective_to`, both included.

    None for `effective_to` means not repealed. `values` is read-only all the way down.
    """

    id: str
    effective_from: date
    effective_to: date | None
    source: str
    confidence: Confidence
    values: Mapping[str, Any] = field(hash=False)

    @property
    def version(self) -> str:
        """The name of this version: "<id>@<effective_from>"."""
        return f"{self.id}@{self.effective_from}"

    def __getitem__(self, name: str) -> Any:
        """The value `name`; raises KeyError, naming this version, where it has none."""
        try:
            return self.values[name]
        except KeyError:
            raise KeyError(f"{self.version} has no value {name!r}") from None

    def in_force(self, on: date) -> bool:
        """Whether this version applies to a fact of the date `on`."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


class Jurisdiction:
    """The rules of one place, each in all its versions."""

    def __init__(self, code: str, rules: Iterable[Rule]) -> None:
        """Raises InvalidRules when two versions of one rule overlap."""
        self.code = code
        self._rules = tuple(sorted(rules, key=lambda rule: (rule.id, rule.effective_from)))
        _refuse_overlaps(code, self._rules)
        self._versions: dict[str, tuple[Rule, ...]] = {}
        for rule in self._rules:
            self._versions[rule.id] = (*self._versions.get(rule.id, ()), rule)

    @staticmethod
    def load(code: str) -> "Jurisdiction":
        """The jurisdiction of the folder `code`, read once a process.

        Raises InvalidRules where its data is incomplete or contradicts itself, LookupError for no such
        folder.
        """
        return _load(code)

    @classmethod
    def read(cls, folder: Path) -> "Jurisdiction":
        """The jurisdiction in any `folder` of TOML files, read afresh; raises InvalidRules as `load` does."""
        return cls(folder.name, [rule for path in sorted(folder.glob("*.toml")) for rule in _rules_in(path)])

    def rule(self, rule_id: str, *, on: date) -> Rule:
        """The version of `rule_id` that is in force on the date of the fact; raises NoRuleInForce."""
        for rule in reversed(self._versions.get(rule_id, ())):
            if rule.in_force(on):
                return rule
        raise NoRuleInForce(rule=rule_id, on=on)

    def rules(self) -> list[Rule]:
        """Every version of every rule, by id and then by date."""
        return list(self._rules)

    def __repr__(self) -> str:
        return f"Jurisdiction({self.code!r}, {len(self._rules)} rules)"


@cache
def _load(code: str) -> Jurisdiction:
    folder = _FOLDER / code
    if not re.fullmatch("[a-z]{2}", code) or not folder.is_dir():
        raise LookupError(f"there is no jurisdiction {code!r}")
    return Jurisdiction.read(folder)


def _rules_in(path: Path) -> list[Rule]:
    try:
        document = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRules(f"{path.name}: {error}") from error
    tables = document.pop("rule", None)
    if document or not isinstance(tables, list):
        raise InvalidRules(f"{path.name}: a file of rules holds [[rule]] tables and nothing else")
    return [_rule(table, f"{path.name}, rule {number}") for number, table in enumerate(tables, start=1)]


def _rule(table: Any, where: str) -> Rule:
    if not isinstance(table, dict):
        raise InvalidRules(f"{where}: is not a table")
    where = f"{where} ({table.get('id', 'without id')})"
    _refuse_gaps(table, where)
    return Rule(
        id=table["id"],
        effective_from=_date(table, "effective_from", where),
        effective_to=_date(table, "effective_to", where) if "effective_to" in table else None,
        source=table["source"],
        confidence=table["confidence"],
        values=_frozen(table["values"]),
    )


def _refuse_gaps(table: dict[str, Any], where: str) -> None:
    if missing := _MANDATORY - table.keys():
        raise InvalidRules(f"{where}: lacks {', '.join(sorted(missing))}")
    if unknown := table.keys() - _KNOWN:
        raise InvalidRules(f"{where}: {', '.join(sorted(unknown))} belongs under values")
    for name in ("id", "source"):
        if not isinstance(table[name], str) or not table[name].strip():
            raise InvalidRules(f"{where}: {name} must be text that says something")
    if table["confidence"] not in get_args(Confidence):
        raise InvalidRules(f"{where}: confidence must be one of {', '.join(get_args(Confidence))}")
    if not isinstance(table["values"], dict) or not table["values"]:
        raise InvalidRules(f"{where}: values must be a table that holds something")


def _date(table: dict[str, Any], name: str, where: str) -> date:
    value = table[name]
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidRules(f"{where}: {name} must be a date without a time")
    return value


def _frozen(value: Any) -> Any:
    """The same value with every table read-only and every list a tuple, all the way down."""
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(inner) for name, inner in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value


def _refuse_overlaps(code: str, rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        if rule.effective_to is not None and rule.effective_to < rule.effective_from:
            raise InvalidRules(f"{code}: {rule.version} ends before it begins")
    for earlier, later in pairwise(rules):
        if earlier.id == later.id and earlier.in_force(later.effective_from):
            raise InvalidRules(f"{code}: {earlier.version} is still in force when {later.version} begins")
