"""What travels between services: an event's payload, and the envelope it is carried in (CloudEvents 1.0, binary mode).

Payloads hold opaque ids, codes, amounts and dates only: no name, phone, ID number, address or diagnosis text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.event_log import Delivered, Record


class Event(BaseModel):
    """The payload of one event. Its class says its public name, its version, and the field that keeps it in order.

    Within a version, fields may only be added, each with a default; anything else is a new class beside the old one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_timedelta="iso8601")

    name: ClassVar[str]
    version: ClassVar[int] = 1
    keyed_by: ClassVar[str] = "client_id"

    @property
    def key(self) -> str:
        """The partition key: all that one service says under one key stays in order."""
        return str(getattr(self, self.keyed_by))


@dataclass(frozen=True, slots=True)
class Envelope:
    """CloudEvents attributes of one event. `aggregate_version` lets a projection tell an older fact from a newer one."""

    id: UUID
    source: str
    type: str
    version: int
    subject: str
    time: datetime
    agency_id: UUID
    actor_id: str
    correlation_id: str
    causation_id: str | None
    partition_key: str
    aggregate_version: int
    traceparent: str | None

    def headers(self) -> dict[str, str]:
        """The `ce_` headers of the Kafka protocol binding, binary mode (which, unlike the one of HTTP, encodes nothing)."""
        headers = {
            "content-type": "application/json",
            "ce_specversion": "1.0",
            "ce_id": str(self.id),
            "ce_source": f"/{self.source}",
            "ce_type": self.type,
            "ce_subject": self.subject,
            "ce_time": self.time.isoformat().replace("+00:00", "Z"),
            "ce_dataschema": f"urn:coverloop:event:{self.type}:{self.version}",
            "ce_agencyid": str(self.agency_id),
            "ce_actorid": self.actor_id,
            "ce_correlationid": self.correlation_id,
            "ce_partitionkey": self.partition_key,
            "ce_aggregateversion": str(self.aggregate_version),
        }
        if self.causation_id:
            headers["ce_causationid"] = self.causation_id
        if self.traceparent:
            headers["ce_traceparent"] = self.traceparent
        return headers

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Envelope":
        """Read the headers back; raises KeyError or ValueError where they are not an envelope of ours."""
        return cls(
            id=UUID(headers["ce_id"]),
            source=headers["ce_source"].removeprefix("/"),
            type=headers["ce_type"],
            version=int(headers["ce_dataschema"].rpartition(":")[2]),
            subject=headers["ce_subject"],
            time=datetime.fromisoformat(headers["ce_time"]),
            agency_id=UUID(headers["ce_agencyid"]),
            actor_id=headers["ce_actorid"],
            correlation_id=headers["ce_correlationid"],
            causation_id=headers.get("ce_causationid"),
            partition_key=headers["ce_partitionkey"],
            aggregate_version=int(headers["ce_aggregateversion"]),
            traceparent=headers.get("ce_traceparent"),
        )


AnyEvent = TypeVar("AnyEvent", bound=Event)


@dataclass(frozen=True, slots=True)
class Incoming(Generic[AnyEvent]):
    """An event as a reaction sees it: what happened, and the envelope that says when, to whom and why."""

    data: AnyEvent
    envelope: Envelope


def topic_of(service: str) -> str:
    """The one topic of a service."""
    return f"coverloop.{service}"


def to_record(event: Event, envelope: Envelope) -> Record:
    """The record that carries `event` on its service's topic."""
    return Record(
        topic=topic_of(envelope.source),
        key=envelope.partition_key,
        headers=envelope.headers(),
        value=event.__pydantic_serializer__.to_json(event),
    )


def read_payload(kind: type[AnyEvent], value: bytes) -> AnyEvent:
    """Parse a payload; raises pydantic.ValidationError where a reader's class does not fit what was published."""
    return kind.model_validate_json(value)


def describe(delivered: Delivered) -> dict[str, Any]:
    """A short, person-free description of a record for logs."""
    headers = delivered.headers
    return {"event": headers.get("ce_type"), "event_id": headers.get("ce_id"), "topic": delivered.topic}
