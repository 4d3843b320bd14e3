"""The consumer: each event applied once, in the order of its key, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from shared.caller import Role
from shared.consumer import Consumer
from shared.event_log.postgres import PostgresLog
from shared.events import Incoming
from shared.held_events import ATTEMPTS, Retrier
from shared.ids import new_id
from shared.inbox import take
from shared.kit_tables import HeldEvent
from shared.problems import BrokenRule, Unavailable
from shared.unit_of_work import UnitOfWork
from tests.conftest import NewDatabase
from tests.kit.logs import delivered, everything_on, make_record, started, until
from tests.kit.making_notes import keep, make_note
from tests.kit.notes import NOTE, Mark, NoteChanged, NoteTaken, choreography_for
from tests.kit.running_notes import StartNotes
from tests.services.running import AGENCY, CLIENT, OTHER_AGENCY, RunningService


@pytest.fixture
async def log(new_database: NewDatabase) -> AsyncIterator[PostgresLog]:
    """A real log."""
    log = await started(await new_database("log"))
    yield log
    await log.stop()


class Reaction:
    """Notes each event as a mark that it adds and publishes; fails for the clients who are in `failing`."""

    def __init__(self, *failing: UUID, by: Exception | None = None) -> None:
        self.failing = {*failing}
        self.by = by or BrokenRule()
        self.calls = 0

    async def __call__(self, uow: UnitOfWork, event: Incoming[NoteTaken]) -> None:
        self.calls += 1
        uow.add(
            Mark(agency_id=uow.caller.agency_id, client_id=event.data.client_id, text=str(event.data.stars))
        )
        uow.record(NoteChanged(client_id=event.data.client_id, note_id=new_id()), about=make_note())
        if event.data.client_id in self.failing:
            raise self.by


def taken(stars: int, client_id: UUID = CLIENT) -> NoteTaken:
    return NoteTaken(client_id=client_id, note_id=client_id, stars=stars)


async def start_with(start_notes: StartNotes, reaction: Any, **options: Any) -> RunningService:
    return await start_notes(choreography=choreography_for(reacts_to=[(NoteTaken, reaction)]), **options)


async def applied(service: RunningService) -> list[int]:
    """The stars of the events whose effects are there, in the order of their effects."""
    return [int(row["text"]) for row in await service.rows("SELECT text FROM mark ORDER BY id")]


async def held(service: RunningService) -> list[tuple[str, int]]:
    """Status and stars of the events set aside, in their order."""
    rows = await service.rows("SELECT status, value FROM held_event ORDER BY position")
    return [(row["status"], NoteTaken.model_validate_json(row["value"]).stars) for row in rows]


@asynccontextmanager
async def consuming(*services: RunningService) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Consumers at work until the end of the block."""
    tasks = [asyncio.create_task(Consumer(service.kit).run()) for service in services]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def has_applied(service: RunningService, many: int) -> Callable[[], Awaitable[bool]]:
    async def counted() -> bool:
        return len(await applied(service)) >= many

    return counted


