"""The wiring of `leads`."""

from fastapi import FastAPI

from services.leads import choreography
from services.leads.api import ROUTERS
from services.leads.settings import Settings
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.service import build_kit, build_service


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `leads`, with its background work."""
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    return build_service(
        kit,
        routers=ROUTERS,
        title="Coverloop leads",
        summary="People and firms from first contact on, with their consent.",
    )
