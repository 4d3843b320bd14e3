"""Events: applied exactly once by each reader, none without its cause, those of one subject in order."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from uuid import UUID

from deploy.loading import choreographies
from tests.chaos.effects import CONSEQUENCES, Consequence
from tests.chaos.evidence import Evidence, Logged
from tests.chaos.ledger import Ledger


def not_applied(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """Every service that reacts to an event has taken it over, and nobody one that the log does not have."""
    del ledger
    events = {one.envelope.id: one for one in evidence.events}
    for service in evidence.services:
        taken = {row["id"] for row in evidence.rows(service, "inbox")}
        for event_id, one in events.items():
            if one.envelope.type in _reacted_to(service) and event_id not in taken:
                yield f"{service} never took {named(one)}"
        for event_id in taken - events.keys():
            yield f"{service} took event {event_id}, which the log does not have"


def without_effect(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """What an event must lead to elsewhere has come about."""
    del ledger
    for one, consequence, times in _consequences(evidence):
        if times < consequence.times(one.data):
            yield f"{consequence.service}: no {consequence.table} after {named(one)}"


def with_more_effects(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """What an event leads to elsewhere has come about once."""
    del ledger
    for one, consequence, times in _consequences(evidence):
        if times > consequence.times(one.data):
            yield f"{consequence.service}: {times} times {consequence.table} after {named(one)}"


def caused_twice(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """A service that reacts to an event tells one thing about one client once."""
    del ledger
    told = Counter(
        (one.envelope.source, one.envelope.type, one.envelope.causation_id, one.envelope.partition_key)
        for one in evidence.events
        if one.envelope.causation_id is not None
    )
    for (source, kind, cause, key), times in told.items():
        if times > 1:
            yield f"{source} told {kind} of {key} {times} times because of event {cause}"


def without_cause(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """The cause of an event is on the log; an event without one belongs to a request that somebody sent."""
    known = {str(one.envelope.id) for one in evidence.events}
    for one in evidence.events:
        cause = one.envelope.causation_id
        if cause is not None and cause not in known:
            yield f"{named(one)} because of event {cause}, which the log does not have"
        if cause is None and one.envelope.correlation_id not in ledger.asked:
            yield f"{named(one)} belongs to no request"


def out_of_order(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """A key stays in its partition, and what is told of one subject comes in the order in which it became so."""
    del ledger
    partitions: dict[tuple[str, str], int] = {}
    versions: dict[tuple[str, str], int] = {}
    for one in evidence.events:
        envelope = one.envelope
        if partitions.setdefault((one.topic, envelope.partition_key), one.partition) != one.partition:
            yield f"{named(one)} in partition {one.partition}, its key began in another"
        subject = (envelope.source, envelope.subject)
        if envelope.aggregate_version < versions.get(subject, 0):
            yield f"{named(one)} at version {envelope.aggregate_version} after {versions[subject]}"
        versions[subject] = max(versions.get(subject, 0), envelope.aggregate_version)


def parked(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """No event is set aside for an operator."""
    del ledger
    for service in evidence.services:
        for row in evidence.rows(service, "held_event"):
            yield f"{service}: {row['event']} {row['id']} is {row['status']} ({row['error']})"


def named(one: Logged) -> str:
    """An event, by its name and ids."""
    return f"{one.envelope.type} {one.envelope.id} about {one.envelope.subject}"


def _consequences(evidence: Evidence) -> Iterator[tuple[Logged, Consequence, int]]:
    """Each event with each of its consequences, and how many rows there are of it."""
    for consequence in CONSEQUENCES:
        if not evidence.has(consequence.service):
            continue
        there = Counter(
            row[consequence.column]
            for row in evidence.rows(consequence.service, consequence.table)
            if all(row[name] == value for name, value in consequence.where.items())
        )
        for one in evidence.events:
            if one.envelope.type == consequence.event:
                yield one, consequence, there[UUID(one.data[consequence.member])]


@cache
def _reacted_to(service: str) -> frozenset[str]:
    return next(
        frozenset(choreography.reactions)
        for choreography in choreographies()
        if choreography.service == service
    )
