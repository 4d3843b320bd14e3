"""The wiring of `console`: NiceGUI below /console, with health answers that need no browser."""

from fastapi import FastAPI
from nicegui import ui

from services.console.pages import deliveries, flow, overview, parked, sign_in, tasks
from services.console.sessions import Sessions
from services.console.settings import Settings

ROOT = "/console"


def build_app(settings: Settings) -> FastAPI:
    """The console of this process. NiceGUI keeps its pages for the whole process: call this once."""
    app = FastAPI(title="Coverloop console", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get(f"{ROOT}/health/live")
    @app.get(f"{ROOT}/health/ready")
    async def healthy() -> dict[str, str]:
        """The process answers; it depends on nothing to do so."""
        return {"status": "ok"}

    sessions = Sessions(settings.services_url)
    for page in (sign_in, overview, tasks, flow, parked, deliveries):
        page.register(sessions)
    ui.run_with(
        app,
        title="Coverloop",
        mount_path=ROOT,
        storage_secret=settings.console_secret.get_secret_value(),
        show_welcome_message=False,
    )
    return app
