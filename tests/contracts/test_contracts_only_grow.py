"""What was once published only grows: the kept schemas are those of the classes, and no reader loses anything."""

import copy
import json
from typing import Any

import pytest

from shared.events import Event
from tests.contracts.keep import FOLDER, breaks, events, file_of, schema_of

REFRESH = "run `python -m tests.contracts.keep`"


@pytest.mark.parametrize("event", events(), ids=lambda event: f"{event.name}.{event.version}")
def test_the_kept_schema_of_an_event_is_kept_to_and_up_to_date(event: type[Event]) -> None:
    path = file_of(event)
    assert path.exists(), f"{event.name} has no kept schema: {REFRESH}"
    kept, current = json.loads(path.read_text("utf-8")), schema_of(event)
    assert breaks(kept, current) == [], (
        f"readers of {event.name} break: make a new version beside the old one"
    )
    assert kept == current, f"{event.name} has grown: {REFRESH}"


def test_no_event_that_was_published_has_gone() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {file_of(event).name for event in events()}


KEPT: dict[str, Any] = {
    "type": "object",
    "required": ["client_id", "line"],
    "properties": {
        "client_id": {"type": "string", "format": "uuid"},
        "line": {"type": "string", "enum": ["term_life", "accident"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "gaps": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["risk"],
                "properties": {"risk": {"type": "string"}},
            },
        },
    },
}


def changed(**parts: Any) -> dict[str, Any]:
    """KEPT with the part at each path (`a__b` for a/b) put in, or taken out where it is None."""
    schema = copy.deepcopy(KEPT)
    for path, part in parts.items():
        *way, last = path.split("__")
        place = schema
        for step in way:
            place = place[step]
        if part is None:
            del place[last]
        else:
            place[last] = part
    return schema


@pytest.mark.parametrize(
    "grown",
    [
        changed(),
        changed(properties__agent_id={"type": "string"}),
        changed(properties__gaps__items__properties__gap={"type": "string"}),
        changed(properties__line__enum=["term_life", "accident", "annuity"]),
    ],
)
def test_what_only_grows_breaks_nobody(grown: dict[str, Any]) -> None:
    assert breaks(KEPT, grown) == []


@pytest.mark.parametrize(
    ("different", "said"),
    [
        (changed(properties__note=None), "/note is gone"),
        (changed(properties__client_id__type="integer"), "/client_id(type)"),
        (changed(properties__client_id__format=None), "/client_id(format)"),
        (changed(properties__line__enum=["term_life"]), "'accident' is no value any more"),
        (changed(required=["client_id", "line", "note"]), "/note is demanded now"),
        (changed(required=["client_id"]), "/line may be missing now"),
        (changed(properties__note={"type": "string"}), "/note(anyOf)"),
        (changed(properties__gaps__items__properties__risk=None), "/gaps(items)/risk is gone"),
        (changed(properties__gaps__items__required=[]), "/gaps(items)/risk may be missing now"),
    ],
)
def test_what_a_reader_would_miss_is_said(different: dict[str, Any], said: str) -> None:
    assert any(said in found for found in breaks(KEPT, different)), breaks(KEPT, different)
