"""A small world on one real port: the sandbox, the service `carriers`, and what the pretend carrier reads of the others.

Everything speaks HTTP over the loopback; events come and go on a real log. The services that are not under test are a
handful of routes that answer as they would.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import httpx
import orjson
import uvicorn
from fastapi import FastAPI, Request, Response

from sandbox.app import Parts, build_app
from sandbox.identities import AGENCY_ID
from sandbox.settings import Settings
from services.carriers.app import build_app as build_carriers
from services.carriers.settings import Settings as CarriersSettings
from shared.clock import MovableClock
from shared.event_log.postgres import PostgresLog
from shared.events import Envelope, Event, to_record
from shared.ids import new_id

PATIENCE_SECONDS = 20.0


@dataclass
class Others:
    """What the other services would answer: cases by id, and what a pre-check says. `away` makes them unavailable."""

    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    excluded: list[str] = field(default_factory=list)
    away: bool = False
    roles_seen: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.middleware("http")
        async def perhaps_away(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
            return Response(status_code=503) if self.away else await go_on(request)

        @app.get("/underwriting/applications/{case_id}")
        @app.get("/claims/{case_id}")
        async def read_case(case_id: str) -> Any:
            found = self.cases.get(case_id)
            return Response(status_code=404) if found is None else found

        @app.post("/underwriting/calculators/precheck")
        async def precheck(asked: dict[str, Any]) -> Any:
            outcome = "EXCLUSION" if self.excluded else "STANDARD"
            exclusions = [{"code": code, "text": code} for code in self.excluded]
            return {
                "result": {
                    "lines": [{"line": asked["lines"][0], "outcome": outcome, "exclusions": exclusions}]
                }
            }

        return app


@dataclass
class Home:
    """Where the world keeps everything, so that it can end and go on; without `carriers` that service does not run."""

    sandbox: str
    carriers: str | None
    log: str
    keys: dict[str, str]


class MakeHome(Protocol):
    """Makes a home with fresh databases."""

    def __call__(self, *, carriers: bool = True) -> Awaitable[Home]: ...


@dataclass
class World:
    """The world while it runs."""

    base_url: str
    sandbox: FastAPI
    others: Others
    clock: MovableClock
    log: PostgresLog
    client: httpx.AsyncClient

    @property
    def parts(self) -> Parts:
        parts: Parts = self.sandbox.state.parts
        return parts

    async def token(self, role: str, **asked: Any) -> str:
        answer = await self.client.post("/sandbox/idp/token", json={"role": role, **asked})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    async def get(self, role: str, path: str) -> Any:
        headers = {"authorization": f"Bearer {await self.token(role)}"}
        answer = await self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def publish(self, event: Event) -> Envelope:
        """Put `event` on the log as its service would."""
        envelope = Envelope(
            id=new_id(),
            source=type(event).__module__.rpartition(".")[2],
            type=event.name,
            version=event.version,
            subject=event.key,
            time=self.clock.now(),
            agency_id=AGENCY_ID,
            actor_id="service:test",
            correlation_id="walk-1",
            causation_id=None,
            partition_key=event.key,
            aggregate_version=1,
            traceparent=None,
        )
        await self.log.append([to_record(event, envelope)])
        return envelope

    async def scenarios(self, **change: Any) -> None:
        answer = await self.client.post("/sandbox/carrier/scenarios", json=change)
        assert answer.status_code == 200, answer.text

    async def reports(self, case_id: UUID, until: str) -> list[dict[str, Any]]:
        """What was reported on a case, as the log tells it, once a report of kind `until` is there."""
        found: list[dict[str, Any]] = []
        async with self.log.subscribe(f"observer-{new_id()}", ["coverloop.carriers"]) as subscription:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not found or found[-1]["report"] != until:
                    for delivered in await subscription.fetch(100, 0.2):
                        said = orjson.loads(delivered.value)
                        if said["case_id"] == str(case_id):
                            found.append(said | {"correlation_id": delivered.headers["ce_correlationid"]})
        return found

    async def until(self, what: Callable[[], Awaitable[bool]]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await what():  # noqa: ASYNC110 nobody rings when it is
                await asyncio.sleep(0.02)

    async def connected(self) -> None:
        """Wait until the pretend carrier is connected."""
        await asyncio.wait_for(self.parts.registration.connected.wait(), PATIENCE_SECONDS)


@contextlib.asynccontextmanager
async def running(home: Home, *, others: Others | None = None) -> AsyncIterator[World]:
    """The world at work, on a free port."""
    others, clock, log = others or Others(), MovableClock(), PostgresLog(home.log)
    listening = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    sandbox = build_app(
        Settings(database_url=home.sandbox, public_url=base_url),  # type: ignore[arg-type]
        clock=clock,
    )
    apps: dict[str, Any] = {"sandbox": sandbox}
    rest = others.app()
    async with contextlib.AsyncExitStack() as stack:
        await log.start()
        stack.push_async_callback(log.stop)
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=base_url, timeout=10))
        await stack.enter_async_context(sandbox.router.lifespan_context(sandbox))
        if home.carriers is not None:
            apps["carriers"] = carriers = _carriers(home, base_url, log, clock)
            await stack.enter_async_context(carriers.router.lifespan_context(carriers))
        await stack.enter_async_context(_served(apps, rest, listening))
        yield World(base_url, sandbox, others, clock, log, client)


def _carriers(home: Home, base_url: str, log: PostgresLog, clock: MovableClock) -> FastAPI:
    issuer = f"{base_url}/sandbox/idp"
    settings = CarriersSettings.model_validate(
        {
            "environment": "sandbox",
            "database_url": home.carriers,
            "log": "postgres",
            "log_database_url": home.log,
            "oidc_issuer": issuer,
            "oidc_jwks_url": f"{issuer}/jwks",
            "institution_name": "明禾保险代理有限公司",
            "licence_no": "260000000001234",
            **home.keys,
        }
    )
    return build_carriers(settings, event_log=log, clock=clock)


@contextlib.asynccontextmanager
async def _served(apps: dict[str, Any], rest: Any, listening: socket.socket) -> AsyncIterator[None]:
    async def by_first_segment(scope: Any, receive: Any, send: Any) -> None:
        app = apps.get(scope["path"].split("/")[1], rest)
        await app(scope, receive, send)

    config = uvicorn.Config(by_first_segment, lifespan="off", log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await serving
