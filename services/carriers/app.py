"""The wiring of `carriers`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from services.carriers import api, choreography
from services.carriers.courier import Courier, PassedOn
from services.carriers.sending import SECONDS, Sender
from services.carriers.settings import Settings
from shared.bell import Bell
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.kit import Kit
from shared.service import build_kit, build_service
from shared.supervision import supervised


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `carriers`, with its background work."""
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    bell = Bell()
    kit.due_bell = PassedOn(bell)
    return build_service(
        kit,
        routers=api.ROUTERS,
        title="Coverloop carriers",
        summary="What insurers and partners are told, and what insurers say in answer, each signed.",
        beside=lambda: _carrying(kit, bell),
    )


@contextlib.asynccontextmanager
async def _carrying(kit: Kit, bell: Bell) -> AsyncIterator[None]:
    """The courier at work."""
    async with Sender(anywhere=kit.settings.environment != "production") as sender:
        task = asyncio.create_task(supervised(kit, Courier(kit, sender, bell)))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task], timeout=SECONDS)
