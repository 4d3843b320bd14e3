"""POST /leads: token, validation, rows and their event, on disk before the answer; one process, 16 connections.

The event is left in the outbox, as the references leave theirs: relaying is measured by itself. Only the side `and relays`
also carries it to the log, in the same process, as an installation of a single process does.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any
from uuid import uuid4

import asyncpg
import psutil

from shared.caller import Role
from shared.relay import LEADER
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, Plot, at_least, ratio
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Load, load
from tests.benchmarks.processes import cpu_seconds, serving
from tests.benchmarks.requests import capture_lead

BARE = "bare Starlette + asyncpg, the same two inserts"
NAIVE = "FastAPI + SQLModel session as in tutorials, the same work"
SERVED = "tests.benchmarks.served_leads"
OURS, RELAYING = "ours", "ours, and relays"
MODULES = {
    OURS: SERVED,
    RELAYING: SERVED,
    "bare": "tests.benchmarks.references.bare_starlette",
    "naive": "tests.benchmarks.references.naive_sqlmodel",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one side: its load, and the processor time of application and database in it."""

    load: Load
    app_seconds: float
    database_seconds: float

    @property
    def app_us(self) -> float:
        """Processor time of the application a request, in microseconds."""
        return self.app_seconds / max(self.load.answered, 1) * 1e6

    @property
    def database_us(self) -> float:
        """Processor time of PostgreSQL a request, in microseconds."""
        return self.database_seconds / max(self.load.answered, 1) * 1e6


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """The rate of durable writes against both references, and what each request costs on the processors."""
    async with AsyncExitStack() as stack:
        sides = {name: await _side(ground, effort, stack, name) for name in MODULES}
        rounds = await effort.interleaved(sides)
    rates = {name: [sample.load.per_second for sample in samples] for name, samples in rounds.items()}
    app = {name: [sample.app_us for sample in samples] for name, samples in rounds.items()}
    database = {name: [sample.database_us for sample in samples] for name, samples in rounds.items()}
    last = {name: samples[-1] for name, samples in rounds.items()}
    detail: dict[str, Any] = {
        f"{name}, last round": {
            "requests a second": round(sample.load.per_second),
            "p50 ms": round(sample.load.percentile_ms(50), 2),
            "p99 ms": round(sample.load.percentile_ms(99), 2),
            "application µs a request": round(sample.app_us),
            "database µs a request": round(sample.database_us),
            "statuses": {str(status): times for status, times in sample.load.statuses.items()},
        }
        for name, sample in last.items()
    }
    return [
        ratio(
            "POST /leads, rate",
            rates[OURS],
            rates["bare"],
            against=BARE,
            target=at_least(0.5),
            plot=_plot(app, database),
            **detail,
        ),
        ratio("POST /leads, application time a request", app[OURS], app["bare"], against=BARE),
        ratio("POST /leads, database time a request", database[OURS], database["bare"], against=BARE),
        ratio("POST /leads and its relay, rate", rates[RELAYING], rates["bare"], against=BARE),
        ratio("POST /leads, rate", rates[OURS], rates["naive"], against=NAIVE, target=at_least(4)),
        ratio("POST /leads, application time a request", app[OURS], app["naive"], against=NAIVE),
    ]


def _plot(app: dict[str, list[float]], database: dict[str, list[float]]) -> Plot:
    """What a request costs, of each side."""
    costs = {
        part: [median(samples[name]) for name in MODULES]
        for part, samples in (("application", app), ("PostgreSQL", database))
    }
    told = "; ".join(
        f"{name} {in_app:,.0f} and {in_database:,.0f}"
        for name, in_app, in_database in zip(MODULES, *costs.values(), strict=True)
    )
    return Plot(
        "What a durable write costs on the processors",
        "bars",
        list(MODULES),
        costs,
        "µs a request",
        f"Processor time in application and PostgreSQL, in µs a request: {told}.",
    )


async def _side(
    ground: Ground, effort: Effort, stack: AsyncExitStack, name: str
) -> Callable[[], Awaitable[Sample]]:
    served = name in (OURS, RELAYING)
    address = await ground.database("durable", migrated_as="leads" if served else None)
    log_address = await ground.database("durable_log")
    if name == OURS:
        await stack.enter_async_context(nobody_relays(address))
    port, process = await stack.enter_async_context(
        serving(
            MODULES[name], environment=ground.environment(address, log_address), log=ground.log("durable")
        )
    )
    headers = {"authorization": f"Bearer {_token(ground)}"}
    numbers = count()
    await load(
        port, lambda _: capture_lead(next(numbers), headers), seconds=1.0
    )  # Connections, statements and caches.

    async def one_round() -> Sample:
        return await _sampled(
            ground, process, port, effort.seconds, lambda _: capture_lead(next(numbers), headers)
        )

    return one_round


@asynccontextmanager
async def nobody_relays(address: str) -> AsyncIterator[None]:
    """Hold the lead of the relay, and relay nothing."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LEADER)
        yield
    finally:
        await connection.close()


async def _sampled(
    ground: Ground, process: psutil.Process, port: int, seconds: float, request: Callable[[int], bytes]
) -> Sample:
    app, database = cpu_seconds(process), cpu_seconds(ground.database_process)
    seen = await load(port, request, connections=16, seconds=seconds)
    return Sample(seen, cpu_seconds(process) - app, cpu_seconds(ground.database_process) - database)


def _token(ground: Ground) -> str:
    return ground.issuer.sign(ground.issuer.claims(Role.AGENT, uuid4(), sub=uuid4()))
