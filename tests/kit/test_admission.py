"""No more requests in hand than the setting: the others are told at once to come again, and none is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest

from shared.admission import Admission
from shared.routing import public, service_router
from shared.telemetry import TURNED_AWAY
from tests.kit.running_notes import StartNotes


class HeldApp:
    """An app that reads the body and then works until it is let go; it may fail instead."""

    def __init__(self, *, fails: bool = False) -> None:
        self.let_go = asyncio.Event()
        self.at_work = 0
        self.most_at_work = 0
        self._fails = fails

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await self.let_go.wait()
        finally:
            self.at_work -= 1
        if self._fails:
            raise RuntimeError
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def make_scope(path: str = "/notes", **others: Any) -> dict[str, Any]:
    return {"type": "http", "path": path, "headers": [], **others}


async def whole_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"{}", "more_body": False}


async def ask(app: Any, receive: Callable[[], Awaitable[Any]] = whole_body, **scope: Any) -> int:
    statuses: list[int] = []

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    await app(make_scope(**scope), receive, send)
    (status,) = statuses
    return status


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_comes_beyond_the_bound_is_refused_and_the_others_are_answered() -> None:
    held = HeldApp()
    app = Admission(held, "notes", 3)
    asking = [asyncio.create_task(ask(app)) for _ in range(10)]
    await settle()
    assert sorted(task.result() for task in asking if task.done()) == [503] * 7
    held.let_go.set()
    assert sorted(await asyncio.gather(*asking)) == [200] * 3 + [503] * 7
    assert held.most_at_work == 3


async def test_a_place_is_free_again_after_each_answer() -> None:
    held = HeldApp()
    app = Admission(held, "notes", 1)
    held.let_go.set()
    assert [await ask(app) for _ in range(5)] == [200] * 5


async def test_a_place_is_free_again_after_a_failure_and_after_a_caller_who_left() -> None:
    broken = Admission(failing := HeldApp(fails=True), "notes", 1)
    failing.let_go.set()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await ask(broken)
    held = HeldApp()
    app = Admission(held, "notes", 1)
    left = asyncio.create_task(ask(app))
    await settle()
    left.cancel()
    await asyncio.wait([left])
    held.let_go.set()
    assert await ask(app) == 200


async def test_who_is_still_sending_takes_nobodys_place() -> None:
    held = HeldApp()
    app = Admission(held, "notes", 1)
    sent = asyncio.Event()

    async def slowly() -> dict[str, Any]:
        await sent.wait()
        return await whole_body()

    slow = [asyncio.create_task(ask(app, slowly)) for _ in range(5)]
    await settle()
    quick = asyncio.create_task(ask(app))
    await settle()
    assert held.at_work == 1
    assert await ask(app) == 503
    held.let_go.set()
    assert await quick == 200
    sent.set()
    assert await asyncio.gather(*slow) == [200] * 5


async def test_a_body_in_parts_is_waited_for_part_by_part() -> None:
    held = HeldApp()
    app = Admission(held, "notes", 1)
    parts = iter([True, True, False])

    async def in_parts() -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x", "more_body": next(parts)}

    asking = asyncio.create_task(ask(app, in_parts))
    await settle()
    assert held.at_work == 1
    assert await ask(app) == 503
    held.let_go.set()
    assert await asking == 200


@pytest.mark.parametrize("path", ["/notes/health/live", "/notes/health/ready", "/notes/metrics"])
async def test_health_and_metrics_are_answered_whatever_is_in_hand(path: str) -> None:
    held = HeldApp()
    app = Admission(held, "notes", 1)
    busy = [asyncio.create_task(ask(app)), asyncio.create_task(ask(app, path=path))]
    await settle()
    assert held.at_work == 2
    held.let_go.set()
    assert await asyncio.gather(*busy) == [200, 200]


async def test_other_protocols_pass() -> None:
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    await Admission(app, "notes", 1)({"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]


async def test_a_service_refuses_with_a_problem_that_says_when_to_come_again(start_notes: StartNotes) -> None:
    began, let_go = asyncio.Event(), asyncio.Event()
    router = service_router("notes")

    @router.get("/slow/work")
    @public
    async def slow() -> dict[str, str]:
        """Takes its time."""
        began.set()
        await let_go.wait()
        return {}

    service = await start_notes(more_routers=[router], requests_at_once=1)
    before = TURNED_AWAY.labels("notes")._value.get()
    in_hand = asyncio.create_task(service.client().get("/notes/slow/work"))
    await began.wait()
    refused = await service.client(language="zh-CN").post("/notes", content=b"anything")
    healthy = await service.client().get("/notes/health/ready")
    let_go.set()
    assert (await in_hand).status_code == 200
    assert_busy(refused)
    assert healthy.status_code == 200
    assert TURNED_AWAY.labels("notes")._value.get() == before + 1
    assert (await service.client().get("/notes/slow/work")).status_code == 200


def assert_busy(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-correlation-id"]
    assert orjson.loads(answer.content) == {
        "type": "urn:coverloop:problem:BUSY",
        "title": "服务繁忙，请稍后再试。",
        "status": 503,
        "code": "BUSY",
        "detail": "服务繁忙，请稍后再试。",
        "instance": "/notes",
    }
