"""Tasks: what an agent has to do, until when, and what happens when he does not."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from services.servicing import queries
from services.servicing.domain.problems import TaskClosed
from services.servicing.domain.tasks import departure_notice_due, first_contact_due, thanks_due
from services.servicing.tables import Task
from shared.because import Because
from shared.calendar import end_of_day, local_date
from shared.contracts.leads import ClientAssigned, Purpose
from shared.contracts.servicing import ClientNotified, TaskOverdue
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

FIRST_CONTACT = "first_contact"
RECEIPT = "receipt"
FOLLOW_UP_CALL = "follow_up_call"
CLAIM_FOLLOW_UP = "claim_follow_up"
ANNUAL_REVIEW = "annual_review"
SUSPENSION_NOTICE = "suspension_notice"
UPGRADE_CHECK = "upgrade_check"
DEPARTURE_NOTICE = "departure_notice"
THANK_YOU_REVIEW = "thank_you_review"

STOPPED_WITH = {
    Purpose.CONTACT: frozenset({FIRST_CONTACT, UPGRADE_CHECK}),
    Purpose.MARKETING: frozenset({UPGRADE_CHECK}),
}
"""The kinds of task that nobody is given once the client has withdrawn a consent; what a contract asks for goes on."""


def task_id(kind: str, subject_id: UUID) -> UUID:
    """The id of the one task of `kind` about `subject_id`."""
    return uuid5(subject_id, f"task:{kind}")


def give(
    uow: UnitOfWork,
    client_id: UUID,
    kind: str,
    subject_id: UUID,
    due_at: datetime,
    because: Because | None = None,
) -> Task:
    """An agent has something to do until `due_at`; giving the same task again changes nothing."""
    task = uow.add(
        Task(
            id=task_id(kind, subject_id),
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            kind=kind,
            subject_id=subject_id,
            due_at=due_at,
            because=None if because is None else because.model_dump(mode="json"),
            created_at=uow.now,
        )
    )
    uow.schedule("task-due", task.id, due_at)
    return task


def bring_forward(uow: UnitOfWork, task: Task, due_at: datetime) -> None:
    """It has to be done earlier than it was thought."""
    uow.change(task, due_at=due_at)
    uow.schedule("task-due", task.id, due_at)


async def give_first_contact(uow: UnitOfWork, client_id: UUID, captured_at: datetime) -> None:
    """A lead is to be contacted within a day."""
    due = first_contact_due(uow.kit.jurisdiction, captured_at)
    give(uow, client_id, FIRST_CONTACT, client_id, due.result, due.because[0])


def give_departure_notice(uow: UnitOfWork, assigned: ClientAssigned) -> None:
    """A client whose agent left is to be told of it, and of who serves him now, until the day that the law sets."""
    if assigned.left_on is None or assigned.notice_id is None:
        return
    due = departure_notice_due(uow.kit.jurisdiction, left_on=assigned.left_on)
    give(
        uow,
        assigned.client_id,
        DEPARTURE_NOTICE,
        assigned.notice_id,
        end_of_day(due.result),
        due.because[0],
    )


def give_thanks(uow: UnitOfWork, client_id: UUID, referral_id: UUID, referred_at: datetime) -> None:
    """A referrer is to be thanked, and given the free consultation that he was promised."""
    due = thanks_due(uow.kit.jurisdiction, referred_on=local_date(referred_at))
    give(uow, client_id, THANK_YOU_REVIEW, referral_id, end_of_day(due.result), due.because[0])


async def close(uow: UnitOfWork, kind: str, subject_id: UUID, status: str = "done") -> None:
    """What the task was for has happened, or will not (`cancelled`); nothing where there is no open one."""
    task: Task | None = await uow.one(queries.TASK, task_id=task_id(kind, subject_id))
    if task is not None and task.status in ("open", "overdue"):
        _close(uow, task, status)


async def cancel_stopped(uow: UnitOfWork, client_id: UUID, purposes: Iterable[str]) -> None:
    """The client has withdrawn: what was to be done for these purposes is not done."""
    kinds = sorted({kind for purpose in purposes for kind in STOPPED_WITH.get(Purpose(purpose), ())})
    for task in await uow.all(queries.OPEN_TASKS_OF_KINDS, client_id=client_id, kinds=kinds) if kinds else []:
        _close(uow, task, "cancelled")


async def complete(uow: UnitOfWork, wanted: UUID, version: int) -> Task:
    """The agent has done it; raises NotFound, Stale, TaskClosed."""
    task: Task = await uow.get(queries.TASK, task_id=wanted)
    uow.expect(task, version)
    if task.status not in ("open", "overdue"):
        raise TaskClosed(status=task.status)
    _close(uow, task, "done")
    if task.kind == DEPARTURE_NOTICE:
        uow.record(
            ClientNotified(client_id=task.client_id, notice_id=task.subject_id, notified_at=uow.now),
            about=task,
        )
    return task


def _close(uow: UnitOfWork, task: Task, status: str) -> None:
    uow.change(task, status=status, closed_at=uow.now)
    uow.unschedule("task-due", task.id)


async def task_due(uow: UnitOfWork, due: DueWork) -> None:
    """The time of a task has come: if it is still open, it is overdue."""
    task: Task = await uow.get(queries.TASK, task_id=due.subject_id)
    if task.status == "open":
        uow.change(task, status="overdue")
        uow.record(
            TaskOverdue(client_id=task.client_id, task_id=task.id, kind=task.kind, due_at=task.due_at),
            about=task,
        )
