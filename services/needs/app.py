"""The wiring of `needs`."""

from fastapi import FastAPI

from services.needs import api, choreography
from services.needs.questionnaire_folder import read_questionnaires
from services.needs.settings import Settings
from shared.choreography import choreography_of
from shared.clock import Clock
from shared.event_log import EventLog
from shared.service import build_kit, build_service


def build_app(settings: Settings, *, event_log: EventLog, clock: Clock) -> FastAPI:
    """The app of `needs`, with its background work; a folder of questionnaires that contradict themselves is refused."""
    read_questionnaires(settings.questionnaires)
    kit = build_kit(settings, choreography_of(choreography), event_log=event_log, clock=clock)
    return build_service(
        kit,
        routers=api.ROUTERS,
        title="Coverloop needs",
        summary="What a household has and lacks, on any day, and what its client agreed to of it.",
    )
