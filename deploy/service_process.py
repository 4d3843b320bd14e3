"""One service as its own process or several, by the settings that its environment gives: how a deployment runs it."""

import os
from typing import TypeVar

import uvicorn
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings
from starlette.types import ASGIApp

from deploy import loading, roster
from deploy.assembly import service_composition
from deploy.graceful import GracefulServer, Workers
from deploy.refusal import Refusal
from deploy.serving import GRACE_SECONDS, options
from shared.settings import Settings
from shared.telemetry import start_logging, start_tracing

SERVICE = "COVERLOOP_SERVICE"

AnySettings = TypeVar("AnySettings", bound=BaseSettings)


class HalfConfigured(Refusal):
    """Settings are missing or wrong; the message names each, and repeats no value."""

    exit_status = 2


def run_service(service: str, *, workers: int, port: int, host: str) -> None:
    """Serve until SIGTERM. Raises NoSuchService and HalfConfigured before anything is started."""
    settings_from_environment(service)
    os.environ[SERVICE] = service
    config = uvicorn.Config(
        "deploy.service_process:app_from_environment",
        factory=True,
        workers=workers,
        host=host,
        port=port,
        lifespan="on",
        **options(grace_seconds=GRACE_SECONDS, websockets=service == roster.CONSOLE),
    )
    if workers == 1:
        GracefulServer(config).run()
    else:
        Workers(config, sockets=[config.bind_socket()]).run()


def app_from_environment() -> ASGIApp:
    """The app of the service that COVERLOOP_SERVICE names, in each of its processes."""
    service = os.environ[SERVICE]
    settings = settings_from_environment(service)
    start_logging(json_lines=True)
    if isinstance(settings, Settings) and settings.otlp_endpoint:
        start_tracing(service, settings.otlp_endpoint)
    return service_composition(service, settings)


def settings_from_environment(service: str) -> BaseSettings:
    """The settings of `service`. Raises NoSuchService and HalfConfigured."""
    return read_settings(service, loading.settings_class(service))


def read_settings(name: str, kind: type[AnySettings]) -> AnySettings:
    """The settings of what is called `name`. Raises HalfConfigured."""
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        problems = "\n".join(
            f"  {_described(problem, prefix)}" for problem in error.errors(include_input=False)
        )
        raise HalfConfigured(f"{name} is not started, its settings are incomplete:\n{problems}") from None


def _described(problem: ErrorDetails, prefix: str) -> str:
    """One wrong setting, by the name it has in the environment."""
    message = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    variable = f"{prefix}{str(problem['loc'][0]).upper()}"
    return f"{variable} is not set" if problem["type"] == "missing" else f"{variable}: {message}"
