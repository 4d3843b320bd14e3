"""Parts of a service under measurement in this process: its kit on a database of the ground, and events for it.

Where a loop of the kit (relay, consumer, scheduler) is measured, its reference runs in the same process beside it, one
after the other: what else the machine does falls out of the ratio.
"""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

from prometheus_client import REGISTRY

from deploy.serving import settle_memory
from shared.choreography import Choreography
from shared.clock import SystemClock
from shared.contracts.leads import LeadCaptured, Segment
from shared.event_log import EventLog, Record
from shared.event_log.postgres import PostgresLog
from shared.events import Envelope, to_record
from shared.ids import new_id
from shared.kit import Kit
from shared.settings import Settings
from tests.benchmarks.ground import Ground
from tests.services.running import AGENCY, AGENT, TEAM, make_settings

GLANCE_SECONDS = 0.005


@contextlib.asynccontextmanager
async def kit_of(
    ground: Ground, service: str, event_log: EventLog, *, choreography: Choreography | None = None
) -> AsyncIterator[Kit]:
    """The kit of `service`, open on a new database; with `choreography` it does that instead of its own part."""
    kind: type[Settings] = importlib.import_module(f"services.{service}.settings").Settings
    address = await ground.database(service, migrated_as=service)
    settings = make_settings(kind, address, ground.issuer)
    app = importlib.import_module(f"services.{service}.app").build_app(
        settings, event_log=event_log, clock=SystemClock()
    )
    kit: Kit = app.state.kit
    if choreography is not None:
        kit.choreography = choreography
    await kit.database.open()
    settle_memory()
    try:
        yield kit
    finally:
        await kit.database.close()


@contextlib.asynccontextmanager
async def started(log: EventLog) -> AsyncIterator[EventLog]:
    """`log`, connected until the end of the block."""
    await log.start()
    try:
        yield log
    finally:
        await log.stop()


@contextlib.asynccontextmanager
async def own_log(ground: Ground) -> AsyncIterator[EventLog]:
    """A new log in PostgreSQL, as the embedded run has it: every reader is in this process."""
    async with started(PostgresLog(await ground.database("log"), wake_other_processes=False)) as log:
        yield log


@contextlib.asynccontextmanager
async def at_work(loop: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """A background loop of the kit, running until the end of the block; raises what ended it before."""
    task = asyncio.ensure_future(loop())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
    if not task.cancelled():
        task.result()


async def until_counted(metric: str, many: float, **labels: str) -> None:
    """Returns when a counter of this process has risen to `many`."""
    while counted(metric, **labels) < many:  # noqa: ASYNC110 a counter tells nobody
        await asyncio.sleep(GLANCE_SECONDS)


def counted(metric: str, **labels: str) -> float:
    """What a counter of this process stands at."""
    return REGISTRY.get_sample_value(metric, labels) or 0.0


def captured_leads(many: int) -> list[Record]:
    """`many` events as `leads` puts them on the log, each of another client."""
    return [captured_lead(new_id()) for _ in range(many)]


def captured_lead(client_id: UUID) -> Record:
    """One event as `leads` puts it on the log."""
    event = LeadCaptured(
        client_id=client_id,
        segment=Segment.PERSON,
        source="friend",
        channel="wechat",
        campaign_id=None,
        agent_id=AGENT,
        team_id=TEAM,
        consent_purposes=["contact"],
    )
    envelope = Envelope(
        id=new_id(),
        source="leads",
        type=event.name,
        version=event.version,
        subject=str(client_id),
        time=datetime.now(UTC),
        agency_id=AGENCY,
        actor_id=str(AGENT),
        correlation_id=str(new_id()),
        causation_id=None,
        partition_key=event.key,
        aggregate_version=1,
        traceparent=None,
    )
    return to_record(event, envelope)
