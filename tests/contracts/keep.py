"""The JSON Schema of each payload, kept beside this file: what was once published is what readers may count on.

`python -m tests.contracts.keep` writes down what has grown, and refuses what would break a reader: that is a new
version of the event, in a class beside the old one.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

from shared import contracts
from shared.events import Event

FOLDER = Path(__file__).parent
SAID_BESIDE = ("description", "title", "examples", "default")
"""What a schema may say differently without any reader noticing."""


def events() -> list[type[Event]]:
    """Every event class of the public contract, by the name and version of the event."""
    found = {
        kind
        for module in pkgutil.iter_modules(contracts.__path__)
        for kind in vars(importlib.import_module(f"{contracts.__name__}.{module.name}")).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    }
    return sorted(found, key=lambda kind: (kind.name, kind.version))


def file_of(event: type[Event]) -> Path:
    """Where the schema of `event` is kept."""
    return FOLDER / f"{event.name}.{event.version}.json"


def schema_of(event: type[Event]) -> dict[str, Any]:
    """What a reader of `event` may count on: its topic, what keeps it in order, and its payload, every part in place."""
    schema = event.model_json_schema(mode="validation")
    parts = schema.pop("$defs", {})
    topic, key = event.__module__.rpartition(".")[2], event.keyed_by
    return {**_plain(schema, parts), "x-topic": topic, "x-key": key}


def _plain(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_plain(part, parts) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(parts[schema["$ref"].rpartition("/")[2]], parts)
    if "properties" in schema:
        properties = {name: _plain(part, parts) for name, part in schema["properties"].items()}
        rest = {key: value for key, value in schema.items() if key != "properties"}
        return {**_plain(rest, parts), "properties": properties}
    return {key: _plain(value, parts) for key, value in schema.items() if key not in SAID_BESIDE}


def breaks(kept: Any, current: Any, place: str = "") -> list[str]:
    """What a reader who counts on `kept` would miss in `current`; nothing where `current` has only grown."""
    if not (isinstance(kept, dict) and isinstance(current, dict)):
        return [] if kept == current else [f"{place}: {kept!r} became {current!r}"]
    found: list[str] = []
    before, now = kept.get("properties", {}), current.get("properties", {})
    found += [f"{place}/{name} is gone" for name in before.keys() - now.keys()]
    for name in before.keys() & now.keys():
        found += breaks(before[name], now[name], f"{place}/{name}")
    new_demands = set(current.get("required", ())) - set(kept.get("required", ()))
    dropped = set(kept.get("required", ())) - set(current.get("required", ()))
    found += [f"{place}/{name} is demanded now" for name in sorted(new_demands)]
    found += [f"{place}/{name} may be missing now" for name in sorted(dropped & now.keys())]
    lost = [value for value in kept.get("enum", ()) if value not in current.get("enum", ())]
    found += [f"{place}: {value!r} is no value any more" for value in lost]
    for key in (kept.keys() | current.keys()) - {"properties", "required", "enum"}:
        found += breaks(kept.get(key), current.get(key), f"{place}({key})")
    return found


def keep() -> list[str]:
    """Write down every schema that is new or has grown; gives what breaks readers, which is not written."""
    refused: list[str] = []
    for event in events():
        path, current = file_of(event), schema_of(event)
        broken = breaks(json.loads(path.read_text("utf-8")), current) if path.exists() else []
        refused += [f"{event.name}{what}" for what in broken]
        if not broken:
            path.write_text(json.dumps(current, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return refused


if __name__ == "__main__":
    sys.exit("\n".join(keep()) or None)
