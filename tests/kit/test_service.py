"""A service process: what starts with it, what its readiness says, and what it leaves behind when it stops."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from shared import supervision
from shared.caller import Role
from shared.event_log import LogUnavailable
from shared.events import Incoming
from shared.service import running
from shared.supervision import supervised
from shared.unit_of_work import UnitOfWork
from tests.conftest import NewDatabase
from tests.kit.logs import everything_on, started, until
from tests.kit.making_notes import note_body
from tests.kit.notes import Mark, NoteTaken, choreography_for
from tests.kit.running_notes import StartNotes
from tests.services.running import RecordingLog, RunningService

Condition = Callable[[], Awaitable[bool]]


async def test_a_request_is_carried_by_relay_and_consumer_to_its_reaction(
    start_notes: StartNotes, new_database: NewDatabase
) -> None:
    async def mark(uow: UnitOfWork, event: Incoming[NoteTaken]) -> None:
        uow.add(Mark(agency_id=uow.caller.agency_id, client_id=event.data.client_id, text="reacted"))

    log = await started(await new_database("log"))
    service = await start_notes(choreography=choreography_for(reacts_to=[(NoteTaken, mark)]), event_log=log)
    await service.know_client()
    async with running(service.kit):
        assert (await service.client().post("/notes", json=note_body())).status_code == 201

        async def reacted() -> bool:
            return len(await service.rows("SELECT 1 FROM mark")) == 1

        await until(reacted)
        assert (await service.client(None).get("/notes/health/ready")).json() == {"status": "ok"}
        flow = (await service.client(Role.OPS).get("/notes/ops/flow")).json()
        assert (flow["service"], flow["log_reachable"], set(flow["lag"])) == (
            "notes",
            True,
            {"coverloop.notes"},
        )
    assert len(await everything_on(log)) == 1
    await log.stop()


async def test_work_of_the_services_own_runs_while_its_database_is_open(start_notes: StartNotes) -> None:
    service = await start_notes()
    seen: list[object] = []

    async def one() -> object:
        return (await service.kit.database.fetch("SELECT 1 AS one", []))[0]["one"]

    @contextlib.asynccontextmanager
    async def beside() -> AsyncIterator[None]:
        seen.append(await one())
        yield
        seen.append(await one())

    async with running(service.kit, beside):
        assert seen == [1]
    assert seen == [1, 1]


async def test_a_process_that_stops_leaves_no_task_behind(start_notes: StartNotes) -> None:
    service = await start_notes()
    before = asyncio.all_tasks()
    async with running(service.kit):
        assert len(asyncio.all_tasks()) > len(before)
    assert asyncio.all_tasks() == before


class Loop:
    """Ends by a defect as often as told, then runs for ever."""

    def __init__(self, defects: int) -> None:
        self.defects = defects
        self.runs = 0

    async def run(self) -> None:
        self.runs += 1
        if self.runs <= self.defects:
            raise RuntimeError("a defect")
        await asyncio.Event().wait()


class TestABackgroundLoop:
    async def run_for(self, service: RunningService, loop: Loop, condition: Condition) -> None:
        task = asyncio.create_task(supervised(service.kit, loop))
        try:
            await until(condition)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def test_that_ends_by_a_defect_begins_again_and_readiness_says_so(
        self, start_notes: StartNotes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervision, "BEGINS_AGAIN_AFTER_SECONDS", 0.0)
        service, loop = await start_notes(), Loop(defects=3)

        async def runs_again() -> bool:
            return loop.runs == 4

        await self.run_for(service, loop, runs_again)
        answer = await service.client(None).get("/notes/health/ready")
        assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
        assert (await service.client(None).get("/notes/health/live")).status_code == 200

    async def test_that_has_held_since_is_ready_again(
        self, start_notes: StartNotes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervision, "BEGINS_AGAIN_AFTER_SECONDS", 0.0)
        monkeypatch.setattr(supervision, "HELD_AFTER_SECONDS", 0.01)
        service, loop = await start_notes(), Loop(defects=1)

        async def is_ready_again() -> bool:
            ready = await service.client(None).get("/notes/health/ready")
            return loop.runs == 2 and ready.status_code == 200

        await self.run_for(service, loop, is_ready_again)

    async def test_with_nothing_to_do_just_ends(self, start_notes: StartNotes) -> None:
        class Idle:
            async def run(self) -> None:
                """Nothing to do."""

        service = await start_notes()
        await supervised(service.kit, Idle())
        assert not service.kit.defects


async def test_a_service_without_its_database_is_not_ready_but_alive(start_notes: StartNotes) -> None:
    service = await start_notes()
    await service.kit.database.close()
    client = service.client(None)
    assert (await client.get("/notes/health/ready")).status_code == 503
    assert (await client.get("/notes/health/live")).status_code == 200


async def test_a_database_that_comes_back_is_used_again_by_requests(start_notes: StartNotes) -> None:
    service = await start_notes()
    other = await start_notes(beside=service)
    await service.know_client()
    statuses = []
    for number in range(6):
        await other.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        answer = await service.client().post("/notes", json=note_body(title=str(number)))
        statuses.append(answer.status_code)
    assert set(statuses) <= {201, 503}
    # Connections that were idle when they were ended are found out one by one, at most as many as there are.
    afterwards: list[int] = []
    while 201 not in afterwards and len(afterwards) < service.kit.settings.database_connections:
        answer = await service.client().post("/notes", json=note_body(title="again"))
        afterwards.append(answer.status_code)
    assert afterwards[-1] == 201
    assert set(afterwards) <= {201, 503}
    titles = {row["title"] for row in await other.rows("SELECT title FROM note")}
    assert {str(n) for n, status in enumerate(statuses) if status == 201} | {"again"} <= titles


async def test_a_log_that_is_away_is_told_by_the_flow_and_not_by_a_500(start_notes: StartNotes) -> None:
    class Away(RecordingLog):
        async def lag(self, group: str, topics: Any) -> dict[str, int]:
            raise LogUnavailable

    service = await start_notes(event_log=Away())
    answer = await service.client(Role.OPS).get("/notes/ops/flow")
    assert (answer.status_code, answer.json()["log_reachable"], answer.json()["lag"]) == (200, False, {})


async def test_the_api_document_names_roles_and_problems(start_notes: StartNotes) -> None:
    service = await start_notes()
    document = (await service.client(None).get("/notes/openapi.json")).json()
    assert document["paths"]["/notes"]["post"]["x-roles"] == ["agent", "client", "manager", "ops"]
    assert document["paths"]["/notes/public"]["get"]["x-roles"] == "public"
    assert document["paths"]["/notes/public"]["get"]["security"] == []
    assert "Problem" in document["components"]["responses"]
    parameters = document["paths"]["/notes"]["post"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == ["Idempotency-Key"]


async def test_a_move_of_the_clock_rings_for_what_may_be_due(start_notes: StartNotes) -> None:
    service = await start_notes()
    async with running(service.kit):
        service.kit.due_bell._rung.clear()
        service.clock.advance(timedelta(days=1))
        assert service.kit.due_bell._rung.is_set()
