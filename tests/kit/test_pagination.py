"""Keyset pages: every row once, in order, from any page on, and no cursor of anybody's making."""

import base64
import contextlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.caller import Reach
from shared.confinement import confined
from shared.money import Money
from shared.pagination import BadCursor, Listing, PageRequest, _narrowed, _read_cursor
from tests.kit.making_notes import NOTED_AT, keep, make_note, service_work
from tests.kit.notes import NOTES, NOTES_BACKWARDS, NOTES_BY_AMOUNT, NOTES_WITH_STARS, Note, NoteOut
from tests.kit.running_notes import StartNotes
from tests.services.running import OTHER_AGENCY, RunningService


def out(note: Note) -> NoteOut:
    return NoteOut.model_validate(note, from_attributes=True)


async def all_pages(
    service: RunningService, listing: Listing, limit: int, **filters: Any
) -> list[list[UUID]]:
    """The ids on every page to the last."""
    found: list[list[UUID]] = []
    cursor: str | None = None
    while True:
        page = await listing.page(service_work(service), PageRequest(limit, cursor), out, **filters)
        found.append([item.id for item in page.items])
        cursor = page.next_cursor
        if cursor is None:
            return found


async def keep_with_ties(service: RunningService, many: int = 10) -> list[UUID]:
    """Notes of which three each were taken in one instant; their ids in the order of the list."""
    notes = [
        make_note(
            stars=number, noted_at=NOTED_AT + timedelta(seconds=number // 3), amount=Money.of(number // 4)
        )
        for number in range(many)
    ]
    await keep(service, *notes, make_note(agency_id=OTHER_AGENCY))
    return [note.id for note in sorted(notes, key=lambda note: (note.noted_at, note.id))]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9, 10, 11, 200])
async def test_pages_of_any_size_give_every_row_once_in_order_over_ties(
    start_notes: StartNotes, limit: int
) -> None:
    service = await start_notes()
    ids = await keep_with_ties(service)
    forward = await all_pages(service, NOTES, limit)
    backward = await all_pages(service, NOTES_BACKWARDS, limit)
    assert [note_id for page in forward for note_id in page] == ids
    assert [note_id for page in backward for note_id in page] == ids[::-1]
    assert all(len(page) == limit for page in forward[:-1])
    assert forward[-1]


async def test_an_empty_list_is_one_empty_last_page(start_notes: StartNotes) -> None:
    assert await all_pages(await start_notes(), NOTES, 5) == [[]]


async def test_a_list_ordered_by_money_is_paged_too(start_notes: StartNotes) -> None:
    service = await start_notes()
    await keep_with_ties(service)
    found = [note_id for page in await all_pages(service, NOTES_BY_AMOUNT, 2) for note_id in page]
    rows = await service.rows("SELECT id FROM note WHERE amount IS NOT NULL ORDER BY amount, id")
    assert found == [row["id"] for row in rows]


async def test_a_row_that_comes_while_somebody_pages_disturbs_no_page(start_notes: StartNotes) -> None:
    service = await start_notes()
    ids = await keep_with_ties(service)
    first = await NOTES.page(service_work(service), PageRequest(4, None), out)
    await keep(service, make_note(noted_at=NOTED_AT - timedelta(days=1)))
    second = await NOTES.page(service_work(service), PageRequest(200, first.next_cursor), out)
    assert [item.id for item in [*first.items, *second.items]] == ids


async def test_filters_hold_on_every_page(start_notes: StartNotes) -> None:
    service = await start_notes()
    await keep_with_ties(service)
    at_least = await all_pages(service, NOTES_WITH_STARS, 2, at_least=4)
    assert [len(page) for page in at_least] == [2, 2, 2]
    assert await all_pages(service, NOTES_WITH_STARS, 20) != at_least
    (exactly,) = await all_pages(service, NOTES, 20, stars=7)
    assert len(exactly) == 1
    assert await all_pages(service, NOTES, 20, stars=7, title="none is called so") == [[]]


def test_a_page_is_found_by_a_row_comparison_and_never_by_counting() -> None:
    for listing in (NOTES, NOTES_BACKWARDS):
        sql = confined(_narrowed(listing, ("title",), True), Reach.AGENCY).sql
        sign = "<" if listing.descending else ">"
        assert f"(note.noted_at, note.id) {sign} (" in sql
        assert "OFFSET" not in sql.upper()
        assert "COUNT(" not in sql.upper()
        assert " OR " not in sql.upper()


