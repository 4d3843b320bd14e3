"""A request from its edge: guard, parsing, problems, commit and answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from shared.answers import Defect, answer_problem
from shared.caller import Role
from shared.language import LANGUAGES
from shared.problems import TooLarge
from shared.routing import UnguardedRoute
from shared.validation import validation_body
from tests.kit.making_notes import keep, make_note, note_body
from tests.kit.running_notes import StartNotes
from tests.services.running import AGENT, CLIENT, OTHER_AGENCY, OTHER_AGENT, RunningService

ID_NUMBER = "11010519491231002X"
PROBLEM = "application/problem+json"


async def start_with_client(start_notes: StartNotes, **settings: Any) -> RunningService:
    service = await start_notes(**settings)
    await service.know_client()
    return service


async def post_raw(
    service: RunningService, body: bytes, content_type: str | None = "application/json"
) -> httpx.Response:
    headers = {} if content_type is None else {"content-type": content_type}
    return await service.client().post("/notes", content=body, headers=headers)


class TestTheAnswer:
    async def test_is_committed_before_it_is_sent(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        answer = await service.client().post("/notes", json=note_body())
        assert answer.status_code == 201
        assert answer.headers["etag"] == '"1"'
        assert [row["id"] for row in await service.rows("SELECT id::text FROM note")] == [answer.json()["id"]]

    async def test_carries_the_correlation_id_that_was_given(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        answer = await service.client().post(
            "/notes", json=note_body(), headers={"x-correlation-id": "walk-7"}
        )
        ((envelope, _),) = await service.events()
        assert answer.headers["x-correlation-id"] == envelope.correlation_id == "walk-7"

    @pytest.mark.parametrize("given", ["", "two words", "x" * 65, "<b>", "----", "13800138000"])
    async def test_carries_one_of_our_own_where_the_given_one_is_no_decent_id(
        self, start_notes: StartNotes, given: str
    ) -> None:
        service = await start_notes()
        answer = await service.client().get("/notes/public", headers={"x-correlation-id": given})
        assert answer.headers["x-correlation-id"] not in ("", given)

    async def test_of_a_defect_says_nothing_and_nothing_was_written(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note(title="whole"))
        with pytest.raises(RuntimeError):
            await service.client().post(f"/notes/{note.id}/defect")
        assert await service.rows("SELECT title, version FROM note") == [{"title": "whole", "version": 1}]
        assert await service.events() == []

    async def test_of_a_defect_is_a_plain_500(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note())
        service.app.add_exception_handler(Defect, answer_problem)  # type: ignore[arg-type]
        answer = await service.client().post(f"/notes/{note.id}/defect")
        assert answer.status_code == 500
        assert answer.headers["content-type"] == PROBLEM
        assert answer.headers["x-correlation-id"]
        assert answer.json()["code"] == "DEFECT"
        assert "张三丰" not in answer.text


class TestProblems:
    async def test_say_the_rule_in_the_readers_language_with_a_pointer(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        english = await service.client(language="en-GB,en;q=0.9").post("/notes", json=note_body(stars=6))
        chinese = await service.client(language="zh-CN").post("/notes", json=note_body(stars=6))
        assert english.status_code == chinese.status_code == 409
        assert english.headers["content-type"] == PROBLEM
        assert english.json() == {
            "type": "urn:coverloop:problem:TOO_MANY_STARS",
            "title": "A note has at most 5 stars.",
            "status": 409,
            "code": "TOO_MANY_STARS",
            "detail": "A note has at most 5 stars.",
            "instance": "/notes",
            "most": 5,
            "errors": [
                {"pointer": "/stars", "code": "TOO_MANY_STARS", "message": "A note has at most 5 stars."}
            ],
        }
        assert chinese.json()["title"] == "一条记录最多有 5 颗星。"

    async def test_are_chinese_where_no_language_is_asked_for(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        answer = await service.client(language=None).post("/notes", json=note_body(stars=6))
        assert answer.json()["title"] == "一条记录最多有 5 颗星。"

    async def test_of_a_malformed_field_point_at_it(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        answer = await service.client().post(
            "/notes", json=note_body(title="", stars="many", tags=["fine", 7], unknown=1)
        )
        assert answer.status_code == 422
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["code"] == "MALFORMED"
        assert {(error["pointer"], error["code"]) for error in answer.json()["errors"]} == {
            ("/title", "STRING_TOO_SHORT"),
            ("/stars", "INT_PARSING"),
            ("/tags/1", "STRING_TYPE"),
            ("/unknown", "EXTRA_FORBIDDEN"),
        }

    async def test_of_a_malformed_field_are_told_in_chinese_too(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        answer = await service.client(language="zh-CN").post("/notes", json={"title": "x"})
        assert answer.json()["title"] == "请求内容有误。"
        assert answer.json()["errors"] == [
            {"pointer": "/client_id", "code": "MISSING", "message": "此项必填。"}
        ]

    @pytest.mark.parametrize(
        ("path", "pointer"),
        [("/notes?limit=0", "/query/limit"), ("/notes/not-an-id", "/path/note_id")],
    )
    async def test_of_a_query_or_path_say_where(
        self, start_notes: StartNotes, path: str, pointer: str
    ) -> None:
        answer = await (await start_notes()).client().get(path)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

    @pytest.mark.parametrize("language", ["en", "zh-CN"])
    @pytest.mark.parametrize(
        "body",
        [
            {"client_id": ID_NUMBER},
            {"title": [ID_NUMBER]},
            {"stars": ID_NUMBER},
            {"amount": ID_NUMBER},
            {"day": ID_NUMBER},
            {"tags": {"number": ID_NUMBER}},
            {"id_number": ID_NUMBER},
            {ID_NUMBER: "a value where the name of the field belongs"},
            ID_NUMBER,
        ],
    )
    async def test_never_repeat_what_was_sent(
        self, start_notes: StartNotes, body: Any, language: str
    ) -> None:
        service = await start_with_client(start_notes)
        whole = note_body(**body) if isinstance(body, dict) else body
        answer = await service.client(language=language).post("/notes", json=whole)
        assert answer.status_code == 422
        assert ID_NUMBER not in answer.text
        assert ID_NUMBER[:17] not in answer.text

    async def test_of_a_path_do_not_repeat_it(self, start_notes: StartNotes) -> None:
        service = await start_notes()
        for path in (f"/notes/{ID_NUMBER}", f"/notes?limit={ID_NUMBER}", f"/notes?cursor={ID_NUMBER}"):
            answer = await service.client().get(path)
            assert answer.status_code == 422
            assert ID_NUMBER not in answer.text

    def test_of_the_tag_of_a_union_does_not_quote_the_tag(self) -> None:
        class Short(BaseModel):
            kind: Literal["short"]

        class Long(BaseModel):
            kind: Literal["long"]

        either: TypeAdapter[Any] = TypeAdapter(Annotated[Short | Long, Field(discriminator="kind")])
        with pytest.raises(ValidationError) as refused:
            either.validate_python({"kind": ID_NUMBER})
        found = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
        assert ID_NUMBER in str(found)
        for language in LANGUAGES:
            body = validation_body(RequestValidationError(found), language, instance="/notes")
            assert ID_NUMBER not in str(body)
            assert body["errors"][0]["code"] == "UNION_TAG_INVALID"

    async def test_that_a_dependency_raises_are_answered_like_any_other(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note())
        answer = await service.client().put(f"/notes/{note.id}", json={"title": "x"})
        assert (answer.status_code, answer.json()["code"]) == (428, "PRECONDITION_REQUIRED")

    async def test_with_values_of_every_kind_can_be_written(self, start_notes: StartNotes) -> None:
        from datetime import UTC, date, datetime
        from decimal import Decimal
        from uuid import UUID

        from shared.money import Money
        from shared.problems import BrokenRule

        problem = BrokenRule(
            money=Money("1.50"), number=Decimal("0.10"), day=date(2026, 3, 2), id=UUID(int=1),
            at=datetime(2026, 3, 2, tzinfo=UTC), many={"a": [Decimal(1)]},
        )  # fmt: skip
        service = await start_notes()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            from fastapi import Request

            await (await answer_problem(Request(scope), problem))(scope, receive, send)

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
            answer = await client.get("/x")
        assert service.name == "notes"
        assert answer.status_code == 409
        assert {name: answer.json()[name] for name in problem.values} == {
            "money": "1.50", "number": "0.10", "day": "2026-03-02", "id": str(UUID(int=1)),
            "at": "2026-03-02T00:00:00+00:00", "many": {"a": ["1"]},
        }  # fmt: skip


class TestBadBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"nothing",
            b"[]",
            b"null",
            b'"text"',
            b'{"stars": 1e400}',
            b'{"stars": -1e400}',
            b'{"stars": NaN}',
            b'{"stars": Infinity}',
            b'{"stars": ' + b"9" * 5000 + b"}",
            b'{"stars": 99999999999999999999999}',
            b'{"title": "\xff\xfe"}',
            b'{"title": "\\ud800"}',
            b'{"\\ud800": 1}',
            b'{"title": "a\\u0000b"}',
            b'{"tags": ["a\\u0000b"]}',
            b'{"day": "99999-01-01"}',
            b'{"day": "0000-00-00"}',
            b'{"amount": "1e5"}',
            b'{"amount": 12.5}',
            b'{"amount": "NaN"}',
            b'{"amount": "99999999999999.99"}',
            b"[" * 100_000,
            b"[" * 5_000 + b"]" * 5_000,
            b'{"tags":' * 3_000 + b"1" + b"}" * 3_000,
            b"\xef\xbb\xbf{}",
            '{"title": "x"}'.encode("utf-16"),
        ],
        ids=lambda body: repr(body[:24]),
    )
    async def test_are_malformed_and_no_defect(self, start_notes: StartNotes, body: bytes) -> None:
        service = await start_with_client(start_notes)
        if body.startswith(b'{"') and b"client_id" not in body:
            whole = json.dumps({"client_id": str(CLIENT), "title": "whole"})
            body = b'{"title": "whole", "client_id": "' + str(CLIENT).encode() + b'", ' + body[1:]
            assert whole
        answer = await post_raw(service, body)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["code"] in ("MALFORMED", "OUT_OF_RANGE")
        assert await service.rows("SELECT 1 FROM note") == []

    @pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data", None])
    async def test_of_another_type_than_json_are_malformed(
        self, start_notes: StartNotes, content_type: str | None
    ) -> None:
        service = await start_with_client(start_notes)
        answer = await post_raw(service, json.dumps(note_body()).encode(), content_type)
        assert answer.status_code == 422
        assert answer.json()["code"] == "MALFORMED"

    @pytest.mark.parametrize("query", ["title=%00", "title=%FF", "stars=99999999999", "stars=" + "9" * 5000])
    async def test_so_are_queries(self, start_notes: StartNotes, query: str) -> None:
        service = await start_notes()
        answer = await service.client().get(f"/notes?{query}")
        assert answer.status_code in (200, 422), answer.text

    async def test_an_amount_too_large_to_reckon_with_is_a_problem_of_the_request(
        self, start_notes: StartNotes
    ) -> None:
        answer = (
            await (await start_notes()).client().post("/notes/double", json={"amount": "9999999999999.99"})
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "OUT_OF_RANGE")


class TestTheLimit:
    async def test_refuses_a_declared_length_over_it_before_reading(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes, request_limit_bytes=2000)
        answer = await post_raw(service, b"[" + b" " * 2000)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == PROBLEM
        assert answer.headers["x-correlation-id"]
        assert answer.json()["code"] == TooLarge.code
        assert "2000" in answer.json()["detail"]

    async def test_stops_an_undeclared_body_where_it_passes_it(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes, request_limit_bytes=2000)
        read = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal read
            while True:
                read += 1000
                yield b" " * 1000

        answer = await service.client().post(
            "/notes", content=endless(), headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
        assert read <= 4000

    async def test_lets_pass_what_is_just_within_it(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes, request_limit_bytes=2000)
        body = json.dumps(note_body()).encode()
        assert (await post_raw(service, body.ljust(2000))).status_code == 201


class TestUnknownRoutes:
    async def test_are_404_with_a_code_in_the_readers_language(self, start_notes: StartNotes) -> None:
        service = await start_notes()
        english = await service.client().get("/nowhere")
        chinese = await service.client(language="zh-CN").get("/nowhere")
        assert english.status_code == chinese.status_code == 404
        assert english.headers["content-type"] == PROBLEM
        assert english.json()["code"] == chinese.json()["code"] == "NO_SUCH_ROUTE"
        assert english.json()["title"] == "There is no such route."
        assert chinese.json()["title"] == "没有此路径。"

    async def test_a_method_that_a_route_does_not_have_is_405(self, start_notes: StartNotes) -> None:
        answer = await (await start_notes()).client().delete("/notes")
        assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
        assert "allow" in answer.headers


class TestTheGuard:
    async def test_a_route_that_does_not_say_who_may_call_it_does_not_start(self) -> None:
        from shared.routing import service_router

        router = service_router("notes")
        with pytest.raises(UnguardedRoute, match="forgotten"):

            @router.get("/forgotten")
            async def forgotten() -> None:
                """Nobody said who may call it."""

    async def test_a_route_of_a_plain_router_does_not_start(self, start_notes: StartNotes) -> None:
        from fastapi import APIRouter

        plain = APIRouter(prefix="/notes")

        @plain.get("/around-the-guard")
        async def around() -> None:
            """Nobody asked for a token."""

        with pytest.raises(UnguardedRoute, match="around-the-guard"):
            await start_notes(more_routers=[plain])

    async def test_a_route_outside_the_services_first_segment_does_not_start(
        self, start_notes: StartNotes
    ) -> None:
        from shared.routing import public, service_router

        foreign = service_router("leads")

        @foreign.get("/of-another-service")
        @public
        async def of_another() -> None:
            """A gateway would never send anybody here."""

        with pytest.raises(UnguardedRoute, match="of-another-service"):
            await start_notes(more_routers=[foreign])

    async def test_a_route_without_a_token_is_401_and_says_how(self, start_notes: StartNotes) -> None:
        answer = await (await start_notes()).client(None).get("/notes")
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
        assert answer.headers["www-authenticate"] == "Bearer"

    async def test_a_role_that_is_not_allowed_is_403_before_the_body_is_read(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_notes()
        answer = await service.client(Role.CARRIER).post("/notes", content=b"{")
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")

    async def test_a_public_route_needs_no_token_and_minds_no_bad_one(self, start_notes: StartNotes) -> None:
        client = (await start_notes()).client(None)
        assert (await client.get("/notes/public")).status_code == 200
        assert (
            await client.get("/notes/public", headers={"authorization": "Bearer nonsense"})
        ).status_code == 200

    async def test_what_belongs_to_others_is_not_found(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note())
        assert (await service.client().get(f"/notes/{note.id}")).status_code == 200
        for stranger in (
            service.client(agent_id=OTHER_AGENT),
            service.client(agency_id=OTHER_AGENCY),
            service.client(Role.OPS, agency_id=OTHER_AGENCY),
            service.client(Role.CLIENT, client_id=AGENT),
            service.client(Role.CARRIER),
        ):
            answer = await stranger.get(f"/notes/{note.id}")
            assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
            assert (await stranger.get("/notes")).json()["items"] == []


class TestIfMatch:
    async def test_a_change_of_what_was_read_last_is_done(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note())
        client = service.client()
        etag = (await client.get(f"/notes/{note.id}")).headers["etag"]
        answer = await client.put(f"/notes/{note.id}", json={"title": "new"}, headers={"if-match": etag})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        assert answer.json()["title"] == "new"

    @pytest.mark.parametrize("given", ['"0"', '"2"', "*", "nonsense", "", '"' + "9" * 5000 + '"', '"1", "2"'])
    async def test_anything_else_is_stale(self, start_notes: StartNotes, given: str) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note(title="old"))
        answer = await service.client().put(
            f"/notes/{note.id}", json={"title": "new"}, headers={"if-match": given}
        )
        assert (answer.status_code, answer.json()["code"]) == (412, "STALE")
        assert await service.rows("SELECT title FROM note") == [{"title": "old"}]

    async def test_of_two_who_read_the_same_only_one_changes_it(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note())
        client = service.client()
        answers = await asyncio.gather(
            *(
                client.put(f"/notes/{note.id}", json={"title": title}, headers={"if-match": '"1"'})
                for title in ("first", "second")
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]


class TestContention:
    @pytest.mark.parametrize("at_once", [2, 40])
    async def test_changes_of_one_row_at_once_are_all_done_one_after_another(
        self, start_notes: StartNotes, at_once: int
    ) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note())
        client = service.client()
        answers = await asyncio.gather(
            *(client.post(f"/notes/{note.id}/stars", json={"more": 1}) for _ in range(at_once))
        )
        assert [answer.status_code for answer in answers] == [200] * at_once
        assert sorted(answer.json()["stars"] for answer in answers) == list(range(1, at_once + 1))
        assert await service.rows("SELECT stars, version FROM note") == [
            {"stars": at_once, "version": at_once + 1}
        ]
        versions = [envelope.aggregate_version for envelope, _ in await service.events()]
        assert sorted(versions) == list(range(2, at_once + 2))

    async def test_changes_by_two_processes_at_once_are_all_done(self, start_notes: StartNotes) -> None:
        service = await start_with_client(start_notes)
        other = await start_notes(beside=service)
        await keep(service, note := make_note())
        answers = await asyncio.gather(
            *(
                process.client().post(f"/notes/{note.id}/stars", json={"more": 1})
                for process in [service, other] * 8
            )
        )
        assert [answer.status_code for answer in answers] == [200] * 16
        assert await service.rows("SELECT stars FROM note") == [{"stars": 16}]

    async def test_a_rule_is_judged_by_what_is_there_when_it_is_written(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_with_client(start_notes)
        await keep(service, note := make_note(stars=97))
        client = service.client()
        answers = await asyncio.gather(
            *(client.post(f"/notes/{note.id}/stars", json={"more": 1}) for _ in range(6))
        )
        assert sorted(answer.status_code for answer in answers) == [200] * 3 + [409] * 3
        assert await service.rows("SELECT stars FROM note") == [{"stars": 100}]

    async def test_what_stays_in_conflict_is_told_and_not_tried_for_ever(
        self, start_notes: StartNotes
    ) -> None:
        service = await start_with_client(start_notes)
        await keep(service, make_note(title="taken"))
        answer = await service.client().post("/notes", json=note_body(title="taken"))
        assert (answer.status_code, answer.json()["code"]) == (409, "CONTENDED")


async def test_a_request_whose_client_has_gone_leaves_the_service_whole(start_notes: StartNotes) -> None:
    service = await start_with_client(start_notes)
    client = service.client()
    requests = [
        asyncio.create_task(client.post("/notes", json=note_body(title=f"number {number}")))
        for number in range(12)
    ]
    for _ in range(3):
        await asyncio.sleep(0)
    for request in requests[::2]:
        request.cancel()
    await asyncio.gather(*requests, return_exceptions=True)
    assert (await client.post("/notes", json=note_body())).status_code == 201
    events = {payload["note_id"] for _, payload in await service.events()}
    written = {str(row["id"]) for row in await service.rows("SELECT id FROM note")}
    assert events == written
    assert len(written) >= 7
