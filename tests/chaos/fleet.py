"""A real deployment on one machine: PostgreSQL, the event log, the sandbox and every service as processes of their own.

Any of them may be killed and started again; what they had committed is there, at the same addresses. Whatever the fleet
has started is gone when it ends, however that comes about.
"""

import asyncio
import atexit
import contextlib
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from deploy import postgres_server
from deploy.embedded_postgres import Cluster
from deploy.embedded_run import LogKind
from deploy.kafka_broker import KafkaBroker
from deploy.own_databases import LOG, SANDBOX, OwnDatabases
from deploy.own_settings import OwnSettings, kept_keys
from deploy.port import LOOPBACK, take_port
from deploy.postgres_home import NoPostgres
from deploy.roster import lifecycle_services
from deploy.serving import Server
from shared.event_log import EventLog
from shared.event_log.kafka import KafkaLog
from shared.event_log.postgres import PostgresLog
from shared.relay import LEADER
from tests.chaos.gateway import Gateway, InTurn
from tests.chaos.member import Member
from tests.chaos.rewinding import rewind_kafka, rewind_postgres

CLI = "deploy.cli"
GRACE_SECONDS = 2
LOOK_SECONDS = 0.5

HOLDER = """
    SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = $1
      AND datname = current_database()
"""


@dataclass
class Fleet:
    """The deployment of one folder. `replicas` says of which services there are several processes.

    `bootstrap` names a broker that is not the fleet's to kill; without it, `log="kafka"` starts one. `program` is the
    module that serves the services, for tests that break something in them.
    """

    folder: Path
    log: LogKind = "postgres"
    services: Sequence[str] = field(default_factory=lifecycle_services)
    replicas: Mapping[str, int] = field(default_factory=dict)
    bootstrap: str | None = None
    program: str = CLI
    members: list[Member] = field(default_factory=list, init=False)
    broker: KafkaBroker | None = field(default=None, init=False)
    base_url: str = field(default="", init=False)
    _cluster: Cluster | None = field(default=None, init=False, repr=False)
    _databases: OwnDatabases | None = field(default=None, init=False, repr=False)
    _listening: socket.socket | None = field(default=None, init=False, repr=False)
    _gateway: Gateway | None = field(default=None, init=False, repr=False)
    _server: Server | None = field(default=None, init=False, repr=False)
    _serving: "asyncio.Task[None] | None" = field(default=None, init=False, repr=False)

    async def start(self) -> None:
        """Start everything and wait until it answers. Raises NotReady, NotPrepared, NoKafka, with nothing left running."""
        self.folder.mkdir(parents=True, exist_ok=True)
        atexit.register(self.abandon)
        try:
            await self._start_stores()
            self._open_gateway()
            self._enlist()
            for member in self.members:
                member.start()
            await asyncio.gather(self._checkpoint(), *(member.ready() for member in self.members))
        except BaseException:
            await self.end()
            raise

    async def end(self) -> None:
        """End everything in order, and delete the databases and the broker's records."""
        await asyncio.gather(*(member.stop() for member in self.members))
        if self._server is not None and self._serving is not None:
            self._server.stop()
            await asyncio.wait([self._serving])
        if self._gateway is not None:
            await self._gateway.close()
        if self._listening is not None:
            self._listening.close()
        await asyncio.to_thread(self.abandon)

    def abandon(self) -> None:
        """End every process at once; for the end of the program, whatever brought it about. May be said twice."""
        atexit.unregister(self.abandon)
        for member in self.members:
            member.kill()
        if self.broker is not None:
            self.broker.remove()
            self.broker = None
        if self._databases is not None:
            databases, self._databases = self._databases, None
            with contextlib.suppress(NoPostgres):
                databases.__exit__(None, None, None)
                (self._cluster or Cluster.open(self.folder / "postgres")).remove()

    @property
    def cluster(self) -> Cluster:
        """The database server, as it was last started. Raises ValueError before that."""
        if self._cluster is None:
            raise ValueError("the fleet is not started")
        return self._cluster

    def client(self) -> InTurn:
        """A transport for HTTP clients that goes to the processes themselves, in turn."""
        return InTurn(self.addresses)

    def addresses(self, service: str) -> list[str]:
        """Where the processes of `service` answer, whether or not they run."""
        return [member.base_url for member in self.members if member.name == service]

    def member(self, service: str, replica: int = 0) -> Member:
        """One process of `service`."""
        return next(one for one in self.members if (one.name, one.replica) == (service, replica))

    async def restart(self, service: str, replica: int = 0) -> None:
        """Start one process again, unless it runs, and wait until it answers. Raises NotReady."""
        member = self.member(service, replica)
        member.start()
        await member.ready()

    async def relay_leader(self, service: str) -> Member | None:
        """The process whose relay leads `service`: it holds the lock."""
        connection = await asyncpg.connect(self.cluster.url(service))
        try:
            ports = {row["client_port"] for row in await connection.fetch(HOLDER, LEADER)}
        finally:
            await connection.close()
        return next((one for one in self.members if one.name == service and _talks_from(one, ports)), None)

    @contextlib.asynccontextmanager
    async def looked_after(self) -> AsyncIterator[None]:
        """Processes that end by themselves are started again, as whatever runs containers would, until the block ends."""
        looking = asyncio.create_task(self._look_after())
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.wait([looking])
            for member in self.members:
                member.looked_after = False

    async def kill_postgres(self) -> None:
        """SIGKILL the database server."""
        os.kill(self.cluster.pid, signal.SIGKILL)
        await asyncio.to_thread(_until_gone, self.cluster)

    async def restart_postgres(self) -> None:
        """Start the database server again, unless it runs: it recovers what was committed."""
        self._cluster = await asyncio.to_thread(Cluster.open, self.folder / "postgres")

    async def kill_broker(self) -> None:
        """SIGKILL the broker. Raises ValueError where it is not the fleet's own."""
        await asyncio.to_thread(self._own_broker().kill)

    async def restart_broker(self) -> None:
        """Start the broker again, on the same records. Raises ValueError where it is not the fleet's own."""
        await asyncio.to_thread(self._own_broker().restart)

    async def replay(self, service: str) -> None:
        """Stop the processes of `service` and start them again: they read the whole log anew. Raises NotReady."""
        members = [member for member in self.members if member.name == service]
        await asyncio.gather(*(member.stop() for member in members))
        try:
            await (rewind_kafka if self.log == "kafka" else rewind_postgres)(self._log_address(), service)
        finally:
            for member in members:
                member.start()
        await asyncio.gather(*(member.ready() for member in members))

    def event_log(self) -> EventLog:
        """The log of the deployment, for an observer of it."""
        if self.log == "kafka":
            return KafkaLog(self._log_address(), partitions=12)
        return PostgresLog(self._log_address(), wake_other_processes=False)

    def database_url(self, name: str) -> str:
        """The superuser's address of the database of a service, of the log, or of the sandbox."""
        return self.cluster.url(name)

    async def _look_after(self) -> None:
        while True:
            for member in self.members:
                member.looked_after = True
                if member.wanted:
                    member.start()
            await asyncio.sleep(LOOK_SECONDS)

    async def _start_stores(self) -> None:
        self._databases = OwnDatabases(self.folder / "postgres")
        if self.log == "kafka" and self.bootstrap is None:
            self.broker = await asyncio.to_thread(
                KafkaBroker.open, self.folder.absolute() / "kafka", fresh=True
            )
        self._cluster = await self._databases.ready()

    async def _checkpoint(self) -> None:
        """Whatever was done so far is on the disk: a server that is killed has only the rest to do again."""
        connection = await asyncpg.connect(self.cluster.url("postgres"))
        try:
            await connection.execute("CHECKPOINT")
        finally:
            await connection.close()

    def _open_gateway(self) -> None:
        self._listening = take_port(0)
        self.base_url = f"http://{LOOPBACK}:{self._listening.getsockname()[1]}"
        self._gateway = Gateway(self.base_url, self.addresses)
        self._server = Server(self._gateway, grace_seconds=GRACE_SECONDS, websockets=False)
        self._serving = asyncio.create_task(self._server.serve_on(self._listening))

    def _enlist(self) -> None:
        own = OwnSettings(
            self.base_url, kept_keys(self.folder), self.log, self._log_address(), self.folder / "files"
        )
        sandbox = own.of(self.cluster.url(SANDBOX, SANDBOX))
        self._add(SANDBOX, 0, [CLI, "sandbox"], _environment("COVERLOOP_SANDBOX_", sandbox), "/sandbox/clock")
        for service in self.services:
            environment = _environment("COVERLOOP_", own.of(self.cluster.url(service, service)))
            for replica in range(self.replicas.get(service, 1)):
                command = [self.program, "serve", service]
                self._add(service, replica, command, environment, f"/{service}/health/ready")

    def _add(
        self, name: str, replica: int, command: list[str], environment: dict[str, str], health: str
    ) -> None:
        log = self.folder / f"{name}-{replica}.log"
        port = postgres_server.free_port()
        self.members.append(Member(name, replica, port, command, environment, health, log))

    def _log_address(self) -> str:
        if self.log == "postgres":
            return self.cluster.url(LOG, LOG)
        return self.bootstrap or self._own_broker().bootstrap

    def _own_broker(self) -> KafkaBroker:
        if self.broker is None:
            raise ValueError("the fleet has no broker of its own")
        return self.broker


@contextlib.asynccontextmanager
async def deployed(folder: Path, **options: Any) -> AsyncIterator[Fleet]:
    """A fleet at work (options: see `Fleet`), ended at the end of the block."""
    fleet = Fleet(folder, **options)
    await fleet.start()
    try:
        yield fleet
    finally:
        await fleet.end()


def _environment(prefix: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a process: what this one has beside the settings of Coverloop, and these settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERLOOP_")}
    return inherited | {f"{prefix}{name.upper()}": str(value) for name, value in settings.items()}


def _until_gone(cluster: Cluster) -> None:
    while cluster.is_running():
        time.sleep(0.01)
    if cluster.process is not None:
        cluster.process.wait()


def _talks_from(member: Member, ports: set[int]) -> bool:
    """Whether the process holds a connection from one of these ports of the loopback."""
    if member.pid is None:
        return False
    try:
        connections = psutil.Process(member.pid).net_connections("tcp")
    except psutil.Error:
        return False
    return any(connection.laddr.port in ports for connection in connections)
