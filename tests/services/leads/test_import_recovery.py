"""An import goes on where it was left, once, whoever dies and however many work on it; and it fills no memory."""

import asyncio
import tracemalloc
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.leads.imports import work
from services.leads.imports.reading import Rows, survey
from shared.file_store import TEXT, FileKey
from shared.ids import new_id
from shared.problems import Problem
from shared.scheduler import Scheduler
from tests.services.fixtures import StartService
from tests.services.leads.files import begin, counts, make_csv, phone, shown
from tests.services.leads.people import lead_body
from tests.services.running import AGENCY, RunningService, random_key

ROWS = 1_800
PEOPLE = 1_500


def make_rows() -> bytes:
    """1,800 rows of 1,500 people: 300 of them are there twice, far apart."""
    return make_csv([(f"客户{number}", phone(number % PEOPLE)) for number in range(ROWS)])


async def two_processes(start_service: StartService, folder: Path) -> tuple[RunningService, RunningService]:
    """Two processes of `leads` on one database, with the same keys, the same files and the same time."""
    keys: dict[str, Any] = {name: random_key() for name in ("encryption_key", "digest_key", "share_link_key")}
    first = await start_service("leads", files=str(folder), **keys)
    address = first.kit.settings.database_url.get_secret_value()
    second = await start_service("leads", files=str(folder), database_url=address, **keys)
    second.clock.offset = first.clock.offset
    return first, second


async def everything_is_there_once(service: RunningService, import_id: str) -> None:
    ended = await shown(service.client(), import_id)
    assert (ended["status"], counts(ended)) == ("done", (ROWS, PEOPLE, ROWS - PEOPLE, 0))
    assert len(await service.rows("SELECT id FROM lead")) == PEOPLE
    assert len(await service.rows("SELECT id FROM touch")) == ROWS
    assert len(await service.rows("SELECT id FROM consent")) == PEOPLE
    told = Counter(envelope.type for envelope, _ in await service.events())
    assert told == {"lead-captured": PEOPLE, "lead-merged": ROWS - PEOPLE}


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1])
async def test_a_process_that_dies_in_the_middle_leaves_the_rest_to_another(
    start_service: StartService, tmp_path: Path, seconds: float
) -> None:
    dying, heir = await two_processes(start_service, tmp_path)
    import_id = await begin(dying.client(), make_rows())
    scheduler = Scheduler(dying.kit)
    await scheduler.tick()
    await scheduler.tick()
    assert counts(await shown(dying.client(), import_id))[0] == work.TOGETHER
    task = asyncio.create_task(scheduler.tick())
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await heir.tick()
    await everything_is_there_once(heir, import_id)


async def test_a_database_that_ends_every_connection_stops_it_only_for_a_while(
    start_service: StartService, tmp_path: Path
) -> None:
    service, other = await two_processes(start_service, tmp_path)
    import_id = await begin(service.client(), make_rows())
    scheduler = Scheduler(service.kit)
    await scheduler.tick()
    for _ in range(3):
        task = asyncio.create_task(scheduler.tick())
        await asyncio.sleep(0.05)
        await other.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await asyncio.gather(task, return_exceptions=True)
    await _until_idle(service)
    await everything_is_there_once(service, import_id)


async def test_two_processes_that_share_the_work_do_it_once(
    start_service: StartService, tmp_path: Path
) -> None:
    first, second = await two_processes(start_service, tmp_path)
    import_id = await begin(first.client(), make_rows())
    await asyncio.gather(_until_idle(first), _until_idle(second))
    await everything_is_there_once(first, import_id)


async def test_a_dry_run_that_changes_hands_still_knows_who_came_before(
    start_service: StartService, tmp_path: Path
) -> None:
    first, second = await two_processes(start_service, tmp_path)
    import_id = await begin(first.client(), make_rows(), dry_run="true")
    for service in (first, first, second, first, second):
        await Scheduler(service.kit).tick()
    await second.tick()
    ended = await shown(first.client(), import_id)
    assert (ended["status"], counts(ended)) == ("done", (ROWS, PEOPLE, ROWS - PEOPLE, 0))
    assert not await first.rows("SELECT id FROM lead")


async def test_people_who_are_entered_meanwhile_are_one_with_those_in_the_file(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    import_id = await begin(service.client(), make_rows())
    client = service.client()

    async def enter() -> list[str]:
        answers = [
            await client.post("/leads", json=lead_body(phone=phone(number)))
            for number in range(0, PEOPLE, 50)
        ]
        assert {answer.status_code for answer in answers} == {201}
        return [answer.json()["outcome"] for answer in answers]

    outcomes, _ = await asyncio.gather(enter(), _until_idle(service))
    ended = await shown(service.client(), import_id)
    assert (ended["status"], ended["rows"], ended["refused"]) == ("done", ROWS, 0)
    assert ended["captured"] + outcomes.count("captured") == PEOPLE
    assert len(await service.rows("SELECT id FROM lead")) == PEOPLE
    assert len(await service.rows("SELECT id FROM touch")) == ROWS + len(outcomes)


async def test_an_import_that_keeps_failing_here_is_ended_and_says_so(
    start_service: StartService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a defect")

    service = await start_service("leads", files=str(tmp_path))
    import_id = await begin(service.client(), make_rows())
    monkeypatch.setattr(work, "enter", broken)
    for _ in range(10):
        await service.tick(may_fail=True)
        service.clock.advance(timedelta(days=1))
    ended = await shown(service.client(), import_id)
    assert (ended["status"], ended["failure"]["code"]) == ("failed", "IMPORT_INTERRUPTED")


async def test_a_hundred_thousand_rows_are_read_in_the_memory_of_a_few(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    key = FileKey("imports", AGENCY, new_id())

    async def pieces() -> Any:
        yield "姓名,手机号\n".encode()
        for start in range(0, 100_000, 1_000):
            yield "".join(f"客户{n},{phone(n)}\n" for n in range(start, start + 1_000)).encode()

    tracemalloc.start()
    try:
        await service.kit.files.put(key, pieces(), at_most=10_000_000, accepted={TEXT})
        layout = survey(service.kit.files, key)
        rows = Rows(service.kit.files, key, layout)
        while rows.take(500):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (layout.rows, rows.passed) == (100_000, 100_000)
    assert peak < 4_000_000


async def test_an_import_takes_no_more_memory_the_longer_it_goes_on(
    start_service: StartService, tmp_path: Path
) -> None:
    service = await start_service("leads", files=str(tmp_path))
    await begin(service.client(), make_csv([("张三", phone(number)) for number in range(6_000)]))
    scheduler = Scheduler(service.kit)
    for _ in range(3):
        await scheduler.tick()
    tracemalloc.start()
    try:
        held = []
        for _ in range(9):
            await scheduler.tick()
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert held[-1] - held[0] < 500_000


async def _until_idle(service: RunningService) -> None:
    scheduler, idle = Scheduler(service.kit), 0
    while idle < 5:
        try:
            done = await scheduler.tick()
        except Problem:
            done = 1
        service.clock.advance(timedelta(seconds=1))
        idle = 0 if done else idle + 1
        await asyncio.sleep(0.02)
