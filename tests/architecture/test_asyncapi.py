"""The AsyncAPI document: valid by an independent reader, and true to what is really sent."""

import copy
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import jsonschema
import pytest
import yaml

from deploy.asyncapi import asyncapi_document, render_asyncapi
from deploy.loading import choreographies
from shared.choreography import Choreography, Publishes
from shared.contracts import Line, Sex
from shared.contracts.needs import GapConfirmed, Insured, RiskGap
from shared.contracts.underwriting import PolicyIssued
from shared.events import Envelope, Event
from shared.money import Money

SOMEBODY = UUID("0190a000-0000-7000-8000-0000000000e1")
SOMETHING = UUID("0190a000-0000-7000-8000-0000000000e2")

Spoil = Callable[[dict[str, Any]], object]


def make_policy_issued() -> PolicyIssued:
    return PolicyIssued(
        client_id=SOMEBODY,
        policy_id=SOMETHING,
        application_id=SOMETHING,
        proposal_id=SOMETHING,
        carrier_id=SOMETHING,
        product_id=SOMETHING,
        product_code="CI-1",
        line=Line.CRITICAL_ILLNESS,
        sum_insured=Money(Decimal("500000.00")),
        annual_premium=Money(Decimal("4843.00")),
        issued_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        effective_on=date(2026, 3, 3),
        coverage_term="whole_life",
        coverage_last_day=date(2101, 3, 2),
        payment_years=20,
        next_due_on=None,
        waiting_days=90,
    )


def make_gap_confirmed() -> GapConfirmed:
    return GapConfirmed(
        client_id=SOMEBODY,
        assessment_id=SOMETHING,
        gaps=[RiskGap(risk="death", gap=Money(1200000), gap_rounded_up=Money(1200000))],
        insured=Insured(member_id=SOMEBODY, birth_date=date(1996, 1, 1), sex=Sex.MALE, occupation_class=1),
        annual_budget=Money(Decimal("8200.00")),
        family_annual_income=None,
    )


def make_envelope(event: Event, source: str) -> Envelope:
    return Envelope(
        id=SOMETHING,
        source=source,
        type=event.name,
        version=event.version,
        subject=str(SOMETHING),
        time=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        agency_id=SOMETHING,
        actor_id="张 agent",
        correlation_id="walk-1",
        causation_id=None,
        partition_key=event.key,
        aggregate_version=3,
        traceparent=None,
    )


def make_document() -> dict[str, Any]:
    """A document of two events with nested payloads, whatever else is there."""
    issuing = Choreography("underwriting", publishes=(Publishes(PolicyIssued, "a policy is in force"),))
    confirming = Choreography("needs", publishes=(Publishes(GapConfirmed, "the client agrees"),))
    return asyncapi_document([confirming, issuing])


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of this project, as a reader of the file gets it."""
    loaded: dict[str, Any] = yaml.safe_load(render_asyncapi(choreographies()))
    return loaded


def read_independently(document: dict[str, Any]) -> None:
    """Raises ValueError where an AsyncAPI 3.0 library refuses the document."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Its models shadow attributes of pydantic's.
        models = pytest.importorskip("asyncapi3.models")
    models.AsyncAPI3.model_validate(document)


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(document: dict[str, Any], reference: str) -> Any:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def check(document: dict[str, Any], schema: Any, instance: Any) -> None:
    jsonschema.Draft7Validator(
        {"components": document["components"], "allOf": [schema]},
        format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER,
    ).validate(instance)


def test_the_document_is_valid_asyncapi_3(document: dict[str, Any]) -> None:
    read_independently(document)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document["operations"]["needs-publishes"].update(action="emit"),
        lambda document: document["operations"]["needs-publishes"].pop("channel"),
        lambda document: document["servers"]["kafka"].pop("protocol"),
        lambda document: document["info"].pop("version"),
        lambda document: document["channels"]["needs"].update(topic="x"),
        lambda document: document["components"]["messages"]["gap-confirmed"].update(payloads={}),
    ],
)
def test_the_independent_reader_would_notice(spoil: Spoil) -> None:
    spoiled = copy.deepcopy(make_document())
    spoil(spoiled)
    with pytest.raises(ValueError, match="validation error"):
        read_independently(spoiled)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        assert resolve(document, reference) is not None


def test_every_schema_keeps_to_the_draft_that_asyncapi_extends(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft7Validator.check_schema(schema)
        assert "$defs" not in schema, name


@pytest.mark.parametrize(
    ("event", "source"), [(make_policy_issued(), "underwriting"), (make_gap_confirmed(), "needs")]
)
def test_what_is_sent_fits_what_is_documented(event: Event, source: str) -> None:
    document = make_document()
    message = document["components"]["messages"][event.name]
    check(document, message["payload"], event.model_dump(mode="json"))
    check(document, message["headers"], make_envelope(event, source).headers())


@pytest.mark.parametrize(
    ("member", "value"), [("annual_premium", 4843), ("line", "whole_life"), ("client_id", None)]
)
def test_what_does_not_fit_is_told_apart(member: str, value: Any) -> None:
    document = make_document()
    sent = make_policy_issued().model_dump(mode="json") | {member: value}
    with pytest.raises(jsonschema.ValidationError):
        check(document, document["components"]["messages"]["policy-issued"]["payload"], sent)


def test_headers_of_another_event_are_told_apart() -> None:
    document = make_document()
    headers = make_envelope(make_gap_confirmed(), "needs").headers()
    with pytest.raises(jsonschema.ValidationError):
        check(document, document["components"]["messages"]["policy-issued"]["headers"], headers)


def test_each_service_sends_what_it_publishes_and_receives_what_it_reacts_to(
    document: dict[str, Any],
) -> None:
    sent: dict[str, set[str]] = {}
    received: dict[str, set[str]] = {}
    for operation in document["operations"].values():
        (tag,) = operation["tags"]
        names = {reference.rpartition("/")[2] for reference in references(operation["messages"])}
        into = sent if operation["action"] == "send" else received
        into.setdefault(tag["name"], set()).update(names)
    for one in choreographies():
        assert sent.get(one.service, set()) == {line.event.name for line in one.publishes}
        assert received.get(one.service, set()) == {line.event.name for line in one.reacts_to}


def test_two_payloads_of_one_class_name_are_refused() -> None:
    class PolicyIssued(Event):
        """Another event whose class has the name of one that is there."""

        name = "policy-issued-again"
        client_id: UUID

    twice = [Publishes(make_policy_issued().__class__, "first"), Publishes(PolicyIssued, "second")]
    with pytest.raises(ValueError, match="two contracts have a class called PolicyIssued"):
        asyncapi_document([Choreography("underwriting", publishes=tuple(twice))])
