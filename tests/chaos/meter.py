"""Counts what consumers dropped because they had it already: read often, as a process takes its figure to the grave."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families

from deploy.own_databases import SANDBOX
from tests.chaos.fleet import Fleet
from tests.chaos.member import Member

EVERY_SECONDS = 4.0
DUPLICATES = "coverloop_duplicate_events_total"


@dataclass
class Meter:
    """Reads every process's own count again and again; what it has read of one that died stays."""

    fleet: Fleet
    _dropped: dict[tuple[str, int, int | None], float] = field(default_factory=dict)
    _token: str = ""

    @property
    def dropped(self) -> int:
        """Events that were dropped as duplicates, as far as it was read before the process died: at least so many."""
        return int(sum(self._dropped.values()))

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            await self.read()
            await asyncio.sleep(EVERY_SECONDS)

    async def read(self) -> None:
        """Read once, whoever answers."""
        async with httpx.AsyncClient(trust_env=False, timeout=3) as client:
            for member in self.fleet.members:
                if member.name != SANDBOX and member.pid is not None:
                    with contextlib.suppress(httpx.HTTPError):
                        await self._read(client, member)

    async def _read(self, client: httpx.AsyncClient, member: Member) -> None:
        pid = member.pid
        if not self._token:
            asked = await client.post(f"{self.fleet.base_url}/sandbox/idp/token", json={"role": "ops"})
            self._token = asked.raise_for_status().json()["access_token"]
        answer = await client.get(
            f"{member.base_url}/{member.name}/metrics", headers={"authorization": f"Bearer {self._token}"}
        )
        for family in text_string_to_metric_families(answer.raise_for_status().text):
            for sample in family.samples:
                if sample.name == DUPLICATES:
                    self._dropped[member.name, member.replica, pid] = sample.value
