"""`leads` as a deployment serves it, `deploy.cli serve leads`, in as many processes as are asked for, and its agent."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import psutil

from deploy.postgres_server import free_port
from shared.caller import Role
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import get, load
from tests.benchmarks.processes import serving_command, started
from tests.benchmarks.requests import capture_lead, lead_body

WARM_SECONDS = 0.5


@dataclass
class LeadsProcess:
    """The service on `port`; `process` is its only one, or the parent of all."""

    port: int
    process: psutil.Process
    headers: Mapping[str, str]
    known: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def capture(self, _number: int) -> bytes:
        """POST /leads of a person that it has not heard of."""
        return capture_lead(next(self._numbers), self.headers)

    def read(self, number: int) -> bytes:
        """GET /leads/{client_id} of one of those that it knew at first."""
        return get(f"/leads/{self.known[number % len(self.known)]}", self.headers)


@contextlib.asynccontextmanager
async def leads_process(
    ground: Ground, name: str, *, workers: int = 1, **settings: Any
) -> AsyncIterator[LeadsProcess]:
    """The service on a database of its own, warm, with some leads, until the end of the block. Raises NotServing."""
    address = await ground.database(name, migrated_as="leads")
    log_address = await ground.database(f"{name}_log")
    environment = ground.environment(address, log_address, **settings)
    port = free_port()
    command = serving_command("leads", port, workers=workers)
    async with started(command, port, environment=environment, log=ground.log(name)) as process:
        token = ground.issuer.sign(ground.issuer.claims(Role.AGENT, uuid4(), sub=uuid4()))
        running = LeadsProcess(port, process, {"authorization": f"Bearer {token}"})
        await _know_some(running)
        for request in (running.capture, running.read):
            await load(port, request, connections=16 * workers, seconds=WARM_SECONDS)
        yield running


async def _know_some(running: LeadsProcess) -> None:
    base_url = f"http://127.0.0.1:{running.port}"
    async with httpx.AsyncClient(base_url=base_url, headers=running.headers, timeout=30) as client:
        for number in range(50):
            body = lead_body(900_000_000 + number)
            answer = (await client.post("/leads", json=body)).raise_for_status()
            running.known.append(answer.json()["client_id"])
