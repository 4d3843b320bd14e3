"""Waiting until everything has come to rest: what was recorded is on the log, what is on the log is applied, what is to be
delivered has arrived. What does not come to rest in time is a failure of its own.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping

import asyncpg

from deploy.loading import choreographies
from deploy.own_databases import SANDBOX
from shared.event_log import EventLog, LogUnavailable
from shared.events import topic_of
from tests.chaos.evidence import connected
from tests.chaos.fleet import Fleet

PATIENCE_SECONDS = 150.0
GLANCE_SECONDS = 0.5
IN_A_ROW = 3
AWAY = (OSError, TimeoutError, LogUnavailable, asyncpg.PostgresError, asyncpg.InterfaceError)

WAITING = {
    "events in the outbox": "SELECT count(*) FROM outbox",
    "events being tried again": "SELECT count(*) FROM held_event WHERE status <> 'parked'",
}
WAITING_AT: Mapping[str, Mapping[str, str]] = {
    "carriers": {"deliveries": "SELECT count(*) FROM delivery WHERE status = 'pending'"},
    SANDBOX: {
        "letters to act on": "SELECT count(*) FROM letter WHERE planned_at IS NULL",
        "callbacks": "SELECT count(*) FROM answer WHERE taken_at IS NULL",
    },
}
"""An event that is parked waits for nobody, and neither do those of its key behind it: both are found at the reckoning."""


async def come_to_rest(fleet: Fleet, patience_seconds: float = PATIENCE_SECONDS) -> list[str]:
    """Wait until nothing is under way; what still is after so long, in sentences."""
    deadline = time.monotonic() + patience_seconds
    event_log = fleet.event_log()
    at_rest = 0
    found = ["nothing could be looked at"]
    try:
        while at_rest < IN_A_ROW and time.monotonic() < deadline:
            try:
                await event_log.start()
                found = await _under_way(fleet, event_log)
            except AWAY as error:
                found = [f"cannot be looked at: {type(error).__name__}"]
            at_rest = 0 if found else at_rest + 1
            await asyncio.sleep(GLANCE_SECONDS)
    finally:
        await event_log.stop()
    return found


async def _under_way(fleet: Fleet, event_log: EventLog) -> list[str]:
    found = []
    for name in (*fleet.services, SANDBOX):
        waiting = {**({} if name == SANDBOX else WAITING), **WAITING_AT.get(name, {})}
        async with connected(fleet, name) as connection:
            for what, query in waiting.items():
                if count := await connection.fetchval(query):
                    found.append(f"{name}: {count} {what}")
    for choreography in choreographies():
        topics = _topics(line.event.__module__ for line in choreography.reacts_to)
        if choreography.service in fleet.services and topics:
            lag = sum((await event_log.lag(choreography.service, topics)).values())
            if lag:
                found.append(f"{choreography.service}: {lag} events not applied")
    return found


def _topics(contracts: Iterable[str]) -> list[str]:
    """The topics of the services whose contract modules these are."""
    return sorted({topic_of(module.rpartition(".")[2]) for module in contracts})
