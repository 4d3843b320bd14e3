"""What every test may ask for: a real PostgreSQL with fresh databases, one run with a finished cycle, and an account of
what is skipped.
"""

import contextlib
import os
import secrets
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from pathlib import Path
from typing import Protocol

import asyncpg
import pytest
from sqlalchemy import make_url

from deploy.embedded_postgres import Cluster
from tests.journeys.walked import walked, walked_run
from tests.kafka import kafka

__all__ = ["kafka", "walked", "walked_run"]

pytest.register_assert_rewrite("tests.kit.event_log_contract", "tests.kit.event_log_store")


class Server(Protocol):
    """A PostgreSQL server that tests may fill."""

    def url(self, database: str) -> str:
        """The superuser's address of `database`."""

    async def ensure_database(self, name: str, owner: str) -> str:
        """Makes the database unless it exists; answers an address of it."""


class GivenServer:
    """The server of `COVERLOOP_TEST_POSTGRES_URL`. It gets no roles: the given user owns all of it."""

    def __init__(self, given: str) -> None:
        self._given = make_url(given).set(drivername="postgresql")

    def url(self, database: str) -> str:
        return self._given.set(database=database).render_as_string(hide_password=False)

    async def ensure_database(self, name: str, owner: str) -> str:
        del owner
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            with contextlib.suppress(asyncpg.DuplicateDatabaseError):
                await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return self.url(name)


class NewDatabase(Protocol):
    """Makes a fresh, empty database and answers its address (`postgresql://…`); dropped after the test."""

    def __call__(self, name: str = "x") -> Awaitable[str]: ...


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for the session: the given one, or an embedded one that forgets everything at the end."""
    if given := os.environ.get("COVERLOOP_TEST_POSTGRES_URL"):
        yield GivenServer(given)
        return
    with tempfile.TemporaryDirectory(
        prefix="coverloop-tests-", dir=_memory(), ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster.open(Path(folder) / "postgres", durable=False)
        try:
            yield cluster
        finally:
            cluster.remove()


def _memory() -> Path | None:
    """A folder in memory where there is one: some file systems make the next thousand files ever more slowly."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


@pytest.fixture
async def new_database(postgres: Server) -> AsyncIterator[NewDatabase]:
    """A factory of fresh databases. Their owner is a plain role, as in a deployment, never the superuser."""
    made: list[str] = []

    async def make(name: str = "x") -> str:
        database = f"{name}_{secrets.token_hex(6)}"
        made.append(database)
        return await postgres.ensure_database(database, "tests")

    yield make
    if made:
        connection = await asyncpg.connect(postgres.url("postgres"))
        try:
            for database in made:
                await connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        finally:
            await connection.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests are shared out among processes: those that need the same costly thing go to the same one.

    What takes longest begins first, so that the processes end at about the same time.
    """
    for item in items:
        group = _costly_thing(item) or str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _costly_thing(item) is None)


def _costly_thing(item: pytest.Item) -> str | None:
    fixtures = set(getattr(item, "fixturenames", ()))
    if "kafka" in fixtures:
        return "the broker"
    if fixtures & {"walked", "walked_run", "chromium"}:
        return "the walked run"
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what this machine could not run, by reason and count: a skipped test is never silent."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.getreports("skipped"):
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[told.removeprefix("Skipped: ")] += 1
    if reasons:
        terminalreporter.section(f"{reasons.total()} skipped on this machine")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count:5} x {reason}")
