"""A service process: the FastAPI app of one service with everything that runs beside its routes.

`build_service` is called by each service's `build_app`. What runs in the background (relay, consumer, retrier,
scheduler, housekeeping) starts with the app and stops with it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypedDict

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from shared.admission import Admission
from shared.answers import answer_problems
from shared.api_docs import docs_router
from shared.auth import TokenVerifier
from shared.choreography import Choreography
from shared.clock import Clock, MovableClock
from shared.consumer import Consumer
from shared.database import Database
from shared.encryption import Cipher
from shared.event_log import EventLog
from shared.file_store import FileStore
from shared.held_events import Retrier
from shared.housekeeping import Housekeeping
from shared.jurisdictions import Jurisdiction
from shared.kit import Kit
from shared.ops import health_router, ops_router
from shared.privacy.api import privacy_router
from shared.problems import Unavailable
from shared.relay import Relay
from shared.request_limit import Larger, RequestLimit
from shared.routing import CorrelationId, ServiceRoute, UnguardedRoute
from shared.scheduler import Scheduler
from shared.settings import Settings
from shared.share_links import ShareLinks
from shared.supervision import supervised

STOP_SECONDS = 10.0

log = structlog.get_logger("coverloop.service")


class State(TypedDict):
    """The lifespan state of a service."""

    kit: Kit


def build_kit(settings: Settings, choreography: Choreography, *, event_log: EventLog, clock: Clock) -> Kit:
    """The parts of one service, not yet opened."""
    cipher = Cipher(
        {"1": settings.encryption_key.get_secret_value()},
        current="1",
        digest_key=settings.digest_key.get_secret_value(),
    )
    return Kit(
        settings=settings,
        choreography=choreography,
        database=Database(
            settings.database_url.get_secret_value(), connections=settings.database_connections
        ),
        event_log=event_log,
        clock=clock,
        cipher=cipher,
        tokens=TokenVerifier(
            issuer=settings.oidc_issuer, audience=settings.oidc_audience, jwks_url=settings.oidc_jwks_url
        ),
        jurisdiction=Jurisdiction.load(settings.jurisdiction),
        share_links=ShareLinks(settings.share_link_key.get_secret_value()),
        files=FileStore(settings.files, cipher, s3_endpoint=settings.files_s3_endpoint),
    )


def build_service(
    kit: Kit,
    *,
    routers: Sequence[APIRouter],
    title: str,
    summary: str,
    beside: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext,
) -> FastAPI:
    """The app of one service around its routers. Raises UnguardedRoute where a route does not say who may call it.

    `beside` is work of the service's own: it starts when the service has started, and stops before it.
    """
    app = FastAPI(
        title=title,
        summary=summary,
        version="0.1.0",
        openapi_url=f"/{kit.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=lambda _: running(kit, beside),
        separate_input_output_schemas=True,
        responses={status: {"$ref": "#/components/responses/Problem"} for status in ("4XX", "5XX")},
    )
    own = (health_router(kit.name), ops_router(kit.name), privacy_router(kit.name), docs_router(kit.name))
    app.router.routes.extend(_searched_in_turn([*routers, *own]))
    _refuse_unguarded(app, kit.name)
    answer_problems(app)
    app.add_middleware(
        RequestLimit, at_most=kit.settings.request_limit_bytes, larger=_streamed(app, kit.settings)
    )
    app.add_middleware(Admission, service=kit.name, at_most=kit.settings.requests_at_once)
    app.add_middleware(CorrelationId, kit=kit)
    app.state.kit = kit
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


@contextlib.asynccontextmanager
async def running(
    kit: Kit, beside: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext
) -> AsyncIterator[State]:
    """The service at work: database open, background loops running; at the end, what is in hand is finished."""
    await kit.database.open()
    if isinstance(kit.clock, MovableClock):
        kit.clock.moved.append(kit.due_bell.ring)
    loops = (Relay(kit), Consumer(kit), Retrier(kit), Scheduler(kit), Housekeeping(kit), kit.accesses)
    tasks = [asyncio.create_task(supervised(kit, loop)) for loop in loops]
    try:
        async with beside():
            yield State(kit=kit)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=STOP_SECONDS)
        try:
            await kit.accesses.flush()
        except Unavailable:
            log.error("access lines are lost", service=kit.name)
        await kit.database.close()


def _searched_in_turn(routers: Sequence[APIRouter]) -> list[BaseRoute]:
    """Their routes, those with a fixed path first: no path with a parameter can hide one, whoever wrote it first.

    The routes are taken as they are, because an included router is searched at three times the price.
    """
    routes = (route for router in routers for route in router.routes)
    return sorted(routes, key=lambda route: "{" in getattr(route, "path", ""))


def _refuse_unguarded(app: FastAPI, service: str) -> None:
    """Raises UnguardedRoute for a route that came around `service_router`, or lies outside the service's own paths."""
    for route in iter_route_contexts(app.routes):
        if route.path == app.openapi_url:
            continue
        if not isinstance(route.original_route, ServiceRoute):
            raise UnguardedRoute(f"{route.path} is not made by service_router")
        if f"{route.path}/".split("/")[1] != service:
            raise UnguardedRoute(f"{route.path} is not below /{service}")


def _streamed(app: FastAPI, settings: Settings) -> list[Larger]:
    """The routes that read their bodies piece by piece; with the file come a few fields and the boundaries."""
    at_most = settings.upload_limit_bytes + settings.request_limit_bytes
    return [
        Larger(frozenset(route.methods or ()), route.path_regex, at_most)
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, ServiceRoute) and route.original_route.streamed
    ]


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The API document, with the bearer scheme and the problem response that every route shares."""
    if app.openapi_schema:
        return app.openapi_schema
    schema = FastAPI.openapi(app)
    components = schema.setdefault("components", {})
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    components["responses"] = {
        "Problem": {
            "description": "What went wrong (RFC 9457), with a stable code and a pointer for each field.",
            "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}},
        }
    }
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation.get("responses", {}).pop("422", None)
    return schema


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:coverloop:problem:BENEFICIARY_SHARES"]},
        "title": {"type": "string"},
        "status": {"type": "integer", "examples": [409]},
        "code": {"type": "string", "examples": ["BENEFICIARY_SHARES"]},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "examples": ["/beneficiaries"]},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
