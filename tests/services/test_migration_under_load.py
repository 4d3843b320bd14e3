"""The next schema arrives under a service of the previous version that is being used: nobody notices.

What a deployment does in this order: migrate, then replace the processes one by one.
"""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.leads.app import build_app
from services.leads.settings import Settings
from shared import migrate as migrating
from shared.event_log.postgres import PostgresLog
from shared.events import Envelope, to_record
from shared.ids import new_id
from shared.migrate import migrate
from shared.service import running
from tests.conftest import NewDatabase
from tests.services.databases import Databases
from tests.services.issuer import Issuer
from tests.services.leads.events import make_gap_computed
from tests.services.leads.people import lead_body
from tests.services.running import AGENCY, BEGINNING, RunningService, clock_at, make_settings

CLIENTS = 8
BEFORE_AND_AFTER = 60
"""Answers that are waited for on the old schema, and again on the new one."""

OF_THE_SERVICE = """
from alembic import op

from shared.migrate import build_index

revision = "{revision}"
down_revision = "{down_revision}"

def upgrade():
    for table in ("lead", "touch", "consent", "campaign"):
        op.execute(f"ALTER TABLE {{table}} ADD COLUMN remark varchar")
    op.execute("CREATE TABLE remark (id uuid PRIMARY KEY, lead_id uuid NOT NULL, text varchar NOT NULL)")
    build_index("lead_by_source", "lead (agency_id, source)")
"""
OF_THE_KIT = """
from alembic import op

revision = "{revision}"
down_revision = "{down_revision}"

def upgrade():
    for table in ("outbox", "inbox", "held_event", "due_work", "idempotent_answer", "client_directory"):
        op.execute(f"ALTER TABLE {{table}} ADD COLUMN remark varchar")
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version after this one: every table has a column more, and there is a table and an index more."""
    histories = migrating.histories_of("leads")
    for version_table, revision in (("kit_version", OF_THE_KIT), ("schema_version", OF_THE_SERVICE)):
        folder = tmp_path / version_table
        shutil.copytree(histories[version_table], folder, ignore=shutil.ignore_patterns("__pycache__"))
        newest = max(path.name.split("_")[0] for path in folder.glob("[0-9]*.py"))
        following = f"{int(newest) + 1:04}"
        (folder / f"{following}_next.py").write_text(
            revision.format(revision=following, down_revision=newest), "utf-8"
        )
    monkeypatch.setattr(migrating, "histories_of", lambda _: {name: tmp_path / name for name in histories})


@asynccontextmanager
async def leads_at_work(
    database_url: str, log_url: str, issuer: Issuer
) -> AsyncIterator[tuple[RunningService, PostgresLog]]:
    """The service with everything that runs beside its routes, on a real log."""
    clock, log = clock_at(BEGINNING), PostgresLog(log_url)
    settings = make_settings(Settings, database_url, issuer, log_database_url=log_url)
    assert isinstance(settings, Settings)
    app = build_app(settings, event_log=log, clock=clock)
    await log.start()
    try:
        service = RunningService("leads", app, issuer, clock, log)
        async with running(service.kit):
            yield service, log
    finally:
        await log.stop()


class Load:
    """Clients that capture leads and read them, while the gaps of those leads become known, until told to stop."""

    def __init__(self, service: RunningService, log: PostgresLog) -> None:
        self._service, self._log = service, log
        self._phones = itertools.count(13800000000)
        self._stopped = False
        self.answers: list[tuple[str, int]] = []
        self.captured: list[str] = []

    async def run(self) -> None:
        """Everybody at once."""
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))

    def stop(self) -> None:
        """Each client finishes his round."""
        self._stopped = True

    async def more(self, answers: int) -> None:
        """Wait for that many more."""
        wanted = len(self.answers) + answers
        await until(lambda: _settled(len(self.answers) >= wanted))

    async def _client(self) -> None:
        http = self._service.client()
        while not self._stopped:
            captured = await http.post(
                "/leads",
                json=lead_body(phone=str(next(self._phones))),
                headers={"Idempotency-Key": str(uuid4())},
            )
            self._note("POST", captured)
            client_id = captured.json()["client_id"]
            self.captured.append(client_id)
            await self._tell_gap(client_id)
            for path in (f"/leads/{client_id}", "/leads", f"/leads/{client_id}/touches"):
                self._note("GET", await http.get(path))

    def _note(self, method: str, answer: Any) -> None:
        self.answers.append((f"{method} {answer.request.url.path}", answer.status_code))

    async def _tell_gap(self, client_id: str) -> None:
        event = make_gap_computed(client_id)
        envelope = Envelope(
            id=new_id(),
            source="needs",
            type=event.name,
            version=event.version,
            subject=str(event.assessment_id),
            time=self._service.clock.now(),
            agency_id=AGENCY,
            actor_id="service:needs",
            correlation_id="test",
            causation_id=None,
            partition_key=event.key,
            aggregate_version=1,
            traceparent=None,
        )
        await self._log.append([to_record(event, envelope)])


async def _settled(so: bool) -> bool:
    return so


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(30):
        while not await reached():  # noqa: ASYNC110 nobody tells when a row is there
            await asyncio.sleep(0.02)


async def published(log: PostgresLog, count: int) -> set[UUID]:
    """The clients of the first `count` events of `leads` on the log."""
    found: list[UUID] = []
    async with log.subscribe("observer", ["coverloop.leads"]) as subscription, asyncio.timeout(30):
        while len(found) < count:
            found += [UUID(record.key) for record in await subscription.fetch(500, 1.0)]
    assert len(found) == count
    return set(found)


async def test_the_next_schema_is_put_beneath_a_service_in_use_and_nothing_fails(
    databases: Databases, issuer: Issuer, new_database: NewDatabase, next_version: None
) -> None:
    database_url, log_url = await databases.fresh("leads"), await new_database("log")
    async with leads_at_work(database_url, log_url, issuer) as (service, log):
        load = Load(service, log)
        clients = asyncio.create_task(load.run())
        await load.more(BEFORE_AND_AFTER)
        await migrate("leads", database_url)
        await load.more(BEFORE_AND_AFTER)
        load.stop()
        await clients

        async def all_qualified() -> bool:
            (row,) = await service.rows("SELECT count(*) AS there FROM lead WHERE status = 'qualified'")
            return bool(row["there"] == len(load.captured))

        await until(all_qualified)
        assert {path for path, status in load.answers if status >= 300} == set()
        assert await published(log, len(load.captured)) == {UUID(one) for one in load.captured}
        assert await service.rows("SELECT event, error FROM held_event") == []
        assert service.kit.defects == set()
        (index,) = await service.rows(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'lead_by_source'::regclass"
        )
        assert index["indisvalid"]
        assert await service.rows("SELECT * FROM remark") == []
    await databases.drop()
