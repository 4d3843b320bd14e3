"""What is seen from outside: logs without persons, metrics, and traces that follow an event to its reactions."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from shared import telemetry
from shared.caller import Role
from shared.consumer import Consumer
from shared.event_log import Delivered
from shared.events import Incoming, topic_of
from shared.unit_of_work import UnitOfWork
from tests.kit.making_notes import keep, make_note, note_body
from tests.kit.notes import NoteChanged, NoteTaken, choreography_for, ignore
from tests.kit.running_notes import StartNotes
from tests.services.running import RunningService

NAME, PHONE, ID_NUMBER = "张三丰", "13800138000", "11010519491231002X"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a deployment's log says during the test."""
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    telemetry.start_logging(json_lines=True)
    structlog.configure(cache_logger_on_first_use=False)
    yield said
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(level)


def told(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines() if line.startswith("{")]


def no_person(lines: io.StringIO) -> bool:
    return not any(person in lines.getvalue() for person in (NAME, PHONE, ID_NUMBER, "138 0013 8000"))


@pytest.mark.parametrize(
    "said",
    [
        {"name": NAME},
        {"client_name": NAME, "phone_number": PHONE},
        {"names": [NAME]},
        {"reason": f"{PHONE} did not answer"},
        {"reason": "+86 138 0013 8000"},
        {"reason": f"number {ID_NUMBER} is wrong"},
        {"details": {"deep": {"phone": "x", "words": [f"call {PHONE}", {"name": NAME}]}}},
        {"pair": (ID_NUMBER, PHONE)},
        {"number": int(PHONE)},
        {"number": int(ID_NUMBER[:17] + "3")},
        {"raw": PHONE.encode()},
        {"authorization": "Bearer abc"},
    ],
    ids=str,
)
def test_a_person_in_any_position_is_blacked_out(lines: io.StringIO, said: dict[str, Any]) -> None:
    structlog.get_logger("test").warning(f"somebody wrote {PHONE}", **said)
    assert no_person(lines)
    assert "abc" not in lines.getvalue()
    assert told(lines)[0]["level"] == "warning"


def test_ids_and_figures_stay_as_they_are(lines: io.StringIO) -> None:
    ids = ["01383138-0013-8000-8138-001380001380", str(uuid4())]
    structlog.get_logger("test").warning("kept", ids=ids, waiting=1234567, share=0.25, done=True, none=None)
    (line,) = told(lines)
    assert line["ids"] == ids
    assert (line["waiting"], line["share"], line["done"], line["none"]) == (1234567, 0.25, True, None)


def raise_with_words() -> None:
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise ValueError(f"{NAME} ({PHONE}) is unknown") from error


def test_an_exception_is_told_by_its_kind_and_place_without_its_words(lines: io.StringIO) -> None:
    try:
        raise_with_words()
    except ValueError:
        structlog.get_logger("test").exception("it failed")
        logging.getLogger("library").exception("it failed for %s", PHONE)
    assert no_person(lines)
    (line,) = told(lines)
    assert line["exception"].startswith("ValueError\n")
    assert "caused by KeyError" in line["exception"]
    assert "in raise_with_words" in line["exception"]
    assert lines.getvalue().count("in raise_with_words") >= 3


async def test_no_person_is_in_the_log_of_a_defect_and_its_place_and_correlation_id_are(
    start_notes: StartNotes, lines: io.StringIO
) -> None:
    service = await start_notes()
    await service.know_client()
    await keep(service, note := make_note())
    with pytest.raises(RuntimeError, match=NAME):
        await service.client().post(f"/notes/{note.id}/defect", headers={"x-correlation-id": "walk-7"})
    assert no_person(lines)
    (line,) = [line for line in told(lines) if line["event"] == "defect"]
    assert (line["error"], line["correlation_id"], line["route"]) == (
        "RuntimeError",
        "walk-7",
        "/notes/{note_id}/defect",
    )
    assert "notes.py" in line["exception"]


async def test_no_person_is_in_the_log_of_a_refused_request_or_a_failed_reaction(
    start_notes: StartNotes, lines: io.StringIO
) -> None:
    async def fail(_uow: UnitOfWork, _event: Incoming[Any]) -> None:
        raise LookupError(f"{NAME} {PHONE} {ID_NUMBER}")

    service = await start_notes(choreography=choreography_for(reacts_to=[(NoteTaken, fail)]))
    await service.know_client()
    await keep(service, note := make_note())
    client = service.client()
    await client.post("/notes", json=note_body(title=[NAME, PHONE], stars=ID_NUMBER))
    await client.get(f"/notes/{ID_NUMBER}")
    await client.get("/notes", headers={"authorization": f"Bearer {PHONE}"})
    event = NoteTaken(client_id=note.client_id, note_id=note.id)
    await service.deliver(event, may_be_set_aside=True)
    assert [line["error"] for line in told(lines) if line["event"] == "event set aside"] == ["LookupError"]
    assert no_person(lines)


