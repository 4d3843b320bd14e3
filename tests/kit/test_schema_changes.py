"""A newer version's migration goes through beneath a running service: its prepared statements go on."""

import pytest

from shared.database import WriteConflict
from tests.kit.notes import NoteTaken
from tests.kit.running_notes import StartNotes
from tests.kit.test_consumer import Reaction, applied, held, park_all, taken
from tests.kit.test_consumer import start_with as start_reacting
from tests.kit.test_scheduler import Reminder, marks, schedule
from tests.kit.test_scheduler import start_with as start_scheduling
from tests.services.running import BEGINNING, CLIENT, RunningService


async def add_column(service: RunningService, table: str) -> None:
    await service.rows(f"ALTER TABLE {table} ADD COLUMN remark varchar")


async def test_an_event_set_aside_is_tried_again_though_its_table_has_a_column_more(
    start_notes: StartNotes,
) -> None:
    reaction = Reaction(CLIENT)
    service = await start_reacting(start_notes, reaction)
    await service.deliver(taken(1), may_be_set_aside=True)
    await park_all(service)
    assert await held(service) == [("parked", 1)]
    await add_column(service, "held_event")
    reaction.failing.clear()
    await service.rows("UPDATE held_event SET status = 'retrying'")
    assert await service.retry() == 1
    assert (await applied(service), await held(service)) == ([1], [])


async def test_due_work_is_done_though_its_table_has_a_column_more(start_notes: StartNotes) -> None:
    service = await start_scheduling(start_notes, Reminder())
    await schedule(service, CLIENT, BEGINNING)
    assert await service.tick() == 1
    await add_column(service, "due_work")
    await schedule(service, CLIENT, BEGINNING)
    assert await service.tick() == 1
    assert len(await marks(service)) == 2


async def test_a_reading_that_has_changed_its_columns_within_a_transaction_is_a_conflict_and_done_again(
    start_notes: StartNotes,
) -> None:
    service = await start_reacting(start_notes, Reaction())
    database = service.kit.database

    async def read() -> None:
        async with database.transaction() as transaction:
            await transaction.fetch("SELECT * FROM note", [])

    await read()
    await add_column(service, "note")
    with pytest.raises(WriteConflict):
        await read()
    await read()


async def test_events_go_on_being_applied_though_every_table_has_a_column_more(
    start_notes: StartNotes,
) -> None:
    service = await start_reacting(start_notes, Reaction())
    await service.deliver(NoteTaken(client_id=CLIENT, note_id=CLIENT, stars=1))
    for table in ("note", "mark", "outbox", "inbox", "held_event", "due_work", "client_directory"):
        await add_column(service, table)
    await service.deliver(NoteTaken(client_id=CLIENT, note_id=CLIENT, stars=2))
    assert await applied(service) == [1, 2]
    assert await held(service) == []
