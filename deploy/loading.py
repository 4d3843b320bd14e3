"""How a service's package becomes something that runs: its choreography, its settings, its app."""

from importlib import import_module
from types import ModuleType

from pydantic_settings import BaseSettings
from starlette.types import ASGIApp

from deploy.refusal import Refusal
from deploy.roster import CONSOLE, services_with
from shared.choreography import Choreography, choreography_of
from shared.clock import Clock
from shared.event_log import EventLog


class NoSuchService(Refusal):
    """No service of that name is here."""

    exit_status = 2


def choreographies() -> list[Choreography]:
    """What each service publishes, reacts to and does when its time comes."""
    return [choreography_of(_module(name, "choreography")) for name in services_with("choreography.py")]


def settings_class(service: str) -> type[BaseSettings]:
    """The settings of one service; raises NoSuchService."""
    kind: type[BaseSettings] = _module(service, "settings").Settings
    return kind


def build_service(service: str, settings: BaseSettings, *, event_log: EventLog, clock: Clock) -> ASGIApp:
    """The app of a service that owns data; raises NoSuchService."""
    app: ASGIApp = _module(service, "app").build_app(settings, event_log=event_log, clock=clock)
    return app


def build_console(settings: BaseSettings) -> ASGIApp:
    """The console's app; raises NoSuchService."""
    app: ASGIApp = _module(CONSOLE, "app").build_app(settings)
    return app


def preload(*services: str) -> None:
    """Import the apps of these services, which takes longer than anything else that a start does on this processor."""
    for service in services:
        _module(service, "app")


def _module(service: str, module: str) -> ModuleType:
    if not services_with(f"{module}.py").count(service):
        raise NoSuchService(f"there is no service called {service!r}")
    return import_module(f"services.{service}.{module}")