class TestABatch:
    async def test_is_one_transaction_with_its_inbox_and_its_events(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reaction())
        await Consumer(service.kit).apply(delivered(*(make_record(taken(n)) for n in range(5))))
        transactions = await service.rows(
            "SELECT DISTINCT xmin::text FROM mark UNION SELECT DISTINCT xmin::text FROM inbox"
            " UNION SELECT DISTINCT xmin::text FROM outbox"
        )
        assert len(transactions) == 1
        assert await applied(service) == list(range(5))
        assert len(await service.events()) == 5

    async def test_drops_what_was_applied_before_and_what_is_in_it_twice(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_with(start_notes, Reaction())
        one, two, three = [make_record(taken(n)) for n in (1, 2, 3)]
        await Consumer(service.kit).apply(delivered(one, two, one))
        await Consumer(service.kit).apply(delivered(two, three, one, three))
        assert await applied(service) == [1, 2, 3]

    async def test_of_which_one_fails_loses_nothing_of_the_others(self, start_notes: StartNotes) -> None:
        poisoned = new_id()
        service = await start_with(start_notes, Reaction(poisoned))
        records = [make_record(taken(n, poisoned if n == 2 else new_id())) for n in range(5)]
        await Consumer(service.kit).apply(delivered(*records))
        assert await applied(service) == [0, 1, 3, 4]
        assert await held(service) == [("retrying", 2)]
        assert len(await service.events()) == 4

    async def test_passes_over_what_it_does_not_react_to_or_cannot_read(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_with(start_notes, Reaction())
        good, other = make_record(taken(1)), make_record(NoteChanged(client_id=CLIENT, note_id=CLIENT))
        batch = delivered(other, good, good, good, good)
        for headers in (
            {},
            {**good.headers, "ce_id": "not-an-id"},
            {name: value for name, value in good.headers.items() if name != "ce_agencyid"},
        ):
            batch += delivered(make_record(taken(9)))
            batch[-1].headers.clear()  # type: ignore[attr-defined]
            batch[-1].headers.update(headers)  # type: ignore[attr-defined]
        await Consumer(service.kit).apply(batch)
        assert await applied(service) == [1]
        assert await held(service) == []

    async def test_sets_aside_a_payload_that_does_not_fit(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reaction())
        (unfit,) = delivered(make_record(taken(1)))
        object.__setattr__(unfit, "value", b'{"client_id": "nobody"}')
        await Consumer(service.kit).apply([unfit])
        assert await service.rows("SELECT status, error FROM held_event") == [
            {"status": "retrying", "error": "ValidationError"}
        ]

    async def test_belongs_to_the_agencies_of_its_events(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reaction())
        records = [make_record(taken(n), agency_id=agency) for n, agency in ((1, AGENCY), (2, OTHER_AGENCY))]
        await Consumer(service.kit).apply(delivered(*records))
        rows = await service.rows("SELECT agency_id, text FROM mark ORDER BY text")
        assert rows == [{"agency_id": AGENCY, "text": "1"}, {"agency_id": OTHER_AGENCY, "text": "2"}]

    async def test_that_changes_one_row_by_each_of_its_events_adds_them_up(
        self, start_notes: StartNotes
    ) -> None:
        note = make_note()

        async def add_star(uow: UnitOfWork, event: Incoming[NoteTaken]) -> None:
            found = await uow.get(NOTE, note_id=note.id)
            uow.change(found, stars=found.stars + event.data.stars)

        service = await start_with(start_notes, add_star)
        await keep(service, note)
        await Consumer(service.kit).apply(delivered(*(make_record(taken(n)) for n in (1, 2, 3))))
        assert await service.rows("SELECT stars FROM note") == [{"stars": 6}]
        assert await held(service) == []


class TestAPoisonousEvent:
    async def test_parks_its_key_and_later_events_of_the_key_wait_while_others_pass(
        self, start_notes: StartNotes
    ) -> None:
        poisoned, other = new_id(), new_id()
        service = await start_with(start_notes, Reaction(poisoned))
        consumer = Consumer(service.kit)
        await consumer.apply(delivered(make_record(taken(1, poisoned)), make_record(taken(2, poisoned))))
        await consumer.apply(
            delivered(*(make_record(taken(n, key)) for n, key in ((3, other), (4, poisoned), (5, other))))
        )
        assert await applied(service) == [3, 5]
        assert await held(service) == [("retrying", 1), ("waiting", 2), ("waiting", 4)]

    async def test_is_tried_again_with_growing_delay_and_then_parked(self, start_notes: StartNotes) -> None:
        reaction = Reaction(CLIENT)
        service = await start_with(start_notes, reaction)
        await Consumer(service.kit).apply(delivered(make_record(taken(1))))
        calls, delays = reaction.calls, []
        for _ in range(ATTEMPTS - 1):
            (row,) = await service.rows("SELECT next_attempt_at FROM held_event")
            delays.append(row["next_attempt_at"] - service.clock.now())
            assert await service.retry() == 0
            service.clock.move_to(max(row["next_attempt_at"], service.clock.now()))
            assert await service.retry() == 1
        assert await held(service) == [("parked", 1)]
        assert reaction.calls == calls + ATTEMPTS - 1
        assert all(later > sooner for sooner, later in pairwise(delays))
        service.clock.advance(timedelta(days=365))
        assert await service.retry() == 0
        assert await service.events() == []

    async def test_is_applied_by_a_retry_once_the_cause_is_gone_and_those_behind_it_follow_in_order(
        self, start_notes: StartNotes
    ) -> None:
        reaction = Reaction(CLIENT)
        service = await start_with(start_notes, reaction)
        await Consumer(service.kit).apply(delivered(*(make_record(taken(n)) for n in (1, 2, 3))))
        reaction.failing.clear()
        assert await service.retry() == 0
        service.clock.advance(timedelta(seconds=1))
        assert await service.retry() == 3
        assert await applied(service) == [1, 2, 3]
        assert await held(service) == []
        assert len(await service.events()) == 3

    async def test_does_nothing_more_when_it_is_delivered_again(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reaction(CLIENT))
        record = make_record(taken(1))
        for _ in range(2):
            await Consumer(service.kit).apply(delivered(record))
        assert await held(service) == [("retrying", 1)]

    async def test_that_an_operator_replays_is_applied_and_those_behind_it_follow(
        self, start_notes: StartNotes
    ) -> None:
        reaction = Reaction(CLIENT)
        service = await start_with(start_notes, reaction)
        await Consumer(service.kit).apply(delivered(*(make_record(taken(n)) for n in (1, 2))))
        await park_all(service)
        reaction.failing.clear()
        ops = service.client(Role.OPS)
        (dead, waiting) = (await ops.get("/notes/ops/dead-letters")).json()["items"]
        assert (dead["status"], dead["error"], dead["attempts"]) == ("parked", "BROKEN_RULE", ATTEMPTS)
        assert (waiting["status"], waiting["error"]) == ("waiting", None)
        assert (await ops.post(f"/notes/ops/dead-letters/{dead['id']}/replay")).json()["status"] == "retrying"
        assert await service.retry() == 2
        assert await applied(service) == [1, 2]

    async def test_that_an_operator_discards_lets_those_behind_it_go_on(
        self, start_notes: StartNotes
    ) -> None:
        reaction = Reaction(CLIENT)
        service = await start_with(start_notes, reaction)
        await Consumer(service.kit).apply(delivered(*(make_record(taken(n)) for n in (1, 2, 3))))
        await park_all(service)
        reaction.failing.clear()
        ops = service.client(Role.OPS)
        (dead,) = (await ops.get("/notes/ops/dead-letters?status=parked")).json()["items"]
        assert (await ops.post(f"/notes/ops/dead-letters/{dead['id']}/discard")).status_code == 200
        assert await service.retry() == 2
        assert await applied(service) == [2, 3]

    async def test_is_replayed_in_its_turn_and_not_before(self, start_notes: StartNotes) -> None:
        reaction = Reaction(CLIENT)
        service = await start_with(start_notes, reaction)
        await Consumer(service.kit).apply(delivered(*(make_record(taken(n)) for n in (1, 2))))
        await park_all(service)
        reaction.failing.clear()
        ops = service.client(Role.OPS)
        waiting = (await ops.get("/notes/ops/dead-letters?status=waiting")).json()["items"][0]
        await ops.post(f"/notes/ops/dead-letters/{waiting['id']}/replay")
        assert await service.retry() == 0
        assert await applied(service) == []

    async def test_is_no_business_of_another_agencys_operators(self, start_notes: StartNotes) -> None:
        service = await start_with(start_notes, Reaction(CLIENT))
        await Consumer(service.kit).apply(delivered(record := make_record(taken(1))))
        stranger = service.client(Role.OPS, agency_id=OTHER_AGENCY)
        assert (await stranger.get("/notes/ops/dead-letters")).json()["items"] == []
        event_id = record.headers["ce_id"]
        for act in ("replay", "discard"):
            assert (await stranger.post(f"/notes/ops/dead-letters/{event_id}/{act}")).status_code == 404
        assert await held(service) == [("retrying", 1)]

    async def test_shows_operators_no_payload(self, start_notes: StartNotes) -> None:
        service = await start_with(
            start_notes, Reaction(CLIENT, by=LookupError("张三丰 13800138000 does not exist"))
        )
        await Consumer(service.kit).apply(delivered(make_record(taken(987654))))
        shown = (await service.client(Role.OPS).get("/notes/ops/dead-letters")).text
        assert "LookupError" in shown
        assert not [told for told in ("张三丰", "13800138000", "987654") if told in shown]

    @pytest.mark.parametrize(
        "defect",
        [FileNotFoundError("a template"), TimeoutError(), ConnectionResetError(), KeyError("x"), OSError()],
        ids=repr,
    )
    async def test_is_set_aside_by_whatever_its_reaction_raises_of_its_own(
        self, start_notes: StartNotes, defect: Exception
    ) -> None:
        """A file or a partner that is missing is no lost database: waiting would stop every other event for ever."""
        poisoned = new_id()
        service = await start_with(start_notes, Reaction(poisoned, by=defect))
        await Consumer(service.kit).apply(
            delivered(make_record(taken(1, poisoned)), make_record(taken(2, new_id())))
        )
        assert await applied(service) == [2]
        assert await held(service) == [("retrying", 1)]

    async def test_that_swallows_what_the_database_refused_is_not_taken_for_applied(
        self, start_notes: StartNotes
    ) -> None:
        async def swallow(uow: UnitOfWork, event: Incoming[NoteTaken]) -> None:
            uow.add(make_note(title="taken"))
            try:
                await uow.session.flush()
            except Exception:  # noqa: BLE001 which is what a careless reaction does
                uow.session.recorded = True

        service = await start_with(start_notes, swallow)
        await keep(service, make_note(title="taken"))
        record = make_record(taken(1))
        await Consumer(service.kit).apply(delivered(record))
        assert await held(service) == [("retrying", 1)]


async def park_all(service: RunningService) -> None:
    """Let every retry come and fail."""
    for _ in range(ATTEMPTS):
        service.clock.advance(timedelta(hours=1))
        await service.retry()
    assert ("parked", 1) in await held(service)


async def test_what_conflicts_with_a_request_is_done_again_and_not_set_aside(start_notes: StartNotes) -> None:
    note = make_note()
    outdone = False

    async def change(uow: UnitOfWork, event: Incoming[NoteTaken]) -> None:
        nonlocal outdone
        found = await uow.get(NOTE, note_id=note.id)
        if not outdone:
            outdone = True
            await service.rows("UPDATE note SET version = version + 1, title = 'a request was faster'")
        uow.change(found, stars=found.stars + event.data.stars)

    service = await start_with(start_notes, change)
    await keep(service, note)
    await Consumer(service.kit).apply(delivered(make_record(taken(5))))
    assert await service.rows("SELECT title, stars, version FROM note") == [
        {"title": "a request was faster", "stars": 5, "version": 3}
    ]
    assert await held(service) == []


class TestFromTheLog:
    async def test_events_are_applied_in_order_and_their_offsets_follow(
        self, start_notes: StartNotes, log: PostgresLog
    ) -> None:
        service = await start_with(start_notes, Reaction(), event_log=log)
        async with consuming(service):
            await log.append([make_record(taken(n)) for n in range(20)])
            await until(has_applied(service, 20))

            async def no_lag() -> bool:
                return sum((await log.lag("notes", ["coverloop.notes"])).values()) == 0

            await until(no_lag)
        assert await applied(service) == list(range(20))

    async def test_a_crash_between_effect_and_offset_gives_the_effect_once(
        self, start_notes: StartNotes, log: PostgresLog
    ) -> None:
        service = await start_with(start_notes, Reaction(), event_log=log)
        await log.append([make_record(taken(n)) for n in range(3)])
        async with log.subscribe("notes", ["coverloop.notes"]) as subscription:
            batch = await subscription.fetch(500, 5)
            await Consumer(service.kit).apply(batch)
        async with consuming(service):
            await log.append([make_record(taken(3))])
            await until(has_applied(service, 4))
        assert await applied(service) == [0, 1, 2, 3]

    async def test_two_processes_share_the_work_and_do_each_thing_once(
        self, start_notes: StartNotes, log: PostgresLog
    ) -> None:
        first = await start_with(start_notes, one := Reaction(), event_log=log)
        second = await start_with(start_notes, other := Reaction(), event_log=log, beside=first)
        clients = [new_id() for _ in range(40)]
        async with consuming(first, second):
            for round_ in range(5):
                await log.append([make_record(taken(round_, client)) for client in clients])
                await until(has_applied(first, 40 * (round_ + 1)))
        rows = await first.rows("SELECT client_id, text FROM mark ORDER BY id")
        assert len(rows) == 200
        for client in clients:
            assert [row["text"] for row in rows if row["client_id"] == client] == list("01234")
        assert one.calls + other.calls >= 200

    async def test_a_database_that_goes_away_is_waited_for_and_nothing_is_set_aside(
        self, start_notes: StartNotes, log: PostgresLog
    ) -> None:
        service = await start_with(start_notes, Reaction(), event_log=log)
        other = await start_notes(beside=service)
        async with consuming(service) as (task,):
            for round_ in range(4):
                await log.append([make_record(taken(round_ * 50 + n, new_id())) for n in range(50)])
                await other.rows(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await until(has_applied(other, 200))
            assert not task.done()
        assert sorted(await applied(other)) == list(range(200))
        assert await held(other) == []

    async def test_what_a_reaction_calls_unavailable_is_waited_for(
        self, start_notes: StartNotes, log: PostgresLog
    ) -> None:
        reaction = Reaction(CLIENT, by=Unavailable())
        service = await start_with(start_notes, reaction, event_log=log)
        await log.append([make_record(taken(1))])
        async with consuming(service):

            async def tried_again() -> bool:
                return reaction.calls >= 2

            await until(tried_again)
            assert await held(service) == []
            reaction.failing.clear()
            await until(has_applied(service, 1))

    async def test_the_reactions_own_events_go_out_with_what_caused_them(
        self, start_notes: StartNotes, log: PostgresLog
    ) -> None:
        service = await start_with(start_notes, Reaction(), event_log=log)
        record = make_record(taken(1))
        await Consumer(service.kit).apply(delivered(record))
        ((envelope, _),) = await service.events()
        assert envelope.causation_id == record.headers["ce_id"]
        assert envelope.actor_id == "service:notes"
        assert await everything_on(log) == []


async def test_two_retriers_apply_each_event_once(start_notes: StartNotes) -> None:
    reaction = Reaction(*(clients := [new_id() for _ in range(20)]))
    service = await start_with(start_notes, reaction)
    other = await start_with(start_notes, reaction, beside=service)
    await Consumer(service.kit).apply(delivered(*(make_record(taken(n, c)) for n, c in enumerate(clients))))
    reaction.failing.clear()
    service.clock.advance(timedelta(seconds=1))

    async def retry_all(process: RunningService) -> int:
        done = 0
        while await Retrier(process.kit).retry_one():
            done += 1
        return done

    assert sum(await asyncio.gather(retry_all(service), retry_all(other))) == 20
    assert sorted(await applied(service)) == list(range(20))


async def test_the_inbox_takes_each_event_for_one_of_many_takers(start_notes: StartNotes) -> None:
    service = await start_notes()
    event_ids = [new_id() for _ in range(30)]

    async def take_all() -> set[UUID]:
        async with service.kit.database.transaction() as transaction:
            return await take(transaction, [*event_ids, *event_ids], service.clock.now())

    takers = await asyncio.gather(*(take_all() for _ in range(4)))
    assert sorted(len(taken_by) for taken_by in takers) == [0, 0, 0, 30]


async def test_what_holds_an_event_is_read_back_as_it_was(start_notes: StartNotes) -> None:
    service = await start_with(start_notes, Reaction(CLIENT))
    record = make_record(taken(1))
    await Consumer(service.kit).apply(delivered(record))
    (row,) = await service.rows("SELECT * FROM held_event")
    kept = HeldEvent.from_record(row)
    assert (kept.topic, kept.key, kept.value) == (record.topic, record.key, record.value)
    assert kept.headers == record.headers
