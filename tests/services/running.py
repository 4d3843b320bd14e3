"""One service under test: its real app on a real database, called over HTTP; background loops do not run.

What a loop would do is done when a test says so: `deliver` for the consumer, `retry` for the retrier, `tick` for the
scheduler. The clock begins on Monday 2026-03-02 at 10:00 in Shanghai, so days can be counted by hand.
"""

import base64
import importlib
import itertools
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx
import jwt
import orjson
from fastapi import FastAPI

from shared import client_directory
from shared.answers import Defect
from shared.caller import Caller, Role
from shared.clock import MovableClock
from shared.consumer import Consumer
from shared.event_log import Delivered, EventLog, Record
from shared.events import Envelope, Event, to_record
from shared.held_events import Retrier
from shared.ids import new_id
from shared.kit import Kit
from shared.kit_tables import DueWork
from shared.reactions import react
from shared.scheduler import Scheduler
from shared.settings import Settings
from shared.unit_of_work import Session, Trail, UnitOfWork
from tests.services.issuer import Issuer

AGENCY = UUID("0190a000-0000-7000-8000-00000000000a")
OTHER_AGENCY = UUID("0190a000-0000-7000-8000-00000000000b")
TEAM = UUID("0190a000-0000-7000-8000-0000000000c1")
AGENT = UUID("0190a000-0000-7000-8000-0000000000d1")
OTHER_AGENT = UUID("0190a000-0000-7000-8000-0000000000d2")
CLIENT = UUID("0190a000-0000-7000-8000-0000000000e1")
CARRIER = UUID("0190a000-0000-7000-8000-0000000000f1")
BEGINNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class RecordingLog:
    """Stands in for the event log where no relay and no consumer loop run: keeps what is appended, delivers nothing."""

    def __init__(self) -> None:
        self.appended: list[Record] = []

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def append(self, records: Sequence[Record]) -> None:
        self.appended += records

    async def lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        return dict.fromkeys(topics, 0)

    def subscribe(self, group: str, topics: Sequence[str], *, from_start: bool = True) -> "Silence":
        return Silence()


class Silence:
    """A subscription to nothing."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to leave."""

    async def fetch(self, limit: int, timeout: float) -> Sequence[Delivered]:  # noqa: ASYNC109
        return []

    async def commit(self) -> None:
        """Nothing was fetched."""

    async def seek_to_start(self) -> None:
        """There is no start."""


@dataclass
class RunningService:
    """A service whose database is open."""

    name: str
    app: FastAPI
    issuer: Issuer
    clock: MovableClock
    log: EventLog
    _clients: list[httpx.AsyncClient] = field(default_factory=list)
    _offsets: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def kit(self) -> Kit:
        """The parts of the service."""
        kit: Kit = self.app.state.kit
        return kit

    def client(
        self,
        role: Role | None = Role.AGENT,
        *,
        agency_id: UUID | str = AGENCY,
        agent_id: UUID | str = AGENT,
        team_id: UUID | str = TEAM,
        client_id: UUID | str = CLIENT,
        carrier_id: UUID | str = CARRIER,
        language: str | None = "en",
    ) -> httpx.AsyncClient:
        """A client of the API with a token for that caller (None: without a token). A 500 raises what caused it."""
        headers = {} if language is None else {"accept-language": language}
        if role is not None:
            own: dict[Role, dict[str, Any]] = {
                Role.AGENT: {"sub": agent_id},
                Role.MANAGER: {"team_id": team_id},
                Role.CLIENT: {"client_id": client_id, "sub": client_id},
                Role.CARRIER: {"carrier_id": carrier_id},
            }
            claims = self.issuer.claims(role, UUID(str(agency_id)), **own.get(role, {}))
            headers["authorization"] = f"Bearer {self.issuer.sign(claims)}"
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://test", headers=headers
        )
        self._clients.append(client)
        return client

    async def deliver(
        self,
        event: Event,
        *,
        agency_id: UUID = AGENCY,
        subject: UUID | str | None = None,
        aggregate_version: int = 1,
        event_id: UUID | None = None,
        time: datetime | None = None,
        may_be_set_aside: bool = False,
    ) -> Envelope:
        """Put `event` through the real consumer. Raises what a reaction raised, unless it may be set aside."""
        envelope = Envelope(
            id=event_id or new_id(),
            source=type(event).__module__.rpartition(".")[2],
            type=event.name,
            version=event.version,
            subject=str(subject or event.key),
            time=time or self.clock.now(),
            agency_id=agency_id,
            actor_id="service:test",
            correlation_id="test",
            causation_id=None,
            partition_key=event.key,
            aggregate_version=aggregate_version,
            traceparent=None,
        )
        record = to_record(event, envelope)
        delivered = Delivered(
            record.topic, 0, next(self._offsets), record.key, dict(record.headers), record.value
        )
        await Consumer(self.kit).apply([delivered])
        if not may_be_set_aside:
            await self._raise_why_set_aside(envelope, delivered)
        return envelope

    async def _raise_why_set_aside(self, envelope: Envelope, delivered: Delivered) -> None:
        held = await self.rows("SELECT status, error FROM held_event WHERE id = $1", envelope.id)
        if not held:
            return
        if held[0]["status"] == "retrying":
            async with self.kit.database.transaction() as transaction:
                session = Session(transaction)
                await react(self.kit, session, delivered, envelope)
                await session.flush()
                raise AssertionError(f"{envelope.type} was set aside at first: {held[0]['error']}")
        raise AssertionError(f"{envelope.type} waits behind another event of its key that was set aside")

    async def retry(self) -> int:
        """Try events again that were set aside and whose time has come; gives how many attempts were made."""
        attempts = 0
        while await Retrier(self.kit).retry_one():
            attempts += 1
        return attempts

    async def tick(self, *, may_fail: bool = False) -> int:
        """Do everything that is due now; gives how many things. Raises what failed, unless it may."""
        done, scheduler = 0, Scheduler(self.kit)
        while at_once := await scheduler.tick():
            done += at_once
        if not may_fail:
            for row in await self.rows("SELECT * FROM due_work WHERE error IS NOT NULL"):
                await self._raise_why_put_off(DueWork.from_record(row))
        return done

    async def _raise_why_put_off(self, due: DueWork) -> None:
        async with self.kit.database.transaction() as transaction:
            session = Session(transaction)
            unit = self.unit_of_work(Caller.service(due.agency_id, "service:test"), session=session)
            await self.kit.choreography.due[due.kind].work(unit, due)
            await session.flush()
            raise AssertionError(f"{due.kind} was put off at first: {due.error}")

    async def events(self) -> list[tuple[Envelope, dict[str, Any]]]:
        """What the service has recorded for publishing, in order: envelopes and payloads."""
        rows = await self.rows("SELECT headers, value FROM outbox ORDER BY position")
        return [(Envelope.from_headers(row["headers"]), orjson.loads(row["value"])) for row in rows]

    async def know_client(
        self,
        client_id: UUID = CLIENT,
        *,
        agent_id: UUID | None = AGENT,
        team_id: UUID | None = TEAM,
        agency_id: UUID = AGENCY,
    ) -> UUID:
        """Let the service know whose client this is, as the events of `leads` would."""
        unit = self.unit_of_work(Caller.service(agency_id, "service:test"))
        client_directory.enter(unit, client_id, agent_id, team_id)
        await unit.commit()
        return client_id

    def unit_of_work(self, caller: Caller, *, session: Session | None = None) -> UnitOfWork:
        """A unit of work of the service for `caller`, for looking at rows or putting some there."""
        return UnitOfWork(
            self.kit, session or Session(self.kit.database), caller, trail=Trail("test", None, None)
        )

    async def rows(self, sql: str, *arguments: Any) -> list[dict[str, Any]]:
        """What `sql` finds in the service's database."""
        return [dict(row) for row in await self.kit.database.fetch(sql, arguments)]

    async def stop(self) -> None:
        """Close the clients and the database."""
        for client in self._clients:
            await client.aclose()
        await self.kit.database.close()


