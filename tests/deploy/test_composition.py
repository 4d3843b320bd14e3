"""Several apps behind one port: who answers what, and how they start and stop as one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from deploy.composition import Composition, NotStarted, Part, app_part, late_part, lifespan_of, log_part
from deploy.front import no_such_route
from shared.event_log import LogUnavailable


class Diary:
    """What happened, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def app(self, name: str, *, fails: str = "") -> Starlette:
        """An app that writes down when it starts and stops, and answers with its state and the path it got."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[dict[str, str]]:
            if fails:
                raise ValueError(fails)
            self.lines.append(f"{name} starts")
            yield {"owner": name}
            self.lines.append(f"{name} stops")

        async def answer(request: Request) -> PlainTextResponse:
            return PlainTextResponse(f"{request.state.owner} {request.url.path}")

        return Starlette(routes=[Route("/{rest:path}", answer)], lifespan=lifespan)

    def part(self, name: str, **options: str) -> Part:
        return app_part(name, self.app(name, **options))


def make_composition(*stages: list[Part]) -> Composition:
    return Composition(stages, front=no_such_route)


def client(composition: Composition) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(composition), base_url="http://test")


@pytest.mark.parametrize("path", ["/leads", "/leads/", "/leads/a/b", "/leads//x"])
async def test_the_first_segment_names_the_part_and_the_path_stays_as_it_was(path: str) -> None:
    diary = Diary()
    composition = make_composition([diary.part("leads"), diary.part("needs")])
    async with composition.running(), client(composition) as asking:
        assert (await asking.get(path)).text == f"leads {path}"


async def test_each_part_sees_its_own_lifespan_state_alone() -> None:
    diary = Diary()
    composition = make_composition([diary.part("leads"), diary.part("needs")])
    async with composition.running(), client(composition) as asking:
        assert (await asking.get("/needs/x")).text == "needs /needs/x"


@pytest.mark.parametrize("path", ["/leadsx", "/Leads", "/", "/x/leads"])
async def test_a_path_of_nobody_is_a_problem_with_a_code_in_the_reader_s_language(path: str) -> None:
    composition = make_composition([Diary().part("leads")])
    async with composition.running(), client(composition) as asking:
        answer = await asking.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:coverloop:problem:NO_SUCH_ROUTE",
        "title": "No service answers here.",
        "detail": "No service answers here.",
        "status": 404,
        "code": "NO_SUCH_ROUTE",
        "instance": path,
    }


async def test_a_web_socket_of_nobody_is_refused() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/nobody", "headers": [], "query_string": b""}
    await make_composition()(scope, asyncio.Queue[Any]().get, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_stages_start_one_after_another_and_stop_in_reverse() -> None:
    diary = Diary()
    composition = make_composition([diary.part("sandbox")], [diary.part("leads")], [diary.part("console")])
    async with composition.running():
        assert diary.lines == ["sandbox starts", "leads starts", "console starts"]
    assert diary.lines[3:] == ["console stops", "leads stops", "sandbox stops"]


async def test_a_start_that_fails_is_reported_by_name_and_what_had_started_is_stopped() -> None:
    diary = Diary()
    composition = make_composition(
        [diary.part("sandbox")],
        [diary.part("leads"), diary.part("claims", fails="no such database")],
        [diary.part("console")],
    )
    with pytest.raises(NotStarted, match=r"^claims did not start: ValueError: no such database$"):
        async with composition.running():
            pytest.fail("it runs")
    assert diary.lines.index("leads stops") < diary.lines.index("sandbox stops")
    assert "console starts" not in diary.lines


async def test_a_part_that_fails_to_stop_does_not_keep_the_others_from_it() -> None:
    diary = Diary()

    @contextlib.asynccontextmanager
    async def breaking() -> AsyncIterator[dict[str, Any]]:
        yield {}
        raise RuntimeError("stuck")

    composition = make_composition([diary.part("sandbox")], [Part("broken", breaking), diary.part("leads")])
    async with composition.running():
        pass
    assert set(diary.lines[2:]) == {"leads stops", "sandbox stops"}


async def test_a_start_that_is_called_off_stops_what_had_started() -> None:
    diary = Diary()
    begun = asyncio.Event()

    @contextlib.asynccontextmanager
    async def slow() -> AsyncIterator[dict[str, Any]]:
        begun.set()
        await asyncio.sleep(0.01)
        diary.lines.append("slow starts")
        yield {}
        diary.lines.append("slow stops")

    async def run() -> None:
        async with make_composition([diary.part("sandbox")], [Part("slow", slow)]).running():
            pytest.fail("it runs")

    running = asyncio.create_task(run())
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert diary.lines == ["sandbox starts", "slow starts", "slow stops", "sandbox stops"]


async def test_a_server_that_speaks_the_lifespan_protocol_is_told_why_a_start_failed() -> None:
    composition = make_composition([Diary().part("claims", fails="no such database")])
    with pytest.raises(RuntimeError, match="claims did not start: ValueError: no such database"):
        async with lifespan_of(composition):
            pytest.fail("it runs")


async def test_a_composition_may_be_a_part_of_another_server() -> None:
    diary = Diary()
    started: list[int] = []
    composition = Composition(
        [[diary.part("leads")]], front=no_such_route, on_started=lambda: started.append(1)
    )
    async with lifespan_of(composition):
        assert (diary.lines, started) == (["leads starts"], [1])
    assert diary.lines == ["leads starts", "leads stops"]


async def test_who_asks_for_a_part_that_is_still_loading_waits_for_it() -> None:
    diary = Diary()
    asked = asyncio.Event()

    async def load() -> ASGIApp:
        await asked.wait()
        return diary.app("console")

    composition = make_composition([diary.part("leads")], [late_part("console", load)])
    async with composition.running(), client(composition) as asking:
        assert diary.lines == ["leads starts"]
        waiting = asyncio.create_task(asking.get("/console/x"))
        assert (await asking.get("/leads/x")).text == "leads /leads/x"
        asked.set()
        assert (await waiting).text == "console /console/x"
    assert diary.lines == ["leads starts", "console starts", "console stops", "leads stops"]


async def test_a_late_part_that_nobody_asks_for_is_never_loaded() -> None:
    diary = Diary()

    async def load() -> ASGIApp:
        diary.lines.append("console is loaded")
        return diary.app("console")

    composition = make_composition([diary.part("leads")], [late_part("console", load)])
    async with composition.running(), client(composition) as asking:
        await asking.get("/leads/x")
    assert diary.lines == ["leads starts", "leads stops"]


async def test_a_late_part_that_cannot_be_loaded_fails_by_name_and_the_others_answer() -> None:
    async def load() -> ASGIApp:
        raise ValueError("no assets")

    diary = Diary()
    composition = make_composition([diary.part("leads")], [late_part("console", load)])
    async with composition.running(), client(composition) as asking:
        with pytest.raises(NotStarted, match=r"^console did not start: ValueError: no assets$"):
            await asking.get("/console")
        assert (await asking.get("/leads/x")).text == "leads /leads/x"


class LateLog:
    """A log that is away for its first two starts."""

    def __init__(self) -> None:
        self.starts = 0
        self.there = asyncio.Event()

    async def start(self) -> None:
        self.starts += 1
        if self.starts <= 2:
            raise LogUnavailable("away")
        self.there.set()

    async def stop(self) -> None:
        self.there.clear()


async def test_a_service_starts_without_its_log_and_connects_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("deploy.composition.RETRY_SECONDS", 0.001)
    log: Any = LateLog()
    async with make_composition([log_part(log, wait_for_it=True)]).running():
        await log.there.wait()
    assert not log.there.is_set()


async def test_an_embedded_run_says_that_its_log_is_away() -> None:
    log: Any = LateLog()
    with pytest.raises(NotStarted, match=r"^event log did not start: LogUnavailable: away$"):
        async with make_composition([log_part(log, wait_for_it=False)]).running():
            pytest.fail("it runs")