class TestMetrics:
    async def read(self, service: RunningService) -> dict[str, float]:
        answer = await service.client(Role.OPS).get("/notes/metrics")
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.text)
        return {
            f"{sample.name}{sorted(sample.labels.items())}": sample.value
            for family in families
            for sample in family.samples
            if sample.labels.get("service") == "notes" and "bucket" not in sample.name
        }

    async def test_count_requests_events_duplicates_and_what_is_set_aside(
        self, start_notes: StartNotes
    ) -> None:
        async def fail(_uow: UnitOfWork, _event: Incoming[Any]) -> None:
            raise LookupError

        service = await start_notes(
            choreography=choreography_for(reacts_to=[(NoteTaken, ignore), (NoteChanged, fail)])
        )
        await service.know_client()
        before = await self.read(service)
        answer = await service.client().post("/notes", json=note_body())
        note_id = answer.json()["id"]
        await service.client().post("/notes", json=note_body(stars=6))
        taken = NoteTaken(client_id=answer.json()["id"], note_id=note_id)
        envelope = await service.deliver(taken)
        await service.deliver(taken, event_id=envelope.id)
        await service.deliver(NoteChanged(client_id=note_id, note_id=note_id), may_be_set_aside=True)
        after = await self.read(service)

        def grown(name: str, **labels: str) -> float:
            key = f"{name}{sorted({'service': 'notes', **labels}.items())}"
            return after[key] - before.get(key, 0.0)

        post = {"route": "/notes", "method": "POST"}
        assert grown("coverloop_request_seconds_count", **post, status="201") == 1
        assert grown("coverloop_request_seconds_count", **post, status="409") == 1
        assert grown("coverloop_applied_events_total", event="note-taken") == 1
        assert grown("coverloop_duplicate_events_total") == 1
        assert grown("coverloop_held_events_total", event="note-changed") == 1
        assert after["coverloop_held_events_now[('service', 'notes'), ('status', 'retrying')]"] == 1
        assert after["coverloop_outbox_events[('service', 'notes')]"] == 1
        assert (
            after[f"coverloop_consumer_lag_events[('service', 'notes'), ('topic', '{topic_of('notes')}')]"]
            == 0
        )

    async def test_are_for_operations_only(self, start_notes: StartNotes) -> None:
        service = await start_notes()
        for role in (Role.AGENT, Role.MANAGER, Role.CLIENT, Role.CARRIER):
            assert (await service.client(role).get("/notes/metrics")).status_code == 403


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Every span that ends during the test."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "tracer", provider.get_tracer("coverloop"))
    return exporter


async def test_a_trace_follows_a_request_over_its_event_to_the_reaction_and_what_that_records(
    start_notes: StartNotes, spans: InMemorySpanExporter
) -> None:
    async def answer_by_an_event(uow: UnitOfWork, event: Incoming[NoteTaken]) -> None:
        note = make_note(client_id=event.data.client_id)
        uow.record(NoteChanged(client_id=event.data.client_id, note_id=event.data.note_id), about=note)

    service = await start_notes(choreography=choreography_for(reacts_to=[(NoteTaken, answer_by_an_event)]))
    await service.know_client()
    came_with = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await service.client().post("/notes", json=note_body(), headers={"traceparent": came_with})
    ((taken, _),) = await service.events()
    (record,) = await service.rows('SELECT "key", headers, value FROM outbox')
    delivered = Delivered(topic_of("notes"), 0, 0, record["key"], record["headers"], record["value"])
    await Consumer(service.kit).apply([delivered])
    changed = (await service.events())[1][0]

    request, reaction = spans.get_finished_spans()
    assert (request.name, reaction.name) == ("POST /notes", "notes reacts to note-taken")
    trace_id = 0x0AF7651916CD43DD8448EB211C80319C
    assert request.context.trace_id == reaction.context.trace_id == trace_id
    assert reaction.parent.span_id == request.context.span_id  # type: ignore[union-attr]
    assert taken.traceparent == f"00-{trace_id:032x}-{request.context.span_id:016x}-01"
    assert changed.traceparent == f"00-{trace_id:032x}-{reaction.context.span_id:016x}-01"
    assert changed.causation_id == str(taken.id)
    assert changed.correlation_id == taken.correlation_id


async def test_without_tracing_the_given_traceparent_is_handed_on(start_notes: StartNotes) -> None:
    service = await start_notes()
    await service.know_client()
    came_with = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await service.client().post("/notes", json=note_body(), headers={"traceparent": came_with})
    ((taken, _),) = await service.events()
    assert taken.traceparent == came_with


@pytest.mark.parametrize("given", ["nonsense", "00-0-0-00", "x" * 5000])
async def test_a_traceparent_that_is_none_travels_nowhere(start_notes: StartNotes, given: str) -> None:
    service = await start_notes()
    await service.know_client()
    answer = await service.client().post("/notes", json=note_body(), headers={"traceparent": given})
    ((taken, _),) = await service.events()
    assert (answer.status_code, taken.traceparent) == (201, None)


async def test_requests_at_once_keep_their_own_correlation_ids(
    start_notes: StartNotes, lines: io.StringIO
) -> None:
    service = await start_notes()
    await service.know_client()
    client = service.client()
    answers = await asyncio.gather(
        *(
            client.post("/notes", json=note_body(title=str(n)), headers={"x-correlation-id": f"walk-{n}"})
            for n in range(6)
        )
    )
    assert [answer.headers["x-correlation-id"] for answer in answers] == [f"walk-{n}" for n in range(6)]
    by_note = {payload["note_id"]: envelope.correlation_id for envelope, payload in await service.events()}
    assert [by_note[answer.json()["id"]] for answer in answers] == [f"walk-{n}" for n in range(6)]
