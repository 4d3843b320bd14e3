"""Logs, metrics and traces: every line carries the correlation id and no person; traces follow an event to its reactions."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
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

tracer = trace.get_tracer("coverloop")

_PERSON_KEYS = re.compile(
    r"(^|_)(name|phone|mobile|email|address|id_number|identity|diagnosis|findings|body|authorization|token)$"
)
_PERSON_VALUES = re.compile(
    r"(?<!\d)(?:\+?86)?[- ]?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)"
)


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
            structlog.processors.format_exc_info,
            without_persons,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True
    )


def without_persons(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last net: whatever reached a log line and looks like a person is blacked out."""
    for key, value in event.items():
        if key != "event" and _PERSON_KEYS.search(key):
            event[key] = "[withheld]"
        elif isinstance(value, str):
            event[key] = _PERSON_VALUES.sub("[withheld]", value)
    return event


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


@contextmanager
def span(name: str, traceparent: str | None, **attributes: str) -> Iterator[str | None]:
    """A span that continues `traceparent`; gives the traceparent to hand on (the given one where nothing records)."""
    context = propagate.extract({"traceparent": traceparent}) if traceparent else None
    with tracer.start_as_current_span(name, context=context, attributes=attributes) as current:
        if not current.get_span_context().is_valid:
            yield traceparent
            return
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        yield carrier.get("traceparent", traceparent)
