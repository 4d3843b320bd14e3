"""Whoever kills: at random, but by a seed, it takes down what a deployment runs on, and has it come back.

Several things may be down at once. After `stop` everything runs again and the carrier behaves.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg
import httpx
from aiokafka.errors import KafkaError

from deploy.own_databases import SANDBOX
from tests.chaos.fleet import Fleet
from tests.chaos.member import Member, NotReady

DOWN_AT_ONCE = 2
"""Processes that are down or on their way back: a deployment of which nothing works shows nothing."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 3.5
SHORTEST_DOWN, LONGEST_DOWN = 0.1, 2.0
WELL_BEHAVED = {"drop_webhooks": 0, "lose_answers": 0, "duplicate_callbacks": 0, "delay_seconds": 0.1}

Deed = Callable[[], Awaitable[None]]


@dataclass
class Killer:
    """Kills in a fleet until it is stopped; `kills` counts what it did, by kind."""

    fleet: Fleet
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    _random: Random = field(init=False, repr=False)
    _coming_back: set["asyncio.Task[None]"] = field(default_factory=set, init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    async def run(self, seconds: float) -> None:
        """Kill for so long."""
        kinds = list(self._kinds().items())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await asyncio.sleep(self._random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
            kind, (_, deed) = self._random.choices(kinds, [weight for _, (weight, _) in kinds])[0]
            while len(self._coming_back) >= DOWN_AT_ONCE:
                await asyncio.wait(self._coming_back, return_when=asyncio.FIRST_COMPLETED)
            self.kills[kind] += 1
            await deed()

    async def stop(self) -> None:
        """Everything that is down comes back, and answers. Raises NotReady."""
        while self._coming_back:
            await asyncio.wait(self._coming_back)
        await self.fleet.restart_postgres()
        if self.fleet.broker is not None and self.fleet.broker.pid is None:
            await self.fleet.restart_broker()
        for member in self.fleet.members:
            member.start()
        await asyncio.gather(*(member.ready() for member in self.fleet.members))
        await self._tell_carrier(WELL_BEHAVED)

    async def power_cut(self) -> None:
        """Everything is killed at once, and comes back."""
        self.kills["power cut"] += 1
        for member in self.fleet.members:
            member.kill()
        await self.fleet.kill_postgres()
        if self.fleet.broker is not None:
            await self.fleet.kill_broker()
        await self.stop()

    def _kinds(self) -> dict[str, tuple[int, Deed]]:
        """What it may do, and how often relative to the rest."""
        kinds: dict[str, tuple[int, Deed]] = {
            "service": (6, self._kill_service),
            "relay": (4, self._kill_relay),
            "postgres": (2, self._kill_postgres),
            "carrier": (1, self._kill_carrier),
            "carrier faults": (3, self._trouble_carrier),
            "replay": (1, self._replay),
        }
        if any(member.replica > 0 for member in self.fleet.members):
            kinds["partitions"] = (3, self._move_partitions)
        if self.fleet.broker is not None:
            kinds["broker"] = (2, self._kill_broker)
        return kinds

    async def kill_relay_of(self, service: str) -> None:
        """SIGKILL the process whose relay leads a service; it comes back after a while."""
        self.kills["relay"] += 1
        await self._kill_leader(service)

    async def replay(self, service: str) -> None:
        """A service reads the whole log again, as after its cursors were lost: what it has must be dropped."""
        self.kills["replay"] += 1
        await self.fleet.replay(service)

    async def _kill_service(self) -> None:
        self._kill(self._random.choice(self._services()))

    async def _kill_relay(self) -> None:
        await self._kill_leader(self._random.choice(self.fleet.services))

    async def _kill_leader(self, service: str) -> None:
        leader: Member | None = None
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            leader = await self.fleet.relay_leader(service)
        self._kill(leader or self.fleet.member(service))

    async def _kill_carrier(self) -> None:
        self._kill(self.fleet.member(SANDBOX))

    async def _kill_postgres(self) -> None:
        await self.fleet.kill_postgres()
        await asyncio.sleep(self._downtime())
        await self.fleet.restart_postgres()

    async def _kill_broker(self) -> None:
        await self.fleet.kill_broker()
        await asyncio.sleep(self._downtime())
        await self.fleet.restart_broker()

    async def _move_partitions(self) -> None:
        """A process leaves its group in order and comes back: its partitions move there and back."""
        member = self._random.choice([one for one in self._services() if one.replica > 0])
        downtime = self._downtime()

        async def there_and_back() -> None:
            await member.stop()
            await asyncio.sleep(downtime)
            await self._bring_back(member)

        self._meanwhile(there_and_back())

    async def _replay(self) -> None:
        with contextlib.suppress(NotReady, OSError, KafkaError, asyncpg.PostgresError):
            await self.fleet.replay(self._random.choice(self.fleet.services))

    async def _trouble_carrier(self) -> None:
        await self._tell_carrier(
            {
                "drop_webhooks": self._random.randint(0, 5),
                "lose_answers": self._random.randint(0, 5),
                "duplicate_callbacks": self._random.randint(0, 2),
                "delay_seconds": round(self._random.uniform(0.0, 1.5), 2),
            }
        )

    async def _tell_carrier(self, scenario: dict[str, Any]) -> None:
        async with httpx.AsyncClient(base_url=self.fleet.base_url, trust_env=False, timeout=10) as client:
            with contextlib.suppress(httpx.TransportError):
                await client.post("/sandbox/carrier/scenarios", json=scenario)

    def _kill(self, member: Member) -> None:
        downtime = self._downtime()
        member.kill()

        async def come_back() -> None:
            await asyncio.sleep(downtime)
            await self._bring_back(member)

        self._meanwhile(come_back())

    async def _bring_back(self, member: Member) -> None:
        member.start()
        with contextlib.suppress(NotReady):
            await member.ready()

    def _meanwhile(self, coming_back: Any) -> None:
        task = asyncio.create_task(coming_back)
        self._coming_back.add(task)
        task.add_done_callback(self._coming_back.discard)

    def _downtime(self) -> float:
        return self._random.uniform(SHORTEST_DOWN, LONGEST_DOWN)

    def _services(self) -> list[Member]:
        return [member for member in self.fleet.members if member.name != SANDBOX]