def test_a_filter_that_is_an_expression_stands_in_the_query_as_it_is() -> None:
    sql = confined(_narrowed(NOTES_WITH_STARS, ("at_least",), False), Reach.AGENCY).sql
    assert "note.stars >= $1::INTEGER AND" in sql


async def test_the_last_page_of_many_rows_is_read_from_the_index(start_notes: StartNotes) -> None:
    service = await start_notes()
    async with service.kit.database.transaction() as transaction:
        await transaction.fetch(
            "INSERT INTO note SELECT gen_random_uuid(), 1, $1, gen_random_uuid(), 't' || n, 0, NULL, '[]', NULL, NULL,"
            " $2::timestamptz + n * interval '1 second' FROM generate_series(1, 20000) AS n",
            [OTHER_AGENCY, NOTED_AT],
        )
        await transaction.fetch("ANALYZE note", [])
    query = confined(_narrowed(NOTES, (), True), Reach.AGENCY)
    unit = service_work(service, OTHER_AGENCY)
    place = {"after_0": NOTED_AT + timedelta(seconds=19_980), "after_1": UUID(int=0), "page_limit": 51}
    plan = await service.rows(
        f"EXPLAIN (ANALYZE, FORMAT TEXT) {query.sql}", *query.arguments(unit.caller, place)
    )
    text = "\n".join(row["QUERY PLAN"] for row in plan)
    assert "note_by_time" in text
    assert "Seq Scan" not in text
    assert "Rows Removed" not in text


def cursor_of(*place: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


WHEN, WHICH = NOTED_AT.isoformat(), str(UUID(int=7))


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        "bnVsbA",
        cursor_of(),
        cursor_of(WHEN),
        cursor_of(WHEN, WHICH, WHICH),
        cursor_of(WHICH, WHEN),
        cursor_of(1, WHICH),
        cursor_of(None, WHICH),
        cursor_of(WHEN, None),
        cursor_of({"a": 1}, WHICH),
        cursor_of("2026-03-02", "7"),
        cursor_of("0001-01-01T00:00:00+23:59", WHICH),
        cursor_of("9999-12-31T23:59:59-23:59", WHICH),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
    ],
)
async def test_a_cursor_that_the_list_did_not_give_is_malformed(start_notes: StartNotes, cursor: str) -> None:
    answer = await (await start_notes()).client().get("/notes", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["code"] in ("BAD_CURSOR", "OUT_OF_RANGE")


@pytest.mark.parametrize("amount", ["nonsense", "1e5", "NaN", 1.5, None, "99999999999999999"])
async def test_nor_is_an_amount_of_anybodys_making_read(start_notes: StartNotes, amount: Any) -> None:
    service = await start_notes()
    with pytest.raises(BadCursor):
        await NOTES_BY_AMOUNT.page(service_work(service), PageRequest(5, cursor_of(amount, WHICH)), out)


async def test_a_cursor_of_one_list_opens_nothing_in_another_agency(start_notes: StartNotes) -> None:
    service = await start_notes()
    await keep_with_ties(service)
    page = await NOTES.page(service_work(service), PageRequest(2, None), out)
    theirs = await NOTES.page(service_work(service, OTHER_AGENCY), PageRequest(50, page.next_cursor), out)
    assert len(theirs.items) <= 1


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_cursor_is_anything_but_read_or_refused(cursor: str) -> None:
    with contextlib.suppress(BadCursor):
        when, which = _read_cursor(cursor, NOTES.order)
        assert isinstance(when, datetime)
        assert isinstance(which, UUID)


async def test_a_list_is_paged_over_http(start_notes: StartNotes) -> None:
    service = await start_notes()
    await service.know_client()
    ids = await keep_with_ties(service)
    client = service.client()
    first = (await client.get("/notes?limit=6")).json()
    second = (await client.get("/notes", params={"limit": 6, "cursor": first["next_cursor"]})).json()
    assert [item["id"] for item in first["items"] + second["items"]] == [str(note_id) for note_id in ids]
    assert second["next_cursor"] is None