async def start(
    service: str,
    database_url: str,
    issuer: Issuer,
    *,
    at: datetime = BEGINNING,
    keys_known: bool = True,
    **settings: Any,
) -> RunningService:
    """Build the real app of `service` around a database of its own, and open it.

    With `keys_known` the issuer's keys are there already, as they are in a process that has verified a token before.
    """
    kind: type[Settings] = importlib.import_module(f"services.{service}.settings").Settings
    clock, log = clock_at(at), RecordingLog()
    app = importlib.import_module(f"services.{service}.app").build_app(
        make_settings(kind, database_url, issuer, **settings), event_log=log, clock=clock
    )
    return await opened(RunningService(service, app, issuer, clock, log), keys_known=keys_known)


async def opened(service: RunningService, *, keys_known: bool = True) -> RunningService:
    """The service with its database open; a defect behind a 500 is raised to the test that met it."""
    service.app.add_exception_handler(Defect, _raise_cause)
    await service.kit.database.open()
    if keys_known:
        keys = jwt.PyJWKSet.from_dict(service.issuer.jwks()).keys
        service.kit.tokens._keys = {key.key_id or "": key for key in keys}
    return service


async def _raise_cause(_request: Any, defect: Exception) -> Any:
    raise defect.__cause__ or defect


def make_settings(
    kind: type[Settings], database_url: str, issuer: Issuer | None = None, **others: Any
) -> Settings:
    """Whole settings of one service, with keys of their own."""
    given = {
        "environment": "development",
        "database_url": database_url,
        "log": "postgres",
        "log_database_url": database_url,
        "oidc_issuer": issuer.url if issuer else "https://issuer.invalid",
        "oidc_jwks_url": issuer.jwks_url if issuer else "https://issuer.invalid/jwks",
        "encryption_key": random_key(),
        "digest_key": random_key(),
        "share_link_key": random_key(),
        "files": str(Path(tempfile.gettempdir()) / "files-of-tests"),
        "institution_name": "明禾保险代理有限公司",
        "licence_no": "260000000001234",
        "agent_licence_no": "02000031000080002026000001",
    }
    return kind(**{**given, **others})


def clock_at(instant: datetime) -> MovableClock:
    """A clock that goes on from `instant`."""
    return MovableClock(instant - MovableClock().now())


def random_key() -> str:
    """Base64 of 32 random bytes, as the settings take a key."""
    return base64.b64encode(os.urandom(32)).decode()
