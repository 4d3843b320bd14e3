"""The relay: what is recorded comes onto the log, in order, at least once, whoever dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from shared.relay import LEADER, Relay
from shared.unit_of_work import Session
from tests.conftest import NewDatabase
from tests.kit.logs import FailingLog, everything_on, started, until
from tests.kit.making_notes import make_caller, make_note, service_work
from tests.kit.notes import NoteTaken
from tests.kit.running_notes import StartNotes
from tests.services.running import CLIENT, RunningService


@pytest.fixture
async def log(new_database: NewDatabase) -> AsyncIterator[FailingLog]:
    """A real log that can be made to fail."""
    failing = FailingLog(await started(await new_database("log")))
    yield failing
    await failing.stop()


@asynccontextmanager
async def relaying(*services: RunningService) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Relays at work until the end of the block."""
    tasks = [asyncio.create_task(Relay(service.kit).run()) for service in services]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def record(service: RunningService, *stars: int, client_id: UUID = CLIENT) -> None:
    """Record an event for each number of stars, one commit each."""
    for number in stars:
        unit = service_work(service)
        unit.record(NoteTaken(client_id=client_id, note_id=client_id, stars=number), about=make_note())
        await unit.commit()
        service.kit.committed(unit.session)


async def outbox_is_empty(service: RunningService) -> bool:
    return await service.rows("SELECT 1 FROM outbox") == []


async def stars_on(log: FailingLog) -> list[int]:
    return [NoteTaken.model_validate_json(found.value).stars for found in await everything_on(log)]


async def test_what_was_recorded_comes_onto_the_log_in_order_and_leaves_the_outbox(
    start_notes: StartNotes, log: FailingLog
) -> None:
    service = await start_notes(event_log=log)
    await record(service, *range(5))
    recorded = await service.events()
    async with relaying(service):
        await record(service, *range(5, 8))
        await until(lambda: outbox_is_empty(service))
    found = await everything_on(log)
    assert await stars_on(log) == list(range(8))
    assert [record.headers["ce_id"] for record in found[:5]] == [str(envelope.id) for envelope, _ in recorded]
    assert {record.key for record in found} == {str(CLIENT)}
    assert found[0].headers == recorded[0][0].headers()


async def test_more_than_one_batch_keeps_its_order(start_notes: StartNotes, log: FailingLog) -> None:
    service = await start_notes(event_log=log)
    unit = service_work(service)
    for number in range(1200):
        unit.record(NoteTaken(client_id=CLIENT, note_id=CLIENT, stars=number), about=make_note())
    await unit.commit()
    async with relaying(service):
        await until(lambda: outbox_is_empty(service))
    assert await stars_on(log) == list(range(1200))


async def test_a_crash_between_the_log_and_the_outbox_publishes_twice_and_never_not_at_all(
    start_notes: StartNotes, log: FailingLog
) -> None:
    service = await start_notes(event_log=log)
    await record(service, 1, 2, 3)
    log.fail_after = 1
    async with relaying(service):
        await until(lambda: outbox_is_empty(service))
    found = await everything_on(log)
    assert await stars_on(log) == [1, 2, 3, 1, 2, 3]
    assert len({record.headers["ce_id"] for record in found}) == 3


async def test_a_log_that_is_away_is_waited_for(start_notes: StartNotes, log: FailingLog) -> None:
    service = await start_notes(event_log=log)
    log.fail_before = 2
    await record(service, 1, 2)
    async with relaying(service):
        await until(lambda: outbox_is_empty(service))
    assert log.fail_before == 0
    assert await stars_on(log) == [1, 2]


async def test_one_relay_leads_and_when_it_dies_another_takes_over(
    start_notes: StartNotes, log: FailingLog
) -> None:
    first = await start_notes(event_log=log)
    second = await start_notes(event_log=log, beside=first)
    async with relaying(first) as (leading,):
        await record(first, 1)
        await until(lambda: outbox_is_empty(first))
        async with relaying(second):
            await record(first, 2)
            await until(lambda: outbox_is_empty(first))
            leading.cancel()
            await asyncio.gather(leading, return_exceptions=True)
            await record(first, 3)
            await until(lambda: outbox_is_empty(first))
    assert await stars_on(log) == [1, 2, 3]


async def leaders(service: RunningService) -> list[int]:
    """The server processes that hold the leader's lock in this database."""
    rows = await service.rows(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = $1::bigint::oid"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        LEADER & 0xFFFF_FFFF,
    )
    return [row["pid"] for row in rows]


async def test_there_is_one_leader_and_its_killed_connection_passes_the_lead_on(
    start_notes: StartNotes, log: FailingLog
) -> None:
    first = await start_notes(event_log=log)
    second = await start_notes(event_log=log, beside=first)
    async with relaying(first, second):
        for number in range(3):
            await until(lambda: leaders(first))
            (leader,) = await leaders(first)
            await first.rows("SELECT pg_terminate_backend($1)", leader)
            await record(first, number)
            await until(lambda: outbox_is_empty(first))

            async def another(killed: int = leader) -> bool:
                return await leaders(first) not in ([], [killed])

            await until(another)
    assert await stars_on(log) == [0, 1, 2]


async def test_an_event_whose_commit_lands_late_is_not_passed_over(
    start_notes: StartNotes, log: FailingLog
) -> None:
    service = await start_notes(event_log=log)
    async with relaying(service):
        async with service.kit.database.transaction() as transaction:
            late = service.unit_of_work(make_caller(None), session=Session(transaction))
            late.record(NoteTaken(client_id=CLIENT, note_id=CLIENT, stars=1), about=make_note())
            await late.commit()
            await record(service, 2)
            await until(lambda: outbox_is_empty(service))
            assert await stars_on(log) == [2]
        await until(lambda: outbox_is_empty(service))

        async def both() -> bool:
            return len(await stars_on(log)) == 2

        await until(both)
    assert await stars_on(log) == [2, 1]


async def test_rolled_back_work_never_comes_onto_the_log(start_notes: StartNotes, log: FailingLog) -> None:
    service = await start_notes(event_log=log)

    async def record_and_fail() -> None:
        async with service.kit.database.transaction() as transaction:
            unit = service.unit_of_work(make_caller(None), session=Session(transaction))
            unit.record(NoteTaken(client_id=CLIENT, note_id=CLIENT, stars=1), about=make_note())
            await unit.commit()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await record_and_fail()
    await record(service, 2)
    async with relaying(service):
        await until(lambda: outbox_is_empty(service))
    assert await stars_on(log) == [2]


async def test_a_database_that_goes_away_is_waited_for(start_notes: StartNotes, log: FailingLog) -> None:
    service = await start_notes(event_log=log)
    async with relaying(service) as (task,):
        await record(service, 1)
        await until(lambda: outbox_is_empty(service))
        await service.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

        await record(service, 2)
        await until(lambda: outbox_is_empty(service))
        assert not task.done()
    assert await stars_on(log) == [1, 2]
