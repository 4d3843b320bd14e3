"""What is put on the log is CloudEvents 1.0 in binary mode, as others read it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.leads import ConsentWithdrawn, LeadCaptured, Segment
from shared.events import Envelope, Event, read_payload, to_record
from shared.ids import new_id
from tests.services.leads.events import make_gap_computed, make_policy_issued


def make_envelope(event: Event, **different: Any) -> Envelope:
    values: dict[str, Any] = {
        "id": new_id(),
        "source": type(event).__module__.rpartition(".")[2],
        "type": event.name,
        "version": event.version,
        "subject": str(UUID(int=5)),
        "time": datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC),
        "agency_id": UUID(int=6),
        "actor_id": "service:underwriting",
        "correlation_id": "walk-7",
        "causation_id": str(UUID(int=7)),
        "partition_key": event.key,
        "aggregate_version": 3,
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    return Envelope(**{**values, **different})


EVENTS = [
    make_gap_computed(str(UUID(int=1))),
    make_policy_issued(str(UUID(int=1))),
    LeadCaptured(
        client_id=UUID(int=1), segment=Segment.FIRM, source="event", channel="offline", campaign_id=None,
        agent_id=None, team_id=None, consent_purposes=["contact"],
    ),
    ConsentWithdrawn(client_id=UUID(int=1), purpose="contact"),
]  # fmt: skip


def read_by_others(event: Event, envelope: Envelope) -> Any:
    """The event as the reference library reads it from a Kafka message."""
    record = to_record(event, envelope)
    message = KafkaMessage(
        headers={name: value.encode() for name, value in record.headers.items()},
        key=record.key.encode(),
        value=record.value,
    )
    return from_binary(message, JSONFormat())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_another_library_reads_the_envelope_and_the_payload(event: Event) -> None:
    envelope = make_envelope(event)
    read = read_by_others(event, envelope)
    assert read.get_specversion() == "1.0"
    assert read.get_id() == str(envelope.id)
    assert read.get_source() == f"/{envelope.source}"
    assert read.get_type() == event.name
    assert read.get_subject() == envelope.subject
    assert read.get_time() == envelope.time
    assert read.get_datacontenttype() == "application/json"
    assert read.get_dataschema() == f"urn:coverloop:event:{event.name}:1"
    extensions = {
        "agencyid": str(envelope.agency_id),
        "actorid": "service:underwriting",
        "correlationid": "walk-7",
        "causationid": str(UUID(int=7)),
        "partitionkey": event.key,
        "aggregateversion": "3",
        "traceparent": envelope.traceparent,
    }
    assert {name: read.get_extension(name) for name in extensions} == extensions
    assert read.get_data() == event.model_dump(mode="json")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_we_read_back_what_we_wrote(event: Event) -> None:
    envelope = make_envelope(event)
    record = to_record(event, envelope)
    assert Envelope.from_headers(record.headers) == envelope
    assert read_payload(type(event), record.value) == event


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(
    actor_id=words,
    correlation_id=words,
    causation_id=st.none() | words,
    time=st.datetimes(timezones=st.just(UTC)),
    aggregate_version=st.integers(1, 2**31),
)
def test_whatever_an_issuer_calls_its_people_is_read_as_it_was_written(**drawn: Any) -> None:
    event = EVENTS[-1]
    envelope = make_envelope(event, traceparent=None, **drawn)
    assert Envelope.from_headers(envelope.headers()) == envelope
    read = read_by_others(event, envelope)
    assert read.get_extension("actorid") == drawn["actor_id"]
    assert read.get_time() == drawn["time"]


@pytest.mark.parametrize(
    "broken",
    [
        {"ce_id": "7"},
        {"ce_time": "yesterday"},
        {"ce_agencyid": ""},
        {"ce_aggregateversion": "first"},
        {"ce_dataschema": "none"},
    ],
)
def test_what_is_no_envelope_of_ours_is_said_to_be_none(broken: dict[str, str]) -> None:
    headers = make_envelope(EVENTS[0]).headers()
    with pytest.raises(ValueError, match=r"(?i)invalid|badly formed"):
        Envelope.from_headers({**headers, **broken})
    for name in broken:
        with pytest.raises(KeyError):
            Envelope.from_headers({key: value for key, value in headers.items() if key != name})
