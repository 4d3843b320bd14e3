"""What every service offers to operations: health, metrics, outbox and lag, events set aside, work that failed.

Ops sees ids, codes, amounts of work and errors; never a payload.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import structlog
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import bindparam, select
from sqlmodel import col

from shared import held_events
from shared.caller import Role
from shared.consumer import Consumer
from shared.event_log import LogUnavailable
from shared.kit_tables import DueWork, HeldEvent
from shared.pagination import Asked, Listing, PageOf
from shared.problems import Unavailable
from shared.relay import outbox_depth
from shared.routing import Uow, allow, public, service_router
from shared.telemetry import CONSUMER_LAG, HELD_NOW

log = structlog.get_logger("coverloop.ops")

HELD = Listing(
    select(HeldEvent).where(col(HeldEvent.agency_id) == bindparam("agency")),
    order=(col(HeldEvent.held_at), col(HeldEvent.id)),
    filters=(("status", col(HeldEvent.status)),),
)
DUE = Listing(
    select(DueWork).where(col(DueWork.agency_id) == bindparam("agency")),
    order=(col(DueWork.due_at), col(DueWork.id)),
    filters=(("kind", col(DueWork.kind)),),
)


class Health(BaseModel):
    """Whether the process may be sent requests."""

    status: Literal["ok", "unavailable"]


class HeldEventOut(BaseModel):
    """An event that could not be applied, or that waits behind one."""

    id: UUID
    event: str
    topic: str
    key: str
    status: str
    error: str | None
    attempts: int
    next_attempt_at: datetime | None
    held_at: datetime


class DueWorkOut(BaseModel):
    """Work that will be done when its time comes, or that failed too often."""

    id: UUID
    kind: str
    subject_id: UUID
    due_at: datetime
    attempts: int
    error: str | None
    retry_at: datetime | None
    failed_at: datetime | None


class FlowOut(BaseModel):
    """How events flow through the service: waiting to be published, waiting to be applied, set aside."""

    service: str
    outbox: int
    lag: dict[str, int]
    held: dict[str, int]
    log_reachable: bool


def health_router(service: str) -> APIRouter:
    """Liveness and readiness, without a token."""
    router = service_router(service)

    @router.get("/health/live", tags=["health"])
    @public
    async def live() -> Health:
        """The process answers."""
        return Health(status="ok")

    @router.get("/health/ready", tags=["health"])
    @public
    async def ready(uow: Uow) -> Health:
        """The process reaches its database and all its background work runs; 503 otherwise."""
        await uow.kit.database.fetch("SELECT 1", [])
        if uow.kit.defects:
            raise Unavailable
        return Health(status="ok")

    return router


def ops_router(service: str) -> APIRouter:
    """The operations routes of a service."""
    router = service_router(service)

    @router.get("/metrics", tags=["operations"], response_class=Response)
    @allow(Role.OPS)
    async def metrics(uow: Uow) -> Response:
        """Prometheus metrics of the process."""
        await _flow(uow)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @router.get("/ops/flow", tags=["operations"])
    @allow(Role.OPS, Role.MANAGER)
    async def flow(uow: Uow) -> FlowOut:
        """Outbox depth, consumer lag by topic, and events set aside by status."""
        return await _flow(uow)

    @router.get("/ops/dead-letters", tags=["operations"])
    @allow(Role.OPS)
    async def dead_letters(uow: Uow, asked: Asked, status: str | None = None) -> PageOf[HeldEventOut]:
        """Events set aside, the oldest first."""
        return await HELD.page(uow, asked, _held_out, agency=uow.caller.agency_id, status=status)

    @router.post("/ops/dead-letters/{event_id}/replay", tags=["operations"])
    @allow(Role.OPS)
    async def replay(uow: Uow, event_id: UUID) -> HeldEventOut:
        """Try it again, from the first attempt on."""
        return _held_out(await held_events.replay(uow.kit, uow.caller.agency_id, event_id))

    @router.post("/ops/dead-letters/{event_id}/discard", tags=["operations"])
    @allow(Role.OPS)
    async def discard(uow: Uow, event_id: UUID) -> HeldEventOut:
        """Give it up; the events that wait behind it go on."""
        return _held_out(await held_events.discard(uow.kit, uow.caller.agency_id, event_id))

    @router.get("/ops/due-work", tags=["operations"])
    @allow(Role.OPS)
    async def due_work(uow: Uow, asked: Asked, kind: str | None = None) -> PageOf[DueWorkOut]:
        """Work that is waiting for its time, the earliest first, with what failed."""
        return await DUE.page(uow, asked, _due_out, agency=uow.caller.agency_id, kind=kind)

    return router


async def _flow(uow: Uow) -> FlowOut:
    kit = uow.kit
    reachable = True
    try:
        lag = await kit.event_log.lag(kit.name, Consumer(kit).topics)
    except LogUnavailable:
        log.warning("lag is unknown", service=kit.name)
        lag, reachable = {}, False
    for topic, waiting in lag.items():
        CONSUMER_LAG.labels(kit.name, topic).set(waiting)
    rows = await kit.database.fetch("SELECT status, count(*) AS held FROM held_event GROUP BY status", [])
    held = dict.fromkeys(("retrying", "parked", "waiting"), 0) | {row["status"]: row["held"] for row in rows}
    for status, count in held.items():
        HELD_NOW.labels(kit.name, status).set(count)
    return FlowOut(
        service=kit.name, outbox=await outbox_depth(kit), lag=lag, held=held, log_reachable=reachable
    )


def _held_out(row: Any) -> HeldEventOut:
    return HeldEventOut.model_validate(row, from_attributes=True)


def _due_out(row: Any) -> DueWorkOut:
    return DueWorkOut.model_validate(row, from_attributes=True)
