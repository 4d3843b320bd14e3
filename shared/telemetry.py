"""Logs, metrics and traces: every line carries the correlation id and no person; traces follow an event to its reactions."""

import logging
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from traceback import extract_tb
from typing import Any

import structlog
from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "coverloop_request_seconds",
    "Requests by service, route and status",
    ["service", "route", "method", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
TURNED_AWAY = Counter(
    "coverloop_turned_away_requests", "Requests refused because too many were in hand", ["service"]
)
OUTBOX_DEPTH = Gauge("coverloop_outbox_events", "Events recorded and not yet on the log", ["service"])
RELAYED = Counter("coverloop_relayed_events", "Events put on the log", ["service"])
APPLIED = Counter("coverloop_applied_events", "Events whose reactions are committed", ["service", "event"])
DUPLICATES = Counter(
    "coverloop_duplicate_events", "Events dropped because they were applied before", ["service"]
)
HELD = Counter(
    "coverloop_held_events", "Events set aside because their reaction failed", ["service", "event"]
)
HELD_NOW = Gauge("coverloop_held_events_now", "Events set aside now, by status", ["service", "status"])
CONSUMER_LAG = Gauge(
    "coverloop_consumer_lag_events", "Events on the log and not yet applied", ["service", "topic"]
)
DUE_DONE = Counter("coverloop_due_work_done", "Due work done", ["service", "kind"])

tracer: trace.Tracer | None = None
"""What records spans; None until `start_tracing`, and then a span costs nothing."""

_PERSON_KEYS = re.compile(
    r"(^|_)(names?|phones?|mobile|email|address|id_number|identity|diagnosis|findings|body|authorization|token)($|_)"
)
_PERSON_VALUES = re.compile(
    r"(?<!\d)(?:\+?86)?[- ]?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)"
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
WITHHELD = "[withheld]"


def start_logging(*, json_lines: bool, level: int = logging.INFO) -> None:
    """Send structured logs to standard error: JSON lines in a deployment, readable ones on a terminal."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            frames_only,
            without_persons,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutWords("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def withheld(text: str) -> str:
    """`text` with everything blacked out that looks like a phone or identity number; ids stay as they are."""
    kept = _UUID.split(text)
    ids = [*_UUID.findall(text), ""]
    return "".join(
        _PERSON_VALUES.sub(WITHHELD, part) + own_id for part, own_id in zip(kept, ids, strict=True)
    )


def without_persons(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last net: whatever reached a log line and looks like a person is blacked out, however deep."""
    for key, value in event.items():
        event[key] = _without_persons(key, value)
    return event


def _without_persons(key: str, value: Any) -> Any:
    if key != "event" and _PERSON_KEYS.search(key):
        return WITHHELD
    if isinstance(value, Mapping):
        return {inner: _without_persons(str(inner), held) for inner, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_persons("", held) for held in value]
    return (
        value if isinstance(value, bool | int | float | None) and not _tells(value) else withheld(str(value))
    )


def _tells(number: float | None) -> bool:
    """Whether a bare number is long enough to be somebody's."""
    return number is not None and abs(number) >= 10**10


def frames_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception is logged by its kind and where it came from: its words may hold anything that was sent."""
    given = event.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else sys.exc_info()[1]
        if error is not None:
            event["exception"] = describe_exception(error)
    return event


def describe_exception(error: BaseException) -> str:
    """The kinds and the places of an exception and of what caused it, without their words."""
    told: list[str] = []
    current: BaseException | None = error
    while current is not None and len(told) < 10:
        places = [
            f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(current.__traceback__)
        ]
        told.append("\n  ".join([type(current).__name__, *places]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by ".join(told)


class _WithoutWords(logging.Formatter):
    """For what libraries log: numbers of persons blacked out, exceptions without their words."""

    def format(self, record: logging.LogRecord) -> str:
        return withheld(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 the name that logging calls
        return describe_exception(ei[1]) if ei[1] is not None else ""


def start_tracing(service: str, otlp_endpoint: str | None, *processors: SpanProcessor) -> None:
    """Record spans and send them to `otlp_endpoint` (needs the `otlp` extra), or to `processors`."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"coverloop-{service}"}))
    for processor in processors:
        provider.add_span_processor(processor)
    if otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint)))
    trace.set_tracer_provider(provider)
    global tracer  # noqa: PLW0603 one tracer a process, as OpenTelemetry has one provider
    tracer = provider.get_tracer("coverloop")


def span(name: str, traceparent: str | None, **attributes: str) -> AbstractContextManager[str | None]:
    """A span that continues `traceparent`; gives the traceparent to hand on (the given one where nothing records)."""
    traceparent = traceparent if traceparent and _TRACEPARENT.fullmatch(traceparent) else None
    if tracer is None:
        return nullcontext(traceparent)
    return _recorded(tracer, name, traceparent, attributes)


@contextmanager
def _recorded(
    tracer: trace.Tracer, name: str, traceparent: str | None, attributes: Mapping[str, str]
) -> Iterator[str | None]:
    context = propagate.extract({"traceparent": traceparent}) if traceparent else None
    with tracer.start_as_current_span(name, context=context, attributes=attributes) as current:
        if not current.get_span_context().is_valid:
            yield traceparent
            return
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        yield carrier.get("traceparent", traceparent)
