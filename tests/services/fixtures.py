"""The fixtures that start services; the conftest of each folder whose tests need them imports them from here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from datetime import datetime
from typing import Any, Protocol

import pytest
import structlog

from shared.telemetry import frames_only
from tests.conftest import Server
from tests.services.databases import Databases
from tests.services.issuer import Issuer
from tests.services.running import BEGINNING, RunningService, start


class StartService(Protocol):
    """Starts the service of that name on a fresh database. More keywords are more settings.

    A second start with `database_url` of the first is a second process on the same database.
    """

    def __call__(
        self,
        service: str,
        *,
        at: datetime = BEGINNING,
        database_url: str | None = None,
        issuer: Issuer | None = None,
        keys_known: bool = True,
        **settings: Any,
    ) -> Awaitable[RunningService]: ...


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Logs as a deployment writes them, but to be read: a defect by its kind and place, not by all that was near."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            frames_only,
            structlog.dev.ConsoleRenderer(colors=False),
        ]
    )


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """One issuer of tokens for the session."""
    with Issuer() as running:
        yield running


@pytest.fixture(scope="session")
def databases(postgres: Server) -> Iterator[Databases]:
    """The migrated templates of the session."""
    made = Databases(postgres)
    yield made
    asyncio.run(made.drop(templates=True))


@pytest.fixture
async def start_service(databases: Databases, issuer: Issuer) -> AsyncIterator[StartService]:
    """A factory of services under test, each stopped after the test."""
    running: list[RunningService] = []
    issued_by = issuer

    async def start_one(
        service: str,
        *,
        at: datetime = BEGINNING,
        database_url: str | None = None,
        issuer: Issuer | None = None,
        keys_known: bool = True,
        **settings: Any,
    ) -> RunningService:
        address = database_url or await databases.fresh(service)
        running.append(
            await start(service, address, issuer or issued_by, at=at, keys_known=keys_known, **settings)
        )
        return running[-1]

    yield start_one
    for service in reversed(running):
        await service.stop()
    await databases.drop()
