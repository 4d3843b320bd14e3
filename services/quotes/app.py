"""The wiring of `quotes`."""

from fastapi import FastAPI

from services.quotes import choreography
from services.quotes.api import ROUTERS
from services.quotes.settings import Settings
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.service import build_kit, build_service


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `quotes`, with its background work."""
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    return build_service(
        kit,
        routers=ROUTERS,
        title="Coverloop quotes",
        summary="Products on sale, premiums to the fen, tiered proposals and whether they fit the client.",
    )
