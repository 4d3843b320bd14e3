"""Processes of a service that are stopped and started while it is used: no request is lost, and others take over at once."""

import asyncio
import contextlib
import dataclasses
import itertools
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from aiokafka.admin import AIOKafkaAdminClient

from deploy.embedded_run import LogKind
from deploy.port import LOOPBACK
from deploy.postgres_server import free_port
from shared.events import Envelope, to_record
from shared.ids import new_id
from tests.chaos.fleet import Fleet, deployed
from tests.chaos.member import Member
from tests.services.leads.events import make_gap_computed
from tests.services.leads.people import lead_body
from tests.services.running import BEGINNING

PAUSE_SECONDS = 0.03
STOPPED = (0, -signal.SIGTERM)
READ_AS_AGENT = {
    "leads": "/leads",
    "needs": "/needs/clients/{client}/assessments",
    "quotes": "/quotes/proposals",
    "underwriting": "/underwriting/applications",
    "servicing": "/servicing/tasks",
    "claims": "/claims",
    "carriers": "/carriers/health/ready",
}


@asynccontextmanager
async def agent_of(fleet: Fleet) -> AsyncIterator[httpx.AsyncClient]:
    """An agent's client of the processes themselves, as the gateway is one.

    Each request has a connection of its own; where a process refuses it, it goes to the next, and never otherwise.
    """
    async with httpx.AsyncClient(base_url=fleet.base_url, trust_env=False, timeout=30) as gateway:
        answer = await gateway.post("/sandbox/idp/token", json={"role": "agent"})
        token = answer.json()["access_token"]
    async with httpx.AsyncClient(
        transport=fleet.client(),
        base_url=fleet.base_url,
        headers={"authorization": f"Bearer {token}", "connection": "close"},
        timeout=60,
    ) as client:
        yield client


class Load:
    """Clients that ask one thing after another, until told to stop."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._phones = (str(number) for number in itertools.count(13900000000))
        self._stopped = asyncio.Event()
        self.asked = 0
        self.failed: list[str] = []
        self.captured: list[str] = []

    async def run(self, client_id: str) -> None:
        """Two who capture leads, and one who reads at each service."""
        readers = (self._read(path.format(client=client_id)) for path in READ_AS_AGENT.values())
        await asyncio.gather(self._capture(), self._capture(), *readers)

    def stop(self) -> None:
        """Each finishes what he has asked."""
        self._stopped.set()

    async def more(self, requests: int) -> None:
        """Wait until that many more are answered."""
        wanted = self.asked + requests
        async with asyncio.timeout(60):
            while self.asked < wanted:  # noqa: ASYNC110 nobody tells
                await asyncio.sleep(0.01)

    async def _capture(self) -> None:
        while not self._stopped.is_set():
            phone = next(self._phones)
            if (answer := await self._ask("POST", "/leads", json=lead_body(phone=phone))) is not None:
                assert answer["outcome"] == "captured", "nobody else took this phone: it was sent once"
                self.captured.append(answer["client_id"])
            await asyncio.sleep(PAUSE_SECONDS)

    async def _read(self, path: str) -> None:
        while not self._stopped.is_set():
            await self._ask("GET", path)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _ask(self, method: str, path: str, **body: Any) -> dict[str, Any] | None:
        self.asked += 1
        try:
            answer = await self._http.request(method, path, **body)
        except httpx.TransportError as error:
            self.failed.append(f"{method} {path} {error!r}")
            return None
        if not answer.is_success:
            self.failed.append(f"{method} {path} {answer.status_code} {answer.text}")
            return None
        found: dict[str, Any] = answer.json()
        return found


async def capture(http: httpx.AsyncClient, phone: str) -> str:
    """The id of a new client of the agent."""
    answer = await http.post("/leads", json=lead_body(phone=phone))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["client_id"])


async def known_everywhere(http: httpx.AsyncClient, client_id: str) -> None:
    """Wait until `needs` has heard of the client."""
    async with asyncio.timeout(60):
        path = READ_AS_AGENT["needs"].format(client=client_id)
        while not (await http.get(path)).is_success:  # noqa: ASYNC110 nobody tells
            await asyncio.sleep(0.05)


def successor(fleet: Fleet, service: str) -> Member:
    """Who takes the place of the only process of `service`: at an address of its own, known before it answers."""
    former = fleet.member(service)
    log = former.log.with_suffix(".next.log")
    fleet.members.append(dataclasses.replace(former, replica=1, port=free_port(), log=log))
    return fleet.members[-1]


async def test_every_service_is_replaced_in_turn_under_load_and_no_request_is_lost(tmp_path: Path) -> None:
    services = list(READ_AS_AGENT)
    async with (
        deployed(tmp_path, services=services) as fleet,
        agent_of(fleet) as http,
    ):
        client_id = await capture(http, "13800000000")
        await known_everywhere(http, client_id)
        load = Load(http)
        clients = asyncio.create_task(load.run(client_id))
        await load.more(100)
        for service in services:
            successor(fleet, service).start()
        for service in services:
            await fleet.member(service, 1).ready()
            assert await fleet.member(service, 0).stop() in STOPPED
            await load.more(20)
        load.stop()
        await clients
        assert load.failed == []
        connection = await asyncpg.connect(fleet.database_url("leads"))
        try:
            rows = await connection.fetch("SELECT id::text FROM lead")
        finally:
            await connection.close()
        assert sorted(row["id"] for row in rows) == sorted([client_id, *load.captured])


async def tell_gaps(fleet: Fleet, agency_id: Any, clients: list[str]) -> None:
    """`needs` tells that the gap of each is computed."""
    log = fleet.event_log()
    await log.start()
    try:
        for client_id in clients:
            event = make_gap_computed(client_id)
            envelope = Envelope(
                id=new_id(),
                source="needs",
                type=event.name,
                version=event.version,
                subject=str(event.assessment_id),
                time=BEGINNING,
                agency_id=agency_id,
                actor_id="service:needs",
                correlation_id="test",
                causation_id=None,
                partition_key=event.key,
                aggregate_version=1,
                traceparent=None,
            )
            await log.append([to_record(event, envelope)])
    finally:
        await log.stop()


async def refused(member: Member) -> None:
    """Wait until the process takes no connection any more."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, member.port)
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.02)


