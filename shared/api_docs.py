"""The API documentation of a service as a page that works without the internet: its assets come from a package."""

from importlib.resources import files
from typing import Literal

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

from shared.routing import Uow, public, service_router

ASSETS = files("fastapi_swagger").joinpath("resources")
NO_ICON = "data:,"


def docs_router(service: str) -> APIRouter:
    """The page at `/<service>/docs`, and what it loads."""
    router = service_router(service)

    @router.get("/docs", include_in_schema=False)
    @public
    async def docs(uow: Uow) -> HTMLResponse:
        """The documentation, to read and to try."""
        return get_swagger_ui_html(
            openapi_url=f"/{service}/openapi.json",
            title=f"Coverloop {uow.kit.name}",
            swagger_js_url=f"/{service}/docs/swagger-ui-bundle.js",
            swagger_css_url=f"/{service}/docs/swagger-ui.css",
            swagger_favicon_url=NO_ICON,
        )

    @router.get("/docs/{asset}", include_in_schema=False)
    @public
    async def asset(asset: Literal["swagger-ui-bundle.js", "swagger-ui.css"]) -> FileResponse:
        """One file of the page."""
        return FileResponse(str(ASSETS.joinpath(asset)))

    return router
