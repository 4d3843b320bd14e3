"""A trial of a deployment: clients use it while it is killed at random; then all is restarted, drained and reckoned."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from deploy.demo import cycle
from deploy.embedded_run import LogKind
from tests.chaos import reconcile
from tests.chaos.clients import Crowd, Step
from tests.chaos.draining import come_to_rest
from tests.chaos.evidence import gather
from tests.chaos.fleet import Fleet
from tests.chaos.killer import Killer
from tests.chaos.lives import LIFE
from tests.chaos.meter import Meter

REPLICAS = {"leads": 2, "needs": 2, "servicing": 2}
"""Services whose relay and partitions have another process to go to; the rest come back to where they were."""
TOLD_EVERY_SECONDS = 5.0

Tell = Callable[[str], None]


@dataclass
class Report:
    """What was done and what was found; the lists of `violations` are empty where all of it held."""

    log: LogKind
    seed: int
    seconds: float
    cycles: int = 0
    requests: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    events: int = 0
    redeliveries: int = 0
    duplicates_dropped: int = 0
    parked: int = 0
    lost: int = 0
    applied_twice: int = 0
    violations: dict[str, list[str]] = field(default_factory=dict)
    held: bool = False

    def as_json(self) -> dict[str, Any]:
        """All of it, for a machine."""
        return asdict(self)


@dataclass
class Trial:
    """A fleet, the clients who use it and whoever kills in it."""

    fleet: Fleet
    seed: int
    places: int
    steps: tuple[Step, ...] = LIFE
    tell: Tell = lambda _: None

    def __post_init__(self) -> None:
        self.crowd = Crowd(self.fleet.base_url, self.fleet.client(), steps=self.steps)
        self.killer = Killer(self.fleet, self.seed)
        self.meter = Meter(self.fleet)

    async def run(
        self, killing: "Callable[[Trial], Awaitable[None]]", *, opening: Step = cycle.prepare
    ) -> Report:
        """Kill while customers come; those who are in then get through; then a power cut, and the reckoning."""
        began = time.monotonic()
        async with self.fleet.looked_after(), self._at_work(began):
            await opening(self.crowd.customer())
            async with self.crowd.coming(self.places):
                await killing(self)
                await self.killer.stop()
                seconds = round(time.monotonic() - began, 1)
                self.tell("no more killing; those who are in the cycle finish it")
            await self.meter.read()
            await self.killer.power_cut()
            self.tell("everything was killed once more, and comes to rest")
            restless = await come_to_rest(self.fleet)
            await self.meter.read()
        await self.crowd.transport.aclose()
        return await self._reckon(seconds, restless)

    async def _reckon(self, seconds: float, restless: list[str]) -> Report:
        evidence = await gather(self.fleet)
        found = reconcile.violations(self.crowd.ledger, evidence)
        found |= {"stuck": self.crowd.stuck, "restless": restless}
        redelivered = reconcile.redelivered(evidence)
        return Report(
            log=self.fleet.log,
            seed=self.seed,
            seconds=seconds,
            cycles=self.crowd.finished,
            requests=len(self.crowd.ledger.accepted),
            kills=dict(self.killer.kills),
            events=len(evidence.events),
            redeliveries=redelivered + self.meter.dropped,
            duplicates_dropped=self.meter.dropped,
            parked=len(found["parked"]),
            lost=len(found["lost"]),
            applied_twice=len(found["applied_twice"]),
            violations=found,
            held=not any(found.values()),
        )

    @contextlib.asynccontextmanager
    async def _at_work(self, began: float) -> AsyncIterator[None]:
        """What goes on beside it all: the meter is read, and whoever watches is told."""
        tasks = [asyncio.create_task(self.meter.run()), asyncio.create_task(self._tell(began))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _tell(self, began: float) -> None:
        while True:
            await asyncio.sleep(TOLD_EVERY_SECONDS)
            kills = ", ".join(f"{kind} {count}" for kind, count in sorted(self.killer.kills.items()))
            self.tell(
                f"{time.monotonic() - began:4.0f} s  {self.crowd.finished} cycles,"
                f" {len(self.crowd.ledger.accepted)} requests answered; killed: {kills or 'nothing yet'}"
            )
