"""How rows are written: one statement a unit of work, versions checked, the outcome of each its own."""

import asyncio
from datetime import UTC, date
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.caller import Role
from shared.database import Database, Transaction, WriteConflict
from shared.ids import new_id
from shared.money import Money
from shared.problems import Problem, Unavailable
from shared.unit_of_work import Session, UnforeseenWrite, UnitOfWork
from shared.writes import Writes
from tests.kit.making_notes import keep, make_caller, make_note, note_body, service_work
from tests.kit.notes import NOTE, Latest, Loose, Mark, Note, NoteBurnt, NoteTaken
from tests.kit.running_notes import StartNotes
from tests.services.running import AGENCY, AGENT, CLIENT, OTHER_AGENCY, OTHER_AGENT, RunningService

TRANSACTIONS = """
    SELECT xmin::text || ' ' || cmin::text AS command FROM note
    UNION SELECT xmin::text || ' ' || cmin::text FROM outbox
    UNION SELECT xmin::text || ' ' || cmin::text FROM idempotent_answer
    UNION SELECT xmin::text || ' ' || cmin::text FROM mark
"""
"""Which command of which transaction wrote each row."""


def writes_of(*rows: Any) -> Writes:
    """The inserts of these rows."""
    writes = Writes()
    for row in rows:
        writes.insert(row)
    return writes


async def test_a_request_is_written_by_one_command_of_one_transaction(start_notes: StartNotes) -> None:
    service = await start_notes()
    await service.know_client()
    answer = await service.client().post("/notes", json=note_body(), headers={"Idempotency-Key": "one"})
    assert answer.status_code == 201
    assert len(await service.rows("SELECT 1 FROM note")) == 1
    assert len(await service.rows("SELECT 1 FROM outbox")) == 1
    assert len(await service.rows("SELECT 1 FROM idempotent_answer")) == 1
    assert len(await service.rows(TRANSACTIONS)) == 1


async def test_writes_that_wait_for_the_same_flush_are_committed_together(start_notes: StartNotes) -> None:
    service = await start_notes()
    await asyncio.gather(*(service.kit.database.write(writes_of(make_note())) for _ in range(20)))
    assert len(await service.rows("SELECT 1 FROM note")) == 20
    assert len(await service.rows(TRANSACTIONS)) <= 2


