"""The choreography holds together: who tells what, who listens, and that nobody is named on the way."""

import importlib
import inspect
import re
import typing
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeVar
from uuid import UUID

import pytest
from pydantic import BaseModel

from deploy.roster import services_with
from shared.choreography import Choreography, choreography_of
from shared.client_directory import FOLLOWS_CLIENTS
from shared.events import Event, Incoming
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork
from tests.contracts.keep import events

SERVICES = services_with("choreography.py")
PERSONAL = re.compile(
    r"(^|_)(full_?name|first_?name|last_?name|name|phone|mobile|email|mail|address|id_?number|identity|passport|"
    r"diagnosis|findings|symptoms|signature|photo)s?($|_)|(^|_)(text|note|remark|comment|message)s?$"
)
PAST = re.compile(r"(ed|ue|paid|drawn|made|sent|told|begun)$")


def choreography(service: str) -> Choreography:
    return choreography_of(importlib.import_module(f"services.{service}.choreography"))


def all_lines() -> dict[str, Choreography]:
    return {service: choreography(service) for service in SERVICES}


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Every field of a payload with its type, also those of the models inside it."""
    for name, field in model.model_fields.items():
        yield name, field.annotation
        for inner in inner_types(field.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from fields_of(inner)


def inner_types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in typing.get_args(annotation):
        yield from inner_types(argument)


@pytest.mark.parametrize("event", events(), ids=lambda event: event.name)
def test_each_event_is_published_by_the_one_service_whose_module_it_is_in(event: type[Event]) -> None:
    publishers = [service for service, own in all_lines().items() if event in own.published]
    assert publishers == [event.__module__.rpartition(".")[2]]


@pytest.mark.parametrize("service", SERVICES)
def test_each_event_that_a_service_publishes_has_a_reader_or_is_made_for_partners(service: str) -> None:
    read = {line.event for own in all_lines().values() for line in own.reacts_to}
    unread = [line.event.name for line in choreography(service).publishes if line.event not in read]
    public = {line.event.name for line in choreography(service).publishes if line.public}
    assert not set(unread) - public, "nobody listens to these, and they are not marked as public"


@pytest.mark.parametrize("service", SERVICES)
def test_each_event_that_a_service_reacts_to_is_part_of_the_public_contract(service: str) -> None:
    assert {line.event for line in choreography(service).reacts_to} <= set(events())


@pytest.mark.parametrize("service", SERVICES)
def test_each_line_is_said_once_and_has_a_reason(service: str) -> None:
    own = choreography(service)
    assert own.service == service
    reasons = [line.reason for line in own.publishes]
    reasons += [line.reason for line in own.reacts_to] + [line.reason for line in own.scheduled]
    assert all(len(reason.split()) >= 3 for reason in reasons), "a line without a reason"
    told = Counter(line.event.name for line in own.publishes)
    done = Counter((line.event.name, line.reaction) for line in own.reacts_to)
    due = Counter(line.kind for line in own.scheduled)
    assert all(count == 1 for counts in (told, done, due) for count in counts.values())


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "leads"])
def test_each_service_but_leads_follows_whose_client_a_client_is_before_anything_else(service: str) -> None:
    assert choreography(service).reacts_to[: len(FOLLOWS_CLIENTS)] == FOLLOWS_CLIENTS


@pytest.mark.parametrize("service", SERVICES)
def test_each_reaction_takes_the_event_that_its_line_names(service: str) -> None:
    for line in choreography(service).reacts_to:
        assert inspect.iscoroutinefunction(line.reaction), line
        hints = typing.get_type_hints(line.reaction)
        uow, event, *more = (name for name in hints if name != "return")
        assert not more, line
        assert hints[uow] is UnitOfWork, line
        taken = [hint for hint in inner_types(hints[event]) if typing.get_origin(hint) is Incoming]
        kinds = [typing.get_args(incoming)[0] for incoming in taken]
        assert any(isinstance(kind, TypeVar) or issubclass(line.event, kind) for kind in kinds), line


@pytest.mark.parametrize("service", SERVICES)
def test_each_kind_of_due_work_is_done_with_a_unit_of_work(service: str) -> None:
    for line in choreography(service).scheduled:
        assert inspect.iscoroutinefunction(line.work), line
        hints = typing.get_type_hints(line.work)
        assert [hint for name, hint in hints.items() if name != "return"] == [UnitOfWork, DueWork], line


@pytest.mark.parametrize("event", events(), ids=lambda event: event.name)
def test_no_event_names_a_person(event: type[Event]) -> None:
    named = [name for name, _ in fields_of(event) if PERSONAL.search(name)]
    assert not named, f"{event.name} would carry {named} on the bus"


@pytest.mark.parametrize("event", events(), ids=lambda event: event.name)
def test_each_event_is_named_in_the_past_tense_and_kept_in_order_by_an_id(event: type[Event]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", event.name)
    assert PAST.search(event.name), f"{event.name} tells no fact"
    assert event.model_fields[event.keyed_by].annotation is UUID
    assert event.version >= 1


def test_names_and_versions_are_given_once() -> None:
    assert all(count == 1 for count in Counter((event.name, event.version) for event in events()).values())


@pytest.mark.parametrize("event", events(), ids=lambda event: event.name)
def test_each_event_says_what_has_happened(event: type[Event]) -> None:
    assert inspect.cleandoc(event.__doc__ or "").endswith(".")
