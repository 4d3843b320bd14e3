"""Reads the facts of a product from YAML that anybody may have written: plain maps, lists and words, each with its line.

Invariant: nothing in the file makes anything but text, whole numbers, true, false and null; it cannot refer to itself, and
numbers with a point stay as they are written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from pydantic import ValidationError

from services.quotes.domain.faults import Fault
from services.quotes.domain.problems import packages as problems
from services.quotes.domain.product import Product
from shared.language import Language
from shared.problems import Malformed, Problem
from shared.validation import message_of

BYTES_AT_MOST: Final = 262_144
DEPTH_AT_MOST: Final = 12
EVENTS_AT_MOST: Final = 20_000
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
_UNSPEAKABLE = re.compile(r"[\x00\ud800-\udfff]")
_TAG: Final = "tag:yaml.org,2002:"

_SHAPE: Final = {"line", "sale_from", "coverage_terms", "payment_terms", "issue_age"}
_WORDS: Final = {"zh-CN": "-", "en": "-"}
_HARMLESS: Final[dict[str, Any]] = {
    "code": "outline",
    "version": 1,
    "name": _WORDS,
    "insurer": _WORDS,
    "complexity_level": 1,
    "benefits": [{"code": "outline", "kind": "death", "measure": "premiums_paid", "text": _WORDS}],
    "occupation_factors": {1: "1"},
    "sum_insured": {"minimum": "1", "maximum": "2", "step": "1"},
    "rate_unit": "per_10000",
    "rate_table": "outline",
    "basis": {"kind": "filed", "text": _WORDS},
}

Place = tuple[str | int, ...]


class FactInvalid(Malformed):
    """This fact is not acceptable."""

    code = "FACT_INVALID"
    zh = "该要素不正确。"

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__()
        self._found = found

    def message(self, language: Language) -> str:
        """What is wrong with it, without repeating it."""
        return message_of(self._found, language)


@dataclass(slots=True)
class FactsFile:
    """What a file says, on which line each of it stands, and what is wrong with it."""

    file: str
    facts: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, place: Place) -> int | None:
        """The line of the fact, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def fault(self, problem: Problem, place: Place) -> None:
        """Something is wrong with a fact."""
        pointer = "".join(f"/{part}" for part in place)
        self.faults.append(Fault(problem, self.file, self.line_of(place), pointer or None))


def read_facts_file(file: str, text: str) -> FactsFile:
    """The facts in `text`; where there are faults, they may not be all of them."""
    found = FactsFile(file)
    if len(text) > BYTES_AT_MOST:
        found.faults.append(Fault(problems.YamlTooLarge(), file))
        return found
    try:
        for problem, line in _refused(text):
            found.faults.append(Fault(problem, file, line))
            return found
        node = yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else text[: getattr(error, "position", 0)].count("\n") + 1
        last = len(text.splitlines()) or 1
        found.faults.append(Fault(problems.YamlUnreadable(), file, min(line, last)))
        return found
    if not isinstance(node, yaml.MappingNode):
        found.faults.append(Fault(problems.NotOneMapping(), file, 1))
        return found
    found.facts = _value(found, node, ())
    return found


def product_of(found: FactsFile) -> Product | None:
    """The product that the facts describe; None, with the faults noted, where they describe none."""
    if found.facts is None:
        return None
    try:
        product = Product.model_validate(found.facts)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            found.fault(FactInvalid(dict(each)), tuple(part for part in each["loc"] if part != "[key]"))
        return None
    return None if found.faults else product


def outline_of(found: FactsFile) -> Product | None:
    """What can be said of a product whose facts are partly wrong, so that its tables are judged all the same.

    Harmless facts stand for those that are wrong or missing; None where its tables could not be told from them.
    """
    if not isinstance(found.facts, dict):
        return None
    right = right_facts(found)
    if not right >= _SHAPE:
        return None
    try:
        return Product.model_validate(_HARMLESS | {name: found.facts[name] for name in right})
    except ValidationError:
        return None


def right_facts(found: FactsFile) -> set[str]:
    """The facts, by their first names, of which nothing is wrong."""
    places = [fault.column for fault in found.faults if fault.column is not None]
    wrong = {place.split("/")[1] for place in places if place.startswith("/")}
    return {name for name in found.facts if name in Product.model_fields} - wrong


def _refused(text: str) -> Iterator[tuple[Problem, int]]:
    """What makes it something else than plain facts, by what the parser meets; it is stopped at the first."""
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, _LOADER)):
        line = _line(event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            yield problems.YamlAlias(), line
        elif isinstance(event, yaml.CollectionStartEvent | yaml.ScalarEvent) and event.tag is not None:
            yield problems.YamlTag(), line
        elif depth > DEPTH_AT_MOST or number > EVENTS_AT_MOST:
            yield problems.YamlTooLarge(), line
        elif documents > 1:
            yield problems.NotOneMapping(), line


def _line(parsed: yaml.Event | yaml.Node) -> int:
    return 1 if parsed.start_mark is None else parsed.start_mark.line + 1


def _value(found: FactsFile, node: yaml.Node, place: Place) -> Any:
    found.lines[place] = _line(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(found, node, place)
    if isinstance(node, yaml.SequenceNode):
        return [_value(found, each, (*place, number)) for number, each in enumerate(node.value)]
    return _scalar(found, node, place)


def _mapping(found: FactsFile, node: yaml.MappingNode, place: Place) -> dict[Any, Any]:
    values: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            found.faults.append(Fault(problems.YamlUnreadable(), found.file, _line(key_node)))
            continue
        key = _scalar(found, key_node, place)
        key = key if isinstance(key, int) else str(key_node.value)[:100]
        if key in values:
            line = _line(key_node)
            found.faults.append(Fault(problems.YamlKeyTwice(), found.file, line, str(key)))
            continue
        values[key] = _value(found, value_node, (*place, key))
    return values


def _scalar(found: FactsFile, node: yaml.Node, place: Place) -> Any:
    text, kind = str(node.value), str(node.tag).removeprefix(_TAG)
    if _UNSPEAKABLE.search(text):
        found.faults.append(
            Fault(
                problems.YamlCharacter(),
                found.file,
                _line(node),
                "".join(f"/{part}" for part in place),
            )
        )
        return ""
    if kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    return None if kind == "null" else text
