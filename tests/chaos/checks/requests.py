"""Requests: whatever was answered 2xx has exactly one effect."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.chaos.effects import ONLY_BY_REQUEST, effect_of
from tests.chaos.evidence import Evidence, Logged
from tests.chaos.ledger import Accepted, Ledger


def without_event(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """A request that was answered has recorded each event that it must."""
    for accepted, expected, recorded in _recorded(ledger, evidence):
        for name in (expected - recorded).elements():
            yield f"{_named(accepted)} has no {name}"


def with_more_events(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """A request that was answered has recorded no event beyond."""
    for accepted, expected, recorded in _recorded(ledger, evidence):
        for name in (recorded - expected).elements():
            yield f"{_named(accepted)} has one {name} too many"


def without_row(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """What a request made or changed is there."""
    ids = {place: {str(row["id"]) for row in rows if "id" in row} for place, rows in evidence.tables.items()}
    for accepted in ledger.accepted:
        for table, member in effect_of(accepted).rows if evidence.has(accepted.service) else ():
            if accepted.body[member] not in ids[accepted.service, table]:
                yield f"{_named(accepted)}: no {table} {accepted.body[member]}"


def never_made(ledger: Ledger, evidence: Evidence) -> Iterator[str]:
    """Where only requests make rows, each belongs to one that was answered: what is asked again is not made again."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for accepted in ledger.accepted:
        for table, member in effect_of(accepted).rows:
            known[accepted.service, table].add(accepted.body[member])
    for service, table in sorted(ONLY_BY_REQUEST):
        for row in evidence.rows(service, table):
            if str(row["id"]) not in known[service, table]:
                yield f"{service}: {table} {row['id']} belongs to no request that was answered"


def _recorded(
    ledger: Ledger, evidence: Evidence
) -> Iterator[tuple[Accepted, "Counter[str]", "Counter[str]"]]:
    """Each request that was answered, the events that it must record, and those of it on the log."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in evidence.events:
        if one.envelope.causation_id is None:
            found[one.envelope.source, one.envelope.correlation_id][one.envelope.type] += 1
    for accepted in ledger.accepted:
        effect = effect_of(accepted)
        expected, correlation_id = Counter(effect.events), accepted.correlation_id
        if effect.change is not None:
            changes = _changes(evidence, accepted, effect.change)
            expected[effect.change] = len({one.data["change_code"] for one in changes}) or 1
            correlation_id = changes[0].envelope.correlation_id if changes else correlation_id
        yield accepted, expected, found[accepted.service, correlation_id]


def _changes(evidence: Evidence, accepted: Accepted, event: str) -> list[Logged]:
    """What was told of the version that the request was answered with."""
    return [
        one
        for one in evidence.events
        if one.envelope.type == event
        and one.data["client_id"] == accepted.body["client_id"]
        and one.envelope.aggregate_version == accepted.body["version"]
    ]


def _named(accepted: Accepted) -> str:
    return f"{accepted.method} {accepted.path} ({accepted.correlation_id})"
