"""Idempotency-Key: the same request gets the same answer, whatever happened in between, and only from its own sender."""

import asyncio

import httpx
import pytest

from shared.caller import Role
from tests.kit.making_notes import keep, make_note, note_body
from tests.kit.running_notes import StartNotes
from tests.services.running import CLIENT, OTHER_AGENT, TEAM, RunningService

KEY = {"Idempotency-Key": "0190-the-first-try"}


async def start_with_client(start_notes: StartNotes) -> RunningService:
    service = await start_notes()
    await service.know_client()
    return service


def same(first: httpx.Response, again: httpx.Response) -> bool:
    return (first.status_code, first.content, first.headers["etag"], first.headers["content-type"]) == (
        again.status_code,
        again.content,
        again.headers["etag"],
        again.headers["content-type"],
    )


async def test_the_same_key_and_body_give_the_first_answer_again_and_no_second_effect(
    start_notes: StartNotes,
) -> None:
    service = await start_with_client(start_notes)
    client = service.client()
    first, again = [await client.post("/notes", json=note_body(), headers=KEY) for _ in range(2)]
    assert first.status_code == 201
    assert same(first, again)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await service.rows("SELECT 1 FROM note")) == len(await service.events()) == 1


async def test_the_same_key_for_another_body_or_query_is_refused(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    client = service.client()
    await client.post("/notes", json=note_body(), headers=KEY)
    for answer in (
        await client.post("/notes", json=note_body(title="another"), headers=KEY),
        await client.post("/notes?dry=1", json=note_body(), headers=KEY),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert len(await service.rows("SELECT 1 FROM note")) == 1


async def test_of_many_at_once_with_one_key_one_is_done_and_all_get_its_answer(
    start_notes: StartNotes,
) -> None:
    service = await start_with_client(start_notes)
    other = await start_notes(beside=service)
    answers = await asyncio.gather(
        *(process.client().post("/notes", json=note_body(), headers=KEY) for process in [service, other] * 5)
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert len(await service.rows("SELECT 1 FROM note")) == len(await service.events()) == 1


async def test_the_first_answer_is_given_again_though_a_rule_would_now_forbid_it(
    start_notes: StartNotes,
) -> None:
    service = await start_with_client(start_notes)
    await keep(service, note := make_note(stars=99))
    client = service.client()
    first = await client.post(f"/notes/{note.id}/stars", json={"more": 1}, headers=KEY)
    forbidden = await client.post(f"/notes/{note.id}/stars", json={"more": 1})
    again = await client.post(f"/notes/{note.id}/stars", json={"more": 1}, headers=KEY)
    assert (first.status_code, forbidden.status_code) == (200, 409)
    assert (again.status_code, again.content) == (200, first.content)


async def test_a_broken_rule_is_judged_anew_and_not_remembered(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    await keep(service, note := make_note(stars=100))
    client = service.client()
    refused = await client.post(f"/notes/{note.id}/stars", json={"more": 1}, headers=KEY)
    await client.post(f"/notes/{note.id}/stars", json={"more": -1})
    accepted = await client.post(f"/notes/{note.id}/stars", json={"more": 1}, headers=KEY)
    assert (refused.status_code, accepted.status_code) == (409, 200)


async def test_the_keys_of_other_callers_and_routes_are_other_keys(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    await service.know_client(OTHER_AGENT, agent_id=OTHER_AGENT)
    await keep(service, note := make_note())
    answers = [
        await service.client().post("/notes", json=note_body(title="mine"), headers=KEY),
        await service.client(agent_id=OTHER_AGENT).post(
            "/notes", json=note_body(client_id=str(OTHER_AGENT)), headers=KEY
        ),
        await service.client(Role.MANAGER, team_id=TEAM).post(
            "/notes", json=note_body(title="manager's"), headers=KEY
        ),
        await service.client().post(f"/notes/{note.id}/stars", json={}, headers=KEY),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 200]
    assert not any("idempotency-replayed" in answer.headers for answer in answers)


@pytest.mark.parametrize("key", ["", "x" * 201, "schlüssel", "tab\tkey"])
async def test_a_key_that_is_none_is_refused(start_notes: StartNotes, key: str) -> None:
    service = await start_with_client(start_notes)
    answer = await service.client().post(
        "/notes", json=note_body(), headers=[(b"Idempotency-Key", key.encode("latin-1"))]
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_IDEMPOTENCY_KEY")


async def test_the_remembered_answer_is_sealed(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    await service.client().post("/notes", json=note_body(title="王小明 wants a call"), headers=KEY)
    (row,) = await service.rows("SELECT body, fingerprint FROM idempotent_answer")
    assert "王小明".encode() not in row["body"] + row["fingerprint"]


async def test_an_upload_is_done_once_too(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    await keep(service, note := make_note(title="seen"))
    client = service.client()
    boundary = {"content-type": "multipart/form-data; boundary=b", **KEY}
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nread\r\n--b--\r\n'
    answers = [await client.post(f"/notes/{note.id}/scan", content=body, headers=boundary) for _ in range(2)]
    assert [answer.json()["title"] for answer in answers] == ["seen, read"] * 2


async def test_an_upload_that_meets_a_conflict_is_parsed_again(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    await keep(service, note := make_note(title="seen"))
    client = service.client()
    answers = await asyncio.gather(
        *(client.post(f"/notes/{note.id}/scan", files={"file": text.encode()}) for text in "abc")
    )
    assert [answer.status_code for answer in answers] == [200] * 3
    (row,) = await service.rows("SELECT title FROM note")
    assert sorted(row["title"].split(", ")) == ["a", "b", "c", "seen"]


async def test_a_key_on_a_get_means_nothing(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    client = service.client()
    assert (await client.get("/notes", headers=KEY)).json()["items"] == []
    await keep(service, make_note(client_id=CLIENT))
    assert len((await client.get("/notes", headers=KEY)).json()["items"]) == 1
