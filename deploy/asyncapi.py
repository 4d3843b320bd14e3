"""The AsyncAPI 3.0 document of every event: what it carries, who publishes it, and who reacts to it and why.

Made of the contract classes and the choreography alone. Payload schemas keep to JSON Schema draft 7, which is what
AsyncAPI's own schema format extends.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import models_json_schema

from deploy.choreography_tables import EVERYBODY, FOLLOWED_BY_ALL, publisher_of
from shared.choreography import Choreography, Publishes, Reacts
from shared.events import Event, topic_of

Document = dict[str, Any]

PROJECT = Path(__file__).parent.parent
SCHEMA = "#/components/schemas/{model}"
HEADERS = "CloudEvent"


def render_asyncapi(choreographies: Sequence[Choreography]) -> str:
    """The document as YAML."""
    return yaml.dump(
        asyncapi_document(choreographies),
        Dumper=_Plain,
        sort_keys=False,
        allow_unicode=True,
        width=110,
    )


def asyncapi_document(choreographies: Sequence[Choreography]) -> Document:
    """The document as data."""
    publishing = [one for one in choreographies if one.publishes]
    lines = [line for one in publishing for line in one.publishes]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Coverloop events",
            "version": _version(),
            "description": _DESCRIPTION,
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _SERVER},
        "channels": {one.service: _channel(one) for one in publishing},
        "operations": {
            name: operation for one in choreographies for name, operation in _operations(one, choreographies)
        },
        "components": {
            "messages": {line.event.name: _message(line) for line in lines},
            "schemas": {HEADERS: _HEADERS, **_schemas([line.event for line in lines])},
        },
    }


_DESCRIPTION = cleandoc("""
    Every service publishes on one topic of its own. Events are CloudEvents 1.0 in binary mode: the attributes travel as
    `ce_` headers, the payload is JSON. What one service says under one key stays in order; order across topics is not
    promised, so a reader compares `ce_aggregateversion`. An event may arrive twice: drop what has a `ce_id` seen before.

    Payloads hold opaque ids, codes, amounts and dates: no name, phone, ID number, address or diagnosis text. Amounts are
    decimal strings in yuan with two places.
""")

_SERVER: Document = {
    "host": "{bootstrap}",
    "protocol": "kafka",
    "description": "The brokers of a deployment.",
    "variables": {"bootstrap": {"default": "kafka:9092", "description": "COVERLOOP_KAFKA_BOOTSTRAP"}},
}

_UUID: Document = {"type": "string", "format": "uuid"}
_HEADERS: Document = {
    "type": "object",
    "description": "CloudEvents 1.0 attributes, in the Kafka protocol binding's binary mode.",
    "required": [
        "content-type",
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_subject",
        "ce_time",
        "ce_dataschema",
        "ce_agencyid",
        "ce_actorid",
        "ce_correlationid",
        "ce_partitionkey",
        "ce_aggregateversion",
    ],
    "properties": {
        "content-type": {"type": "string", "const": "application/json"},
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {**_UUID, "description": "UUIDv7 of this event: the same when it is delivered again."},
        "ce_source": {"type": "string", "format": "uri-reference", "description": "/ and the service."},
        "ce_type": {"type": "string", "description": "The event's name."},
        "ce_subject": {"type": "string", "description": "The id of the aggregate that it is about."},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_dataschema": {
            "type": "string",
            "format": "uri",
            "description": "Name and version of the payload.",
        },
        "ce_agencyid": _UUID,
        "ce_actorid": {"type": "string", "description": "Who did it: an opaque id."},
        "ce_correlationid": {"type": "string", "description": "Ties all that one request brought about."},
        "ce_causationid": {**_UUID, "description": "The event that this one follows from."},
        "ce_partitionkey": {"type": "string", "description": "What keeps it in order; the record's key."},
        "ce_aggregateversion": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "Grows with each change of the aggregate: tells an older fact from a newer one.",
        },
        "ce_traceparent": {"type": "string", "description": "W3C Trace Context."},
    },
}


def _channel(choreography: Choreography) -> Document:
    return {
        "address": topic_of(choreography.service),
        "title": choreography.service,
        "description": f"All that `{choreography.service}` tells.",
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {
            line.event.name: {"$ref": f"#/components/messages/{line.event.name}"}
            for line in choreography.publishes
        },
    }


def _message(line: Publishes) -> Document:
    event = line.event
    headers = {
        "ce_type": {"type": "string", "const": event.name},
        "ce_source": {"type": "string", "const": f"/{publisher_of(event)}"},
        "ce_dataschema": {"type": "string", "const": f"urn:coverloop:event:{event.name}:{event.version}"},
    }
    message: Document = {
        "name": event.name,
        "title": event.name,
        "summary": _sentence(line.reason),
        "description": cleandoc(event.__doc__ or ""),
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "headers": {"allOf": [{"$ref": SCHEMA.format(model=HEADERS)}, {"properties": headers}]},
        "payload": {"$ref": SCHEMA.format(model=event.__name__)},
        "bindings": {"kafka": {"key": {**_UUID, "description": f"The event's {event.keyed_by}."}}},
    }
    return message | (
        {"tags": [{"name": "public", "description": "Made for partners too."}]} if line.public else {}
    )


def _operations(
    choreography: Choreography, choreographies: Sequence[Choreography]
) -> list[tuple[str, Document]]:
    """What one service sends, and what it receives of each other; what every service receives is said once."""
    service = choreography.service
    operations = []
    if choreography.publishes:
        events = [line.event for line in choreography.publishes]
        operations.append(
            (f"{service}-publishes", _operation("send", service, service, events, f"What `{service}` tells."))
        )
    for publisher in choreographies:
        read = [line for line in choreography.reacts_to if publisher_of(line.event) == publisher.service]
        if read:
            operations.append(
                (f"{service}-reads-{publisher.service}", _receiving(service, publisher.service, read))
            )
    return operations


def _receiving(service: str, publisher: str, read: Sequence[Reacts]) -> Document:
    reasons = "\n".join(
        f"- `{line.event.name}`: {line.reason}" + (f" ({EVERYBODY} too)" if line in FOLLOWED_BY_ALL else "")
        for line in read
    )
    events = list(dict.fromkeys(line.event for line in read))
    return _operation("receive", service, publisher, events, f"What `{service}` does with it:\n\n{reasons}")


def _operation(
    action: str, service: str, channel: str, events: Sequence[type[Event]], description: str
) -> Document:
    binding = {"clientId": {"type": "string", "const": "coverloop"}}
    if action == "receive":
        binding |= {"groupId": {"type": "string", "const": service}}
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "title": f"{service} {'publishes' if action == 'send' else f'reads {channel}'}",
        "description": description,
        "tags": [{"name": service}],
        "messages": [{"$ref": f"#/channels/{channel}/messages/{event.name}"} for event in events],
        "bindings": {"kafka": binding},
    }


def _schemas(events: Sequence[type[Event]]) -> Document:
    """The payload schema of each event and of what it is made of, by class name."""
    _, document = models_json_schema([(event, "validation") for event in events], ref_template=SCHEMA)
    definitions: Document = document.get("$defs", {})
    for event in events:
        if event.__name__ not in definitions:
            raise ValueError(f"two contracts have a class called {event.__name__}")
    return dict(sorted(definitions.items()))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


@cache
def _version() -> str:
    project: Document = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


class _Plain(yaml.SafeDumper):
    """Writes shared values out each time, and longer texts as blocks, so that the file reads well."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _text)
