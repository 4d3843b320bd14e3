"""The wiring of `claims`."""

from fastapi import FastAPI

from services.claims import choreography
from services.claims.api import calculators, claims
from services.claims.settings import Settings
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.service import build_kit, build_service


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `claims`, with its background work."""
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    return build_service(
        kit,
        routers=[calculators.router, claims.router],
        title="Coverloop claims",
        summary="Claims from first report to payment: checklist, evidence, the carrier's clocks.",
    )