async def qualified(connection: asyncpg.Connection, clients: list[str]) -> None:
    """Wait until the gaps of all of them are known."""
    count = "SELECT count(*) FROM lead WHERE status = 'qualified' AND id::text = ANY($1::text[])"
    async with asyncio.timeout(60):
        while await connection.fetchval(count, clients) < len(clients):  # noqa: ASYNC110 a row tells nobody
            await asyncio.sleep(0.02)


async def stop_with_a_request_in_hand(fleet: Fleet, http: httpx.AsyncClient) -> None:
    """Stop the first process while it waits for the database with a request; it is answered, and told to go elsewhere."""
    stopping = fleet.member("leads")
    connection = await asyncpg.connect(fleet.database_url("leads"))
    try:
        locked = connection.transaction()
        await locked.start()
        await connection.execute("LOCK TABLE lead IN ACCESS EXCLUSIVE MODE")
        async with httpx.AsyncClient(base_url=stopping.base_url, timeout=60) as direct:
            slow = asyncio.create_task(
                direct.post(
                    "/leads",
                    json=lead_body(phone="13811111111"),
                    headers={"authorization": http.headers["authorization"]},
                )
            )
            await in_the_way(connection)
            stopped = asyncio.create_task(stopping.stop())
            await refused(stopping)
            assert not slow.done()
            await locked.rollback()
            answer = await slow
        assert (answer.status_code, answer.headers["connection"]) == (201, "close"), answer.text
        assert await stopped in STOPPED
    finally:
        await connection.close()


async def in_the_way(connection: asyncpg.Connection) -> None:
    """Wait until somebody waits for the table."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'lead'::regclass"
    async with asyncio.timeout(30):
        while not await connection.fetchval(waiting):  # noqa: ASYNC110 a lock tells nobody
            await asyncio.sleep(0.02)


async def stopped_and_taken_over(tmp_path: Path, log: LogKind, bootstrap: str | None = None) -> None:
    """One of two processes ends; at once the other reads all there is to read."""
    async with (
        deployed(tmp_path, services=["leads"], replicas={"leads": 2}, log=log, bootstrap=bootstrap) as fleet,
        agent_of(fleet) as http,
    ):
        clients = [await capture(http, f"138000000{number:02}") for number in range(24)]
        connection = await asyncpg.connect(fleet.database_url("leads"))
        try:
            agency_id = await connection.fetchval("SELECT agency_id FROM lead LIMIT 1")
            await tell_gaps(fleet, agency_id, clients[:12])
            await qualified(connection, clients[:12])
            await stop_with_a_request_in_hand(fleet, http)
            if bootstrap is not None:
                assert await members_of_the_group(bootstrap) == 1
            await tell_gaps(fleet, agency_id, clients[12:])
            await qualified(connection, clients)
        finally:
            await connection.close()


async def members_of_the_group(bootstrap: str) -> int:
    """How many read for `leads`, as the broker knows it: who left without a word would count until his session ends."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        (answer,) = await admin.describe_consumer_groups(["leads"])
        return len(answer.groups[0][5])
    finally:
        with contextlib.suppress(Exception):
            await admin.close()


async def test_a_process_that_is_stopped_finishes_its_request_and_another_reads_on(tmp_path: Path) -> None:
    await stopped_and_taken_over(tmp_path, "postgres")


async def test_a_process_that_is_stopped_leaves_its_group_in_kafka_and_another_reads_on(
    tmp_path: Path, kafka: Any
) -> None:
    await stopped_and_taken_over(tmp_path, "kafka", kafka.bootstrap)
