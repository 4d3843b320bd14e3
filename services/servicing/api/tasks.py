"""Tasks: what agents have to do."""

from uuid import UUID

from services.servicing import queries
from services.servicing.schemas import TaskOut
from services.servicing.tables import Task
from services.servicing.texts import TEXTS
from services.servicing.use_cases import tasks
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("servicing")


@router.get("/tasks", tags=["tasks"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_tasks(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    status: str | None = None,
    kind: str | None = None,
) -> PageOf[TaskOut]:
    """Tasks in reach, the earliest due first; `status` is open, overdue, done or cancelled."""
    return await queries.TASKS.page(
        uow, asked, lambda task: _task(uow, task), client_id=client_id, status=status, kind=kind
    )


@router.get("/tasks/{task_id}", tags=["tasks"])
@allow(Role.AGENT, Role.MANAGER)
async def read_task(uow: Uow, task_id: UUID) -> TaskOut:
    """One task."""
    task: Task = await uow.get(queries.TASK, task_id=task_id)
    uow.tag(task)
    return _task(uow, task)


@router.post("/tasks/{task_id}/complete", tags=["tasks"])
@allow(Role.AGENT, Role.MANAGER)
async def complete_task(uow: Uow, task_id: UUID, version: IfMatch) -> TaskOut:
    """The agent has done it."""
    task = await tasks.complete(uow, task_id, version)
    uow.tag(task)
    return _task(uow, task)


def _task(uow: UnitOfWork, task: Task) -> TaskOut:
    return TaskOut(
        title=TEXTS.say(f"task.{task.kind}", uow.language), **task.model_dump(exclude={"agency_id"})
    )
