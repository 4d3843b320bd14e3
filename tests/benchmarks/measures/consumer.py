"""The consumer: events of a real log, each noted in the inbox with one row of effect, however the reference does it.

The reaction is one that `servicing` has (an entry on the client's timeline); both sides begin with the events on the
log and end when the last effect is committed.
"""

import time
from typing import Any

from services.servicing.reactions import note_on_timeline
from shared.choreography import Choreography, Reacts
from shared.consumer import BATCH, Consumer
from shared.contracts.leads import LeadCaptured
from shared.event_log import EventLog
from shared.events import topic_of
from shared.kit import Kit
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_least, ratio
from tests.benchmarks.ground import Ground
from tests.benchmarks.in_process import at_work, captured_leads, counted, kit_of, own_log, until_counted
from tests.benchmarks.references import one_by_one_consumer

EVENTS = 5_000
ONE_BY_ONE = "one transaction an event, the same events and rows"
APPLIED = "coverloop_applied_events_total"
ON_THE_TIMELINE = Choreography(
    "servicing", reacts_to=(Reacts(LeadCaptured, note_on_timeline, "one row of effect an event"),)
)


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """Events applied a second, against the reference."""
    many = effort.rows(EVENTS)
    async with (
        own_log(ground) as our_log,
        own_log(ground) as their_log,
        kit_of(ground, "servicing", our_log, choreography=ON_THE_TIMELINE) as kit,
    ):
        their_database = await ground.database("one_by_one", migrated_as="servicing")
        rounds = await effort.interleaved(
            {
                "ours": lambda: _ours(kit, many),
                "one by one": lambda: _one_by_one(their_log, their_database, many),
            }
        )
    detail: dict[str, Any] = {f"{name}, events a second": round(max(rates)) for name, rates in rounds.items()}
    return [
        ratio(
            "consumer with inbox and one row an event",
            rounds["ours"],
            rounds["one by one"],
            against=ONE_BY_ONE,
            target=at_least(10),
            **detail,
        )
    ]


async def _ours(kit: Kit, many: int) -> float:
    await kit.event_log.append(captured_leads(many))
    labels = {"service": kit.name, "event": LeadCaptured.name}
    before = counted(APPLIED, **labels)
    began = time.perf_counter()
    async with at_work(Consumer(kit).run):
        await until_counted(APPLIED, before + many, **labels)
        return many / (time.perf_counter() - began)


async def _one_by_one(log: EventLog, database_url: str, many: int) -> float:
    await log.append(captured_leads(many))
    began = time.perf_counter()
    await one_by_one_consumer.consume(log, topic_of("leads"), database_url, many=many, at_once=BATCH)
    return many / (time.perf_counter() - began)
