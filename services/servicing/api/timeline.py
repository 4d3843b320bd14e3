"""A client's timeline, and the cycle of all clients in figures."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.servicing import queries
from services.servicing.schemas import StageOut, SummaryOut, TimelineEntryOut
from services.servicing.tables import TimelineEntry
from services.servicing.texts import STAGES, TEXTS
from shared.calendar import local_date, start_of_day
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("servicing")


@router.get("/clients/{client_id}/timeline", tags=["timeline"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_timeline(
    uow: Uow, client_id: UUID, asked: Asked, event: str | None = None
) -> PageOf[TimelineEntryOut]:
    """Every event of the client's cycle, the first first."""
    await uow.reach_client(client_id)
    return await queries.TIMELINE.page(
        uow, asked, lambda entry: _entry(uow, entry), client_id=client_id, event=event
    )


@router.get("/summary", tags=["timeline"])
@allow(Role.MANAGER, Role.OPS)
async def read_summary(uow: Uow, days: Annotated[int, Query(ge=1, le=400)] = 30) -> SummaryOut:
    """How many clients reached each stage of the cycle in the last `days` days, and how the tasks stand."""
    since = local_date(uow.now) - timedelta(days=days - 1)
    by_day: dict[str, dict[date, int]] = defaultdict(dict)
    for row in await uow.all(queries.EVENTS_BY_DAY, since=start_of_day(since)):
        by_day[row["event"]][row["day"]] = row["clients"]
    clients = await uow.all(queries.CLIENTS_BY_EVENT, since=start_of_day(since))
    in_all = {row["event"]: row["clients"] for row in clients}
    tasks = await uow.all(queries.TASKS_BY_STATUS)
    return SummaryOut(
        since=since,
        stages=[
            StageOut(
                event=stage,
                title=TEXTS.say(f"event.{stage}", uow.language),
                clients=in_all.get(stage, 0),
                by_day=by_day[stage],
            )
            for stage in STAGES
        ],
        tasks=dict.fromkeys(("open", "overdue", "done", "cancelled"), 0)
        | {row["status"]: row["tasks"] for row in tasks},
    )


def _entry(uow: UnitOfWork, entry: TimelineEntry) -> TimelineEntryOut:
    title = TEXTS.say(f"event.{entry.event}", uow.language)
    return TimelineEntryOut(title=title, **entry.model_dump(exclude={"agency_id", "client_id"}))
