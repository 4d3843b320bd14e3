"""What is left when everything has come to rest: every record of the log and the rows that tell what was done.

Read once, kept in memory, judged by `tests.chaos.reconcile`, which therefore needs no database.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import asyncpg
import orjson

from deploy.own_databases import SANDBOX
from shared.event_log import Delivered, EventLog
from shared.events import Envelope, topic_of
from tests.chaos.fleet import Fleet

Row = Mapping[str, Any]

OF_EVERY_SERVICE = {
    "inbox": "id",
    "held_event": "id, event, status, error",
    "client_directory": "id, agent_id, team_id",
    "due_work": "kind, subject_id",
    "stopped_purpose": "client_id, purpose",
    "client_erasure": "id",
}
OF_SERVICE: Mapping[str, Mapping[str, str]] = {
    "leads": {
        "lead": "id, status, agent_id, team_id",
        "campaign": "id",
        "touch": "client_id",
        "consent": "id",
        "refusal": "id",
        "policy_review": "id",
        "demand_card": "id",
        "referral": "id",
        "erasure_request": "id",
    },
    "needs": {
        "household": "client_id",
        "assessment": "id, client_id, occasion",
        "policy_cover": "id, line, sum_insured, ended_on",
    },
    "quotes": {"proposal": "id, client_id, assessment_id, status"},
    "underwriting": {
        "application": "id, client_id, proposal_id, status, policy_id, line, sum_insured",
        "precheck": "id",
    },
    "servicing": {
        "policy": "id, client_id, line, status, next_due_on, cooling_off_last_day, ended_on",
        "policy_claim": "id, status, paid_amount",
        "task": "id, client_id, kind, subject_id, status",
        "timeline_entry": "id",
    },
    "claims": {
        "claim": "id, status, amount",
        "covered_policy": "id, line, sum_insured, ended_on",
        "evidence": "id",
        "progress_entry": "claim_id, code",
    },
    "carriers": {
        "delivery": "id, event_id, carrier_id, status",
        "carrier_case": "id",
        "carrier_callback": "webhook_id, case_id, report",
    },
    SANDBOX: {
        "letter": "webhook_id, times, planned_at",
        "answer": "id, case_id, report ->> 'report' AS report, taken_at",
    },
}


@dataclass(frozen=True, slots=True)
class Logged:
    """An event on the log, and where it stands there."""

    envelope: Envelope
    topic: str
    partition: int
    offset: int
    data: Mapping[str, Any]


@dataclass
class Evidence:
    """All of it. `logged` is in the order of the log within each partition, repetitions included."""

    services: Sequence[str]
    logged: list[Logged] = field(default_factory=list)
    tables: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def rows(self, service: str, table: str) -> list[Row]:
        """The rows of a table; none where its service is not there."""
        return self.tables.get((service, table), [])

    def has(self, *services: str) -> bool:
        """Whether all of these are part of the deployment."""
        return set(services) <= set(self.services)

    @cached_property
    def events(self) -> list[Logged]:
        """Each event once, where it stands first."""
        first: dict[Any, Logged] = {}
        for one in self.logged:
            first.setdefault(one.envelope.id, one)
        return list(first.values())


async def gather(fleet: Fleet) -> Evidence:
    """Read the log from its start, and the tables."""
    evidence = Evidence(list(fleet.services))
    topics = [topic_of(service) for service in fleet.services]
    async with _started(fleet.event_log()) as event_log:
        evidence.logged = sorted(
            map(_read, await _everything(event_log, topics)),
            key=lambda one: (one.topic, one.partition, one.offset),
        )
    for name in (*fleet.services, SANDBOX):
        tables = {**({} if name == SANDBOX else OF_EVERY_SERVICE), **OF_SERVICE.get(name, {})}
        async with connected(fleet, name) as connection:
            for table, columns in tables.items():
                rows = await connection.fetch(f"SELECT {columns} FROM {table}")
                evidence.tables[name, table] = [dict(row) for row in rows]
    return evidence


@contextlib.asynccontextmanager
async def connected(fleet: Fleet, database: str) -> AsyncIterator[Any]:
    """A connection to one database of the fleet."""
    connection = await asyncpg.connect(fleet.database_url(database))
    try:
        yield connection
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def _started(event_log: EventLog) -> AsyncIterator[EventLog]:
    await event_log.start()
    try:
        yield event_log
    finally:
        await event_log.stop()


async def _everything(event_log: EventLog, topics: Sequence[str]) -> list[Delivered]:
    found: list[Delivered] = []
    group = f"reconciliation-{uuid4()}"
    async with event_log.subscribe(group, topics) as subscription:
        while True:
            found += await subscription.fetch(5000, 1.0)
            await subscription.commit()
            if not any((await event_log.lag(group, topics)).values()):
                return found


def _read(delivered: Delivered) -> Logged:
    return Logged(
        Envelope.from_headers(delivered.headers),
        delivered.topic,
        delivered.partition,
        delivered.offset,
        orjson.loads(delivered.value),
    )
