"""The service `notes` under test: the fixture that starts it, on a real database with the tables it needs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any, Protocol

import pytest
from fastapi import APIRouter

from shared.choreography import Choreography
from shared.event_log import EventLog
from shared.settings import Settings
from tests.kit import notes
from tests.services.databases import Databases
from tests.services.issuer import Issuer
from tests.services.running import BEGINNING, RecordingLog, RunningService, clock_at, make_settings, opened


class StartNotes(Protocol):
    """Starts `notes` on a fresh database, or as another process on the database of one that runs."""

    def __call__(
        self,
        *,
        choreography: Choreography | None = None,
        beside: RunningService | None = None,
        event_log: EventLog | None = None,
        more_routers: Sequence[APIRouter] = (),
        keys_known: bool = True,
        **settings: Any,
    ) -> Awaitable[RunningService]: ...


@pytest.fixture
async def start_notes(databases: Databases, issuer: Issuer) -> AsyncIterator[StartNotes]:
    """A factory of `notes`, each stopped after the test."""
    running: list[RunningService] = []

    async def start_one(
        *,
        choreography: Choreography | None = None,
        beside: RunningService | None = None,
        event_log: EventLog | None = None,
        more_routers: Sequence[APIRouter] = (),
        keys_known: bool = True,
        **settings: Any,
    ) -> RunningService:
        if beside is None:
            made = make_settings(
                Settings, await databases.fresh("leads", and_tables=notes.TABLES), issuer, **settings
            )
        else:
            made = beside.kit.settings.model_copy(update=settings)
        log = event_log or RecordingLog()
        clock = beside.clock if beside else clock_at(BEGINNING)
        app = notes.build_app(
            made, event_log=log, clock=clock, choreography=choreography, more_routers=more_routers
        )
        running.append(RunningService("notes", app, issuer, clock, log))
        return await opened(running[-1], keys_known=keys_known)

    yield start_one
    for service in reversed(running):
        await asyncio.wait_for(service.stop(), 10)
    await databases.drop()
