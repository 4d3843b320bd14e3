"""Events a second through the whole embedded run: leads captured by 16 connections, and all that follows from them.

Each lead is committed with its event; the relay of `leads` puts it on the log, `needs` enters the client and invites to
an assessment, `servicing` enters him, notes it on his timeline and gives a first-contact task, the other services enter
him and pass the event on to whoever subscribed. One event applied by one service counts as one. The time begins with
the first lead's commit and ends with the last commit of an effect, as PostgreSQL noted them; API, relays, consumers,
reactions and log share one process.
"""

from itertools import count
from typing import Any

from deploy.roster import services_with_a_database
from tests.benchmarks.effort import Effort
from tests.benchmarks.embedded import EmbeddedRun, embedded
from tests.benchmarks.figures import Figure, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import load
from tests.benchmarks.requests import capture_lead


async def measure_on_postgres(ground: Ground, effort: Effort) -> list[Figure]:
    """With the log in PostgreSQL."""
    async with embedded(ground.folder / "chain") as run:
        return await _measured(run, effort, "PostgreSQL log")


async def measure_on_kafka(ground: Ground, effort: Effort) -> list[Figure]:
    """With the log in Kafka. Raises NotMeasured."""
    async with embedded(ground.folder / "chain-kafka", kafka=ground.broker.emptied) as run:
        return await _measured(run, effort, "Kafka")


async def _measured(run: EmbeddedRun, effort: Effort, log: str) -> list[Figure]:
    numbers = count()
    await load(run.port, lambda _: capture_lead(next(numbers), run.headers), seconds=1.0)
    await run.until_quiet()
    rates, shares = [], []
    for number in range(effort.rounds):
        effort.tell(f"round {number + 1} of {effort.rounds}")
        rate, share = await _one_round(run, effort, numbers)
        rates.append(rate)
        shares.append(share)
    detail: dict[str, Any] = {"events a lead": round(shares[-1], 1)}
    return [value(f"events applied through the chain, {log}", rates, "events/s", **detail)]


async def _one_round(run: EmbeddedRun, effort: Effort, numbers: "count[int]") -> tuple[float, float]:
    """Events applied a second, and for each lead."""
    before = await run.applied()
    known = await run.committed_at("leads", "lead", "id")
    await load(run.port, lambda _: capture_lead(next(numbers), run.headers), seconds=effort.seconds)
    await run.until_quiet()
    applied = await run.applied() - before
    leads = await run.committed_at("leads", "lead", "id")
    new = [at for lead, at in leads.items() if lead not in known]
    last = [max((await run.committed_at(name, "inbox", "id")).values()) for name in await _readers(run)]
    return applied / (max(last) - min(new)).total_seconds(), applied / len(new)


async def _readers(run: EmbeddedRun) -> list[str]:
    """The services that have applied anything."""
    return [
        name for name in services_with_a_database() if await run.rows(name, "SELECT 1 FROM inbox LIMIT 1")
    ]
