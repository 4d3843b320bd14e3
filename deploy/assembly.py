"""What is put together with what: the whole of Coverloop for one process, or one service for a process of its own."""

import asyncio
from collections.abc import Callable

from pydantic_settings import BaseSettings
from starlette.types import ASGIApp

from deploy import loading, roster
from deploy.composition import Composition, Part, app_part, late_part, log_part
from deploy.front import Front, front_pages, no_such_route
from deploy.own_databases import SANDBOX
from deploy.own_settings import CONNECTIONS, OwnSettings
from deploy.serving import settle_memory
from sandbox.settings import Settings as SandboxSettings
from shared.calendar import local_date
from shared.clock import Clock, MovableClock, SystemClock
from shared.event_log import EventLog
from shared.settings import Settings


def embedded_composition(own: OwnSettings, url_of: Callable[[str], str]) -> Composition:
    """Everything in one process, around one clock that can be moved and one event log, on databases by name.

    The sandbox comes first: it knows how far its clock had been moved.
    """
    clock = MovableClock()
    names = roster.lifecycle_services()
    settings = {name: loading.settings_class(name)(**own.of(url_of(name))) for name in names}
    event_log = _embedded_log(own)
    services = [
        app_part(name, loading.build_service(name, settings[name], event_log=event_log, clock=clock))
        for name in names
    ]
    stages = [
        _sandbox(SandboxSettings(**own.of(url_of(SANDBOX))), clock),
        [log_part(event_log, wait_for_it=False)],
        services,
        _console(own),
    ]
    return Composition(stages, front=_front(own, clock))


def service_composition(service: str, settings: BaseSettings) -> Composition:
    """One service by itself, as a deployment runs it. Raises NoSuchService."""
    if not isinstance(settings, Settings):
        stages = [[app_part(service, loading.build_console(settings))]]
    else:
        event_log = log_of(settings)
        app = loading.build_service(service, settings, event_log=event_log, clock=SystemClock())
        stages = [[log_part(event_log, wait_for_it=True)], [app_part(service, app)]]
    return Composition(stages, front=no_such_route, on_started=settle_memory)


def sandbox_composition(settings: SandboxSettings) -> Composition:
    """The sandbox by itself, for services that are processes of their own; its clock then moves nobody else's."""
    return Composition([_sandbox(settings, MovableClock())], front=no_such_route, on_started=settle_memory)


def log_of(settings: Settings) -> EventLog:
    """The event log that the settings of a service name."""
    if settings.log == "postgres" and settings.log_database_url is not None:
        from shared.event_log.postgres import PostgresLog

        return PostgresLog(settings.log_database_url.get_secret_value())
    return _kafka_log(str(settings.kafka_bootstrap), replication=settings.kafka_replication)


def _embedded_log(own: OwnSettings) -> EventLog:
    if own.log == "postgres":
        from shared.event_log.postgres import PostgresLog

        return PostgresLog(own.log_address, connections=CONNECTIONS, wake_other_processes=False)
    return _kafka_log(own.log_address, replication=1)


def _kafka_log(bootstrap: str, *, replication: int) -> EventLog:
    from shared.event_log.kafka import KafkaLog

    return KafkaLog(bootstrap, replication_factor=replication)


def _sandbox(settings: SandboxSettings, clock: MovableClock) -> list[Part]:
    from sandbox.app import build_app

    return [app_part(SANDBOX, build_app(settings, clock=clock))]


def _console(own: OwnSettings) -> list[Part]:
    """The console, loaded when somebody opens it: its library has as many modules as all services together."""

    async def load() -> ASGIApp:
        try:
            await asyncio.to_thread(loading.preload, roster.CONSOLE)
            return loading.build_console(loading.settings_class(roster.CONSOLE)(**own.of("")))
        finally:
            settle_memory()

    return [late_part(roster.CONSOLE, load)]


def _front(own: OwnSettings, clock: Clock) -> Front:
    values = own.of("")
    pages = front_pages(
        services=roster.lifecycle_services(),
        institution_name=values["institution_name"],
        licence_no=values["licence_no"],
        today=local_date(clock.now()),
    )
    return Front(pages, asyncapi=_asyncapi)


def _asyncapi() -> str:
    from deploy.asyncapi import render_asyncapi

    return render_asyncapi(loading.choreographies())
