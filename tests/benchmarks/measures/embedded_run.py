"""`make run` from an installed environment, with no data at all: until it is ready, and what it keeps in memory.

A fresh folder each time: PostgreSQL initialised, databases made and migrated, everything started. Memory is that of the
run and of its PostgreSQL together (proportional set size: what processes share is counted once), a moment after it is
ready, and after clients were walked through the whole cycle, the clock moved a year by each.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from deploy.demo.cycle import STEPS
from deploy.demo.walk import Walk
from deploy.embedded import Embedded
from deploy.embedded_postgres import Cluster
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_most, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.processes import memory_mb

WALKS = 3
SETTLED_SECONDS = 2.0
READY_SECONDS, MEMORY_MB = 3.0, 300.0


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """Seconds to readiness; memory at ready, and after the walks, which are too long for a quick run."""
    starts, at_ready, walked = [], [], []
    rounds = effort.rounds if effort.scale == 1 else 1
    for number in range(rounds):
        effort.tell(f"round {number + 1} of {rounds}: starts")
        async with begun(ground.folder / f"embedded{number}") as (run, seconds):
            starts.append(seconds)
            await asyncio.sleep(SETTLED_SECONDS)
            at_ready.append(_memory(run))
            if effort.scale < 1:
                continue
            for walk in range(WALKS):
                effort.tell(f"round {number + 1} of {rounds}: walk {walk + 1} of {WALKS}")
                await walked_through(run)
            walked.append(_memory(run))
    figures = [
        value(
            "`make run` from nothing to ready",
            starts,
            "s",
            target=at_most(READY_SECONDS),
            note=(
                "What bounds it is the process that prepares the databases: initdb, nine databases and the migrations of "
                "seven, half of its time in the system. Importing the services goes on beside it and takes less."
            ),
        ),
        value("memory of the whole run with PostgreSQL, at ready", at_ready, "MB", target=at_most(MEMORY_MB)),
    ]
    if walked:
        name = f"memory of the whole run with PostgreSQL, after {WALKS} walks"
        figures.append(value(name, walked, "MB", target=at_most(MEMORY_MB)))
    return figures


@contextlib.asynccontextmanager
async def begun(folder: Path) -> AsyncIterator[tuple[Embedded, float]]:
    """A run on a new folder, and how many seconds it took to answer; nothing of it is left at the end."""
    run = Embedded(folder)
    started = time.perf_counter()
    await run.start()
    try:
        yield run, time.perf_counter() - started
    finally:
        await run.stop()
        run.remove_leftovers()


async def walked_through(run: Embedded) -> Walk:
    """One client, walked through the whole cycle."""
    walk = Walk(run.base_url)
    try:
        for step in STEPS:
            await step.do(walk)
    finally:
        await walk.close()
    return walk


def _memory(run: Embedded) -> float:
    database = Cluster.open(run.folder / "postgres")
    return memory_mb(psutil.Process(run.pid), psutil.Process(database.pid))