async def test_one_bad_write_among_many_that_are_committed_together_fails_alone(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    await keep(service, make_note(title="taken"))
    twin, nameless = make_note(title="taken"), make_note(title=None)
    good = [make_note() for _ in range(9)]
    outcomes = await asyncio.gather(
        *(service.kit.database.write(writes_of(note)) for note in [*good[:4], twin, nameless, *good[4:]]),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes[:4] + outcomes[6:]] == [type(None)] * 9
    assert isinstance(outcomes[4], WriteConflict)
    assert isinstance(outcomes[5], asyncpg.NotNullViolationError)
    kept = {row["id"] for row in await service.rows("SELECT id FROM note WHERE title <> 'taken'")}
    assert kept == {note.id for note in good}


async def test_two_changes_of_one_row_that_are_committed_together_do_not_both_happen(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    await keep(service, note := make_note())
    units = [service_work(service) for _ in range(2)]
    for number, unit in enumerate(units):
        unit.change(await unit.get(NOTE, note_id=note.id), stars=number + 1)
    outcomes = await asyncio.gather(*(unit.commit() for unit in units), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "WriteConflict"]
    (row,) = await service.rows("SELECT stars, version FROM note")
    assert row == {"stars": 1 if outcomes[0] is None else 2, "version": 2}


async def test_a_change_of_an_outdated_row_is_a_conflict_and_writes_nothing_of_its_work(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    await keep(service, note := make_note())
    first, second = service_work(service), service_work(service)
    mine, yours = await first.get(NOTE, note_id=note.id), await second.get(NOTE, note_id=note.id)
    first.change(mine, title="first")
    await first.commit()
    second.change(yours, title="second")
    second.add(Mark(agency_id=AGENCY, client_id=CLIENT, text="written beside it"))
    second.record(NoteTaken(client_id=CLIENT, note_id=note.id), about=note)
    with pytest.raises(WriteConflict):
        await second.commit()
    assert await service.rows("SELECT title, version FROM note") == [{"title": "first", "version": 2}]
    assert await service.rows("SELECT 1 FROM mark UNION ALL SELECT 1 FROM outbox") == []


async def test_a_removal_of_an_outdated_row_is_a_conflict(start_notes: StartNotes) -> None:
    service = await start_notes()
    await keep(service, note := make_note())
    first, second = service_work(service), service_work(service)
    mine, yours = await first.get(NOTE, note_id=note.id), await second.get(NOTE, note_id=note.id)
    first.change(mine, title="first")
    await first.commit()
    second.remove(yours)
    with pytest.raises(WriteConflict):
        await second.commit()
    assert len(await service.rows("SELECT 1 FROM note")) == 1


async def test_changing_a_row_twice_in_one_work_is_one_version(start_notes: StartNotes) -> None:
    service = await start_notes()
    await keep(service, note := make_note())
    unit = service_work(service)
    read = await unit.get(NOTE, note_id=note.id)
    unit.change(read, title="once")
    unit.change(read, stars=2)
    await unit.commit()
    assert await service.rows("SELECT title, stars, version FROM note") == [
        {"title": "once", "stars": 2, "version": 2}
    ]


async def test_a_row_changed_before_its_insert_is_inserted_as_changed(start_notes: StartNotes) -> None:
    service = await start_notes()
    unit = service_work(service)
    note = unit.add(make_note())
    unit.change(note, stars=3)
    await unit.commit()
    assert await service.rows("SELECT stars, version FROM note") == [{"stars": 3, "version": 1}]


async def test_a_row_added_and_removed_again_is_never_written(start_notes: StartNotes) -> None:
    service = await start_notes()
    unit = service_work(service)
    unit.remove(unit.add(make_note()))
    await unit.commit()
    assert await service.rows("SELECT 1 FROM note") == []


@pytest.mark.parametrize("times", [1, 2])
async def test_a_row_changed_and_then_removed_is_removed(start_notes: StartNotes, times: int) -> None:
    service = await start_notes()
    loose = Loose(agency_id=AGENCY, text="unversioned")
    await keep(service, note := make_note(), loose)
    unit = service_work(service)
    read = await unit.get(NOTE, note_id=note.id)
    unit.change(read, title="on its way out")
    unit.change(loose, text="too")
    for _ in range(times):
        unit.remove(read)
        unit.remove(loose)
    await unit.commit()
    assert await service.rows("SELECT id FROM note UNION ALL SELECT id FROM loose") == []


async def test_a_fact_noted_once_keeps_its_first_words(start_notes: StartNotes) -> None:
    service = await start_notes()
    mark_id = new_id()
    for text in ("first", "second"):
        await keep(service, Mark(id=mark_id, agency_id=AGENCY, client_id=CLIENT, text=text))
    assert await service.rows("SELECT text FROM mark") == [{"text": "first"}]


async def test_facts_noted_at_once_are_one_fact(start_notes: StartNotes) -> None:
    service = await start_notes()
    mark_id = new_id()
    marks = [Mark(id=mark_id, agency_id=AGENCY, client_id=CLIENT, text=str(number)) for number in range(8)]
    await asyncio.gather(*(service.kit.database.write(writes_of(mark)) for mark in marks))
    assert len(await service.rows("SELECT text FROM mark")) == 1


async def test_of_what_is_said_again_the_last_word_stays(start_notes: StartNotes) -> None:
    service = await start_notes()
    one, other = new_id(), new_id()
    await keep(service, Latest(id=one, agency_id=AGENCY, text="old"))
    await keep(
        service,
        *(Latest(id=row_id, agency_id=AGENCY, text=text) for row_id in (one, other) for text in ("a", "b")),
    )
    assert await service.rows("SELECT id, text FROM latest ORDER BY id") == [
        {"id": one, "text": "b"},
        {"id": other, "text": "b"},
    ]


async def test_what_was_said_and_unsaid_in_one_work_is_gone(start_notes: StartNotes) -> None:
    service = await start_notes()
    await keep(service, latest := Latest(agency_id=AGENCY, text="old"))
    unit = service_work(service)
    again = unit.add(Latest(id=latest.id, agency_id=AGENCY, text="new"))
    unit.remove(again)
    await unit.commit()
    unit = service_work(service)
    unit.remove(Latest(id=latest.id, agency_id=AGENCY, text="old"))
    unit.add(Latest(id=latest.id, agency_id=AGENCY, text="newest"))
    await unit.commit()
    assert await service.rows("SELECT text FROM latest") == [{"text": "newest"}]


async def test_work_that_wrote_nothing_commits(start_notes: StartNotes) -> None:
    service = await start_notes()
    await service_work(service).commit()


async def test_a_column_that_a_row_does_not_have_is_refused_and_nothing_of_it_is_written(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    await keep(service, note := make_note())
    unit = service_work(service)
    with pytest.raises(TypeError, match="colour"):
        unit.change(await unit.get(NOTE, note_id=note.id), colour="red")
    await unit.commit()
    assert await service.rows("SELECT version FROM note") == [{"version": 1}]


async def test_a_reaction_reads_what_it_wrote_and_a_request_does_not(start_notes: StartNotes) -> None:
    service = await start_notes()
    note = make_note()
    request = service_work(service)
    request.add(note)
    assert await request.one(NOTE, note_id=note.id) is None
    async with service.kit.database.transaction() as transaction:
        reaction = service.unit_of_work(make_caller(None), session=Session(transaction))
        added = reaction.add(make_note())
        found = await reaction.get(NOTE, note_id=added.id)
        reaction.change(found, stars=1)
        assert (await reaction.get(NOTE, note_id=added.id)).stars == 1
        await reaction.commit()
    assert await service.rows("SELECT stars FROM note") == [{"stars": 1}]


async def test_an_event_that_nobody_listed_is_not_recorded(start_notes: StartNotes) -> None:
    service = await start_notes()
    with pytest.raises(ValueError, match="note-burnt"):
        service_work(service).record(NoteBurnt(client_id=CLIENT), about=make_note())


async def test_work_that_nobody_listed_is_not_scheduled(start_notes: StartNotes) -> None:
    service = await start_notes()
    with pytest.raises(ValueError, match="SCHEDULED"):
        service_work(service).schedule("unheard-of", CLIENT, service.clock.now())


async def test_an_event_too_large_for_the_log_is_refused_before_anything_is_written(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    unit = service_work(service)
    long = NoteTaken(client_id=CLIENT, note_id=CLIENT, words="9" * 1_000_000)
    with pytest.raises(ValueError, match="bytes"):
        unit.record(long, about=make_note())
    await unit.commit()
    assert await service.rows("SELECT 1 FROM outbox") == []


class TestWhatNobodyCheckedIsNotWritten:
    def agent_work(self, service: RunningService) -> UnitOfWork:
        return service.unit_of_work(make_caller(Role.AGENT, agent_id=AGENT))

    async def test_a_row_about_a_client_whom_nothing_was_read_about(self, start_notes: StartNotes) -> None:
        unit = self.agent_work(await start_notes())
        with pytest.raises(UnforeseenWrite):
            unit.add(make_note())

    async def test_a_row_of_another_agency_even_by_the_service_itself(self, start_notes: StartNotes) -> None:
        unit = service_work(await start_notes())
        with pytest.raises(UnforeseenWrite):
            unit.add(make_note(agency_id=OTHER_AGENCY))
        with pytest.raises(UnforeseenWrite):
            unit.remove(Latest(agency_id=OTHER_AGENCY, text=""))

    async def test_a_row_found_only_by_looking_through_the_whole_agency(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_notes()
        await service.know_client(agent_id=OTHER_AGENT)
        await keep(service, note := make_note())
        unit = self.agent_work(service)
        found = await unit.one_in_agency(NOTE, note_id=note.id)
        with pytest.raises(UnforeseenWrite):
            unit.change(found, title="mine now")

    async def test_but_what_was_read_within_reach_is_written(self, start_notes: StartNotes) -> None:
        service = await start_notes()
        await service.know_client()
        await keep(service, note := make_note())
        unit = self.agent_work(service)
        unit.change(await unit.get(NOTE, note_id=note.id), title="mine")
        unit.add(make_note())
        await unit.commit()
        assert len(await service.rows("SELECT 1 FROM note")) == 2

    async def test_a_row_is_not_moved_to_another_client_or_agency(self, start_notes: StartNotes) -> None:
        service = await start_notes()
        await service.know_client()
        await keep(service, note := make_note())
        unit = self.agent_work(service)
        found = await unit.get(NOTE, note_id=note.id)
        for where in ({"client_id": new_id()}, {"agency_id": OTHER_AGENCY}):
            with pytest.raises(UnforeseenWrite):
                unit.change(found, **where)


async def test_the_writers_full_queue_is_said_at_once_and_the_queued_are_still_written(
    start_notes: StartNotes,
) -> None:
    service = await start_notes()
    database = Database(service.kit.settings.database_url.get_secret_value(), writers=1, waiting=3)
    await database.open()
    try:
        outcomes = await asyncio.gather(
            *(database.write(writes_of(make_note())) for _ in range(5)), return_exceptions=True
        )
    finally:
        await database.close()
    assert [type(outcome) for outcome in outcomes] == [type(None)] * 3 + [Unavailable] * 2
    assert len(await service.rows("SELECT 1 FROM note")) == 3


async def test_a_cancelled_writer_takes_nobody_with_it(start_notes: StartNotes) -> None:
    service = await start_notes()
    notes = [make_note() for _ in range(6)]
    tasks = [asyncio.create_task(service.kit.database.write(writes_of(note))) for note in notes]
    await asyncio.sleep(0)
    tasks[2].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes.pop(2), asyncio.CancelledError)
    assert outcomes == [None] * 5
    written = {row["id"] for row in await service.rows("SELECT id FROM note")}
    assert {note.id for note in notes[:2] + notes[3:]} <= written


async def test_a_write_after_the_end_is_unavailable_and_no_hang(start_notes: StartNotes) -> None:
    service = await start_notes()
    await service.kit.database.close()
    with pytest.raises(Unavailable):
        await service.kit.database.write(writes_of(make_note()))
    with pytest.raises(Unavailable):
        await service.kit.database.fetch("SELECT 1", [])
    with pytest.raises(Unavailable):
        async with service.kit.database.transaction():
            pass


class TestWhatPostgreSQLCannotKeep:
    @pytest.mark.parametrize(
        "different",
        [
            {"stars": 2**31},
            {"stars": -(2**63) - 1},
            {"title": "a NUL \x00 in the middle"},
            {"title": "half a pair \ud800"},
            {"tags": ["a NUL \x00"]},
        ],
        ids=["int32", "int64", "nul", "surrogate", "nul in json"],
    )
    async def test_is_a_problem_of_the_request_and_no_defect(
        self, start_notes: StartNotes, different: dict[str, Any]
    ) -> None:
        service = await start_notes()
        with pytest.raises(Problem) as caught:
            await service.kit.database.write(writes_of(make_note(**different)))
        assert (caught.value.status, caught.value.code) == (422, "OUT_OF_RANGE")
        assert await service.rows("SELECT 1 FROM note") == []

    async def test_a_value_that_reads_like_a_closed_connection_is_not_taken_for_one(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_notes()
        with pytest.raises(asyncpg.exceptions.DataError):
            await service.kit.database.fetch("SELECT $1::int", ["disclosed"])

    async def test_a_defect_in_a_transaction_stays_what_it_is(self, start_notes: StartNotes) -> None:
        """Whoever meets a missing file or a timeout of his own must not be told that the database is away."""
        service = await start_notes()
        for defect in (FileNotFoundError("a template"), TimeoutError("of somebody else")):
            with pytest.raises(type(defect)):
                async with service.kit.database.transaction():
                    raise defect


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
amounts = st.decimals("-9999999999999.99", "9999999999999.99", places=2).map(Money.of)
note_values = st.fixed_dictionaries(
    {
        "title": texts,
        "stars": st.integers(-(2**31), 2**31 - 1),
        "amount": st.none() | amounts,
        "tags": st.lists(trees, max_size=3) | st.dictionaries(texts, trees, max_size=3),
        "secret": st.none() | st.binary(max_size=20),
        "day": st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
        "noted_at": st.datetimes(timezones=st.just(UTC)),
        "client_id": st.uuids(),
    }
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(st.lists(note_values, min_size=1, max_size=5, unique_by=lambda note: note["client_id"]))
async def test_what_is_written_is_read_back_equal(
    start_notes: StartNotes, drawn: list[dict[str, Any]]
) -> None:
    service = RUNNING.get(id(start_notes)) or RUNNING.setdefault(id(start_notes), await start_notes())
    notes = [make_note(**values) for values in drawn]
    await asyncio.gather(*(service.kit.database.write(writes_of(note)) for note in notes))
    for note in notes:
        read: Note = await service_work(service).get(NOTE, note_id=note.id)
        assert read.model_dump() == note.model_dump()


RUNNING: dict[int, RunningService] = {}
"""The one service of all examples of a property."""


async def test_a_transaction_rolls_back_by_any_exception(start_notes: StartNotes) -> None:
    service = await start_notes()

    async def write_and_fail() -> None:
        async with service.kit.database.transaction() as transaction:
            assert isinstance(transaction, Transaction)
            await transaction.write(writes_of(make_note()))
            raise KeyError("after writing")

    with pytest.raises(KeyError):
        await write_and_fail()
    assert await service.rows("SELECT 1 FROM note") == []


def test_an_id_is_made_for_each_row() -> None:
    assert isinstance(make_note().id, UUID)
    assert make_note().id != make_note().id


def test_a_column_of_a_row_is_set_like_any_attribute_and_nothing_else_is() -> None:
    note = make_note()
    note.title = "another"
    assert (note.title, note.__dict__["title"]) == ("another", "another")
    with pytest.raises(AttributeError, match="Note has no colour"):
        note.colour = "red"
