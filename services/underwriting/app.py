"""The wiring of `underwriting`."""

from fastapi import FastAPI

from services.underwriting import choreography
from services.underwriting.api import routers
from services.underwriting.settings import Settings
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.service import build_kit, build_service


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `underwriting`, with its background work."""
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    return build_service(
        kit,
        routers=routers,
        title="Coverloop underwriting",
        summary="From an accepted proposal to the carrier's decision and the policy.",
    )
