"""The wiring of the sandbox: one app under /sandbox, with the pretend carrier's desk beside its routes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from sandbox import clock as sandbox_clock
from sandbox import idp, pages
from sandbox.carrier import webhooks
from sandbox.carrier.cases import Cases
from sandbox.carrier.desk import Desk
from sandbox.carrier.letters import Letters
from sandbox.carrier.registration import CONNECTED, SECRETS, Registration
from sandbox.clock import PersistentClock
from sandbox.idp import Issuer
from sandbox.secrets import new_secret
from sandbox.settings import Settings
from sandbox.store import Store
from shared.answers import answer_problems
from shared.bell import Bell
from shared.clock import MovableClock
from shared.request_limit import RequestLimit

REQUEST_LIMIT_BYTES = 1_048_576
STOP_SECONDS = 5.0


@dataclass
class Parts:
    """What the routes use, opened and closed together."""

    settings: Settings
    movable_clock: MovableClock
    clock: PersistentClock
    issuer: Issuer
    letters: Letters
    registration: Registration
    desk: Desk


def build_app(settings: Settings, *, clock: MovableClock) -> FastAPI:
    """The sandbox around the clock that everything in the process shares."""
    app = FastAPI(
        title="Coverloop sandbox",
        summary="A pretend identity provider, carrier and clock, for development and tests.",
        version="0.1.0",
        openapi_url="/sandbox/openapi.json",
        docs_url="/sandbox/docs",
        redoc_url=None,
        lifespan=lambda app: _running(app, settings, clock),
    )
    for router in (idp.router, sandbox_clock.router, webhooks.router, pages.router):
        app.include_router(router)
    answer_problems(app)
    app.add_middleware(RequestLimit, at_most=REQUEST_LIMIT_BYTES)
    return app


@contextlib.asynccontextmanager
async def _running(app: FastAPI, settings: Settings, clock: MovableClock) -> AsyncIterator[None]:
    """The sandbox at work: its clock where it was left, its desk busy, its carrier connected as soon as it can be."""
    store = Store(settings.database_url.get_secret_value())
    await store.open()
    async with httpx.AsyncClient(base_url=settings.services, timeout=10, trust_env=False) as client:
        try:
            parts = await _assemble(store, settings, clock, client)
            app.state.parts = parts
            tasks = [
                asyncio.create_task(parts.registration.keep_trying()),
                asyncio.create_task(parts.desk.run()),
            ]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks, timeout=STOP_SECONDS)
        finally:
            await store.close()


async def _assemble(
    store: Store, settings: Settings, clock: MovableClock, client: httpx.AsyncClient
) -> Parts:
    persistent = PersistentClock(store, clock)
    await persistent.restore()
    issuer = await Issuer.load(store, url=settings.issuer, audience=settings.oidc_audience)
    secrets = await store.keep_first(SECRETS, {"webhook": new_secret(), "callback": new_secret()})
    connected = await store.read(CONNECTED) or {}
    letters = Letters(store)
    registration = Registration(
        store=store,
        client=client,
        issuer=issuer,
        settings=settings,
        webhook_secret=secrets["webhook"],
        callback_secret=secrets["callback"],
        callback_path=connected.get("callback_path", ""),
    )
    desk = Desk(letters, Cases(client, issuer, letters), registration, clock, client, Bell())
    return Parts(settings, clock, persistent, issuer, letters, registration, desk)
