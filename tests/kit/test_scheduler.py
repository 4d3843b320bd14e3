"""Due work: done when its time comes, once however many processes run, and kept when it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.caller import Role
from shared.ids import new_id
from shared.kit_tables import DueWork
from shared.problems import BrokenRule
from shared.scheduler import ATTEMPTS, Scheduler
from shared.unit_of_work import UnitOfWork
from tests.kit.logs import until
from tests.kit.making_notes import make_note, service_work
from tests.kit.notes import Mark, NoteChanged, choreography_for
from tests.kit.running_notes import StartNotes
from tests.services.running import AGENCY, CLIENT, OTHER_AGENCY, RunningService

SOON = timedelta(hours=1)


class Reminder:
    """Marks that it was done and publishes it; fails for the subjects who are in `failing`."""

    def __init__(self, *failing: UUID, by: Exception | None = None) -> None:
        self.failing = {*failing}
        self.by = by or BrokenRule()
        self.done_for: list[tuple[UUID, datetime]] = []

    async def __call__(self, uow: UnitOfWork, due: DueWork) -> None:
        self.done_for.append((due.subject_id, due.due_at))
        uow.add(Mark(agency_id=uow.caller.agency_id, client_id=due.subject_id, text=due.due_at.isoformat()))
        uow.record(NoteChanged(client_id=due.subject_id, note_id=due.id), about=make_note())
        if due.subject_id in self.failing:
            raise self.by


async def start_with(start_notes: StartNotes, work: Any, **options: Any) -> RunningService:
    return await start_notes(choreography=choreography_for(scheduled=[("remind", work)]), **options)


async def schedule(
    service: RunningService, subject_id: UUID, at: datetime, *, agency_id: UUID = AGENCY, **details: Any
) -> None:
    unit = service_work(service, agency_id)
    unit.schedule("remind", subject_id, at, **details)
    await unit.commit()
    service.kit.committed(unit.session)


async def marks(service: RunningService) -> list[str]:
    return [row["text"] for row in await service.rows("SELECT text FROM mark ORDER BY id")]


@asynccontextmanager
async def scheduling(*services: RunningService) -> AsyncIterator[None]:
    """Schedulers at work until the end of the block."""
    tasks = [asyncio.create_task(Scheduler(service.kit).run()) for service in services]
    for service in services:
        service.clock.moved.append(service.kit.due_bell.ring)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_work_is_done_when_its_time_comes_and_then_forgotten(start_notes: StartNotes) -> None:
    service = await start_with(start_notes, Reminder())
    due_at = service.clock.now() + SOON
    await schedule(service, CLIENT, due_at)
    assert await service.tick() == 0
    service.clock.move_to(due_at)
    assert await service.tick() == 1
    assert await service.tick() == 0
    assert await marks(service) == [due_at.isoformat()]
    assert await service.rows("SELECT 1 FROM due_work") == []
    assert [envelope.type for envelope, _ in await service.events()] == ["note-changed"]


async def test_work_is_the_agencys_that_scheduled_it(start_notes: StartNotes) -> None:
    service = await start_with(start_notes, Reminder())
    await schedule(service, CLIENT, service.clock.now(), agency_id=OTHER_AGENCY)
    await service.tick()
    assert await service.rows("SELECT agency_id FROM mark") == [{"agency_id": OTHER_AGENCY}]


async def test_scheduling_again_moves_it_and_unscheduling_forgets_it(start_notes: StartNotes) -> None:
    service = await start_with(start_notes, Reminder())
    moved, dropped, now = new_id(), new_id(), service.clock.now()
    for subject in (moved, dropped):
        await schedule(service, subject, now + SOON)
    await schedule(service, moved, now + 2 * SOON, reason="moved")
    unit = service_work(service)
    unit.unschedule("remind", dropped)
    unit.unschedule("remind", new_id())
    await unit.commit()
    service.clock.move_to(now + SOON)
    assert await service.tick() == 0
    service.clock.move_to(now + 2 * SOON)
    assert await service.tick() == 1
    assert len(await marks(service)) == 1


async def test_unscheduling_and_scheduling_in_one_work_leaves_what_was_said_last(
    start_notes: StartNotes,
) -> None:
    service = await start_with(start_notes, Reminder())
    await schedule(service, CLIENT, service.clock.now())
    unit = service_work(service)
    unit.unschedule("remind", CLIENT)
    unit.schedule("remind", CLIENT, service.clock.now() + SOON)
    await unit.commit()
    assert await service.tick() == 0
    assert len(await service.rows("SELECT 1 FROM due_work")) == 1
    unit = service_work(service)
    unit.schedule("remind", CLIENT, service.clock.now())
    unit.unschedule("remind", CLIENT)
    await unit.commit()
    assert await service.rows("SELECT 1 FROM due_work") == []


async def test_each_thing_is_done_once_however_many_processes_tick(start_notes: StartNotes) -> None:
    reminder = Reminder()
    first = await start_with(start_notes, reminder)
    others = [await start_with(start_notes, reminder, beside=first) for _ in range(2)]
    subjects = [new_id() for _ in range(250)]
    unit = service_work(first)
    for subject in subjects:
        unit.schedule("remind", subject, first.clock.now())
    await unit.commit()
    done = await asyncio.gather(*(process.tick() for process in [first, *others]))
    assert sum(done) == 250
    rows = await first.rows("SELECT client_id FROM mark")
    assert sorted(row["client_id"] for row in rows) == sorted(subjects)


async def test_what_is_due_first_is_done_first(start_notes: StartNotes) -> None:
    reminder = Reminder()
    service = await start_with(start_notes, reminder)
    now = service.clock.now()
    for hours in (3, 1, 2):
        await schedule(service, new_id(), now + hours * SOON)
    service.clock.move_to(now + 5 * SOON)
    await service.tick()
    assert [due_at for _, due_at in reminder.done_for] == [now + hours * SOON for hours in (1, 2, 3)]


class TestWorkThatFails:
    async def test_fails_alone_and_leaves_no_half_of_itself(self, start_notes: StartNotes) -> None:
        failing = new_id()
        service = await start_with(start_notes, Reminder(failing))
        for subject in (new_id(), failing, new_id()):
            await schedule(service, subject, service.clock.now())
        await service.tick(may_fail=True)
        assert len(await marks(service)) == len(await service.events()) == 2
        assert await service.rows("SELECT subject_id, attempts, error FROM due_work") == [
            {"subject_id": failing, "attempts": 1, "error": "BROKEN_RULE"}
        ]

    async def test_is_put_off_with_growing_delay_about_the_same_instant_and_finally_kept_for_operators(
        self, start_notes: StartNotes
    ) -> None:
        reminder = Reminder(CLIENT)
        service = await start_with(start_notes, reminder)
        due_at = service.clock.now()
        await schedule(service, CLIENT, due_at)
        delays = []
        for attempt in range(1, ATTEMPTS):
            await service.tick(may_fail=True)
            (row,) = await service.rows("SELECT due_at, retry_at, attempts, failed_at FROM due_work")
            assert (row["due_at"], row["attempts"], row["failed_at"]) == (due_at, attempt, None)
            delays.append(row["retry_at"] - service.clock.now())
            assert await service.tick(may_fail=True) == 0
            service.clock.move_to(max(row["retry_at"], service.clock.now()))
        assert delays == sorted(delays)
        assert delays[-1] > timedelta(minutes=10)
        await service.tick(may_fail=True)
        (row,) = await service.rows("SELECT attempts, failed_at FROM due_work")
        assert row["attempts"] == ATTEMPTS
        assert row["failed_at"] is not None
        service.clock.advance(timedelta(days=365))
        assert await service.tick(may_fail=True) == 0
        assert {done_at for _, done_at in reminder.done_for} == {due_at}
        (shown,) = (await service.client(Role.OPS).get("/notes/ops/due-work")).json()["items"]
        assert (shown["kind"], shown["error"], shown["attempts"]) == ("remind", "BROKEN_RULE", ATTEMPTS)
        assert shown["failed_at"] is not None

    async def test_is_done_by_a_later_try_once_the_cause_is_gone(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, reminder := Reminder(CLIENT))
        await schedule(service, CLIENT, service.clock.now())
        await service.tick(may_fail=True)
        reminder.failing.clear()
        service.clock.advance(timedelta(seconds=2))
        assert await service.tick(may_fail=True) == 1
        assert await service.rows("SELECT 1 FROM due_work") == []
        assert len(await marks(service)) == 1

    async def test_begins_anew_when_it_is_scheduled_again(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reminder(CLIENT))
        await schedule(service, CLIENT, service.clock.now())
        await service.tick(may_fail=True)
        await schedule(service, CLIENT, service.clock.now() + SOON)
        (row,) = await service.rows("SELECT attempts, error, retry_at FROM due_work")
        assert row == {"attempts": 0, "error": None, "retry_at": None}

    @pytest.mark.parametrize("defect", [FileNotFoundError(), TimeoutError(), KeyError("x")], ids=repr)
    async def test_by_whatever_it_raises_stops_nothing_else(
        self, start_notes: StartNotes, defect: Exception
    ) -> None:
        failing = new_id()
        service = await start_with(start_notes, Reminder(failing, by=defect))
        for subject in (failing, new_id()):
            await schedule(service, subject, service.clock.now())
        await service.tick(may_fail=True)
        assert len(await marks(service)) == 1

    async def test_because_nobody_knows_its_kind_any_more_is_kept(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reminder())
        await schedule(service, CLIENT, service.clock.now())
        renamed = await start_notes(
            choreography=choreography_for(scheduled=[("recall", Reminder())]), beside=service
        )
        await renamed.tick(may_fail=True)
        assert await service.rows("SELECT kind, error FROM due_work") == [
            {"kind": "remind", "error": "KeyError"}
        ]


async def test_a_jump_of_the_clock_does_at_once_what_came_due_in_between_each_dated_by_itself(
    start_notes: StartNotes,
) -> None:
    service = await start_with(start_notes, reminder := Reminder())
    beginning = service.clock.now()
    instants = [beginning + timedelta(days=30 * month) for month in range(1, 13)]
    async with scheduling(service):
        for instant in instants:
            await schedule(service, new_id(), instant)

        async def all_done() -> bool:
            return len(await marks(service)) == 12

        assert not await all_done()
        service.clock.advance(timedelta(days=366))
        await until(all_done)
    assert [due_at for _, due_at in reminder.done_for] == instants


async def test_work_that_schedules_itself_again_catches_up_with_a_jump_step_by_step(
    start_notes: StartNotes,
) -> None:
    done: list[datetime] = []

    async def monthly(uow: UnitOfWork, due: DueWork) -> None:
        done.append(due.due_at)
        uow.schedule("remind", due.subject_id, due.due_at + timedelta(days=30), **due.details)

    service = await start_with(start_notes, monthly)
    first = service.clock.now() + timedelta(days=30)
    await schedule(service, CLIENT, first, of="a year")
    service.clock.advance(timedelta(days=365))
    assert await service.tick() == 12
    assert done == [first + timedelta(days=30 * month) for month in range(12)]
    assert await service.rows("SELECT due_at, details FROM due_work") == [
        {"due_at": first + timedelta(days=360), "details": {"of": "a year"}}
    ]


async def test_a_scheduler_goes_on_after_its_database_was_away(start_notes: StartNotes) -> None:
    service = await start_with(start_notes, Reminder())
    other = await start_notes(beside=service)

    async def done(many: int) -> bool:
        return len(await marks(other)) >= many

    async with scheduling(service):
        for number in range(4):
            await schedule(other_with_work(service, other), new_id(), service.clock.now())
            await other.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await until(lambda number=number: done(number + 1))  # type: ignore[misc]
    assert len(await marks(other)) == 4


def other_with_work(service: RunningService, other: RunningService) -> RunningService:
    """The second process, which knows the same work."""
    other.kit.choreography = service.kit.choreography
    return other


async def test_a_request_that_reschedules_what_is_being_done_wins_or_waits_but_loses_nothing(
    start_notes: StartNotes,
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(uow: UnitOfWork, due: DueWork) -> None:
        begun.set()
        await go_on.wait()

    service = await start_with(start_notes, slow)
    await schedule(service, CLIENT, service.clock.now())
    ticking = asyncio.create_task(service.tick())
    await begun.wait()
    rescheduling = asyncio.create_task(schedule(service, CLIENT, service.clock.now() + SOON))
    await asyncio.sleep(0.05)
    go_on.set()
    assert await ticking == 1
    await rescheduling
    assert len(await service.rows("SELECT 1 FROM due_work")) == 1
