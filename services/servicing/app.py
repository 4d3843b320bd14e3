"""The wiring of `servicing`."""

from fastapi import FastAPI

from services.servicing import choreography
from services.servicing.api import calculators, policies, reviews, tasks, timeline, upgrades
from services.servicing.settings import Settings
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.service import build_kit, build_service


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `servicing`, with its background work."""
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    return build_service(
        kit,
        routers=[
            calculators.router,
            policies.router,
            tasks.router,
            reviews.router,
            timeline.router,
            upgrades.router,
        ],
        title="Coverloop servicing",
        summary="Policies in force and every clock on them, tasks, yearly reviews, and each client's timeline.",
    )
