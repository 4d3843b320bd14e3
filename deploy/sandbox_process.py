"""The sandbox as a process of its own: a pretend identity provider and carrier for a deployment that is tried out.

Its settings come from the environment (COVERLOOP_SANDBOX_…, see `sandbox.settings`).
"""

import uvicorn
from starlette.types import ASGIApp

from deploy.assembly import sandbox_composition
from deploy.own_databases import SANDBOX
from deploy.service_process import read_settings
from deploy.serving import GRACE_SECONDS, options
from sandbox.settings import Settings
from shared.telemetry import start_logging


def run_sandbox(*, port: int, host: str) -> None:
    """Serve until SIGTERM. Raises HalfConfigured before anything is started."""
    read_settings(SANDBOX, Settings)
    uvicorn.run(
        "deploy.sandbox_process:app_from_environment",
        factory=True,
        host=host,
        port=port,
        lifespan="on",
        **options(grace_seconds=GRACE_SECONDS, websockets=False),
    )


def app_from_environment() -> ASGIApp:
    """The sandbox's app, by the settings in the environment."""
    start_logging(json_lines=True)
    return sandbox_composition(read_settings(SANDBOX, Settings))
