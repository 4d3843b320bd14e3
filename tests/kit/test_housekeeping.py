"""Housekeeping forgets what only short-lived promises needed, and nothing sooner."""

from datetime import timedelta

from shared.housekeeping import Housekeeping
from shared.ids import new_id
from tests.kit.making_notes import note_body
from tests.kit.running_notes import StartNotes


async def test_answers_are_kept_for_a_week_and_what_was_applied_for_ninety_days(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    await service.know_client()
    await service.client().post("/notes", json=note_body(), headers={"Idempotency-Key": "old"})
    now = service.clock.now()
    for days in (89, 91):
        await service.rows("INSERT INTO inbox VALUES ($1, $2)", new_id(), now - timedelta(days=days))
    await Housekeeping(service.kit).tidy()
    assert len(await service.rows("SELECT 1 FROM inbox")) == 1
    assert len(await service.rows("SELECT 1 FROM idempotent_answer")) == 1
    service.clock.advance(timedelta(days=8))
    await Housekeeping(service.kit).tidy()
    assert await service.rows("SELECT 1 FROM inbox UNION ALL SELECT 1 FROM idempotent_answer") == []
