"""What more processes of one service bring: `deploy.cli serve leads --workers N` with 1, 2 and 4, from 64 connections.

Writes are `POST /leads`, reads `GET /leads/{client_id}`. Client and PostgreSQL share the processors with them, so there is
little to gain where the processors are few.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from statistics import median
from typing import Any

from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, Plot, ratio, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.leads_process import LeadsProcess, leads_process
from tests.benchmarks.load import Load, load
from tests.benchmarks.processes import memory_mb

PROCESSES = (1, 2, 4)
CONNECTIONS = 64
KINDS = {"writes": "POST /leads", "reads": "GET /leads/{client_id}"}

Rounds = dict[str, list[Load]]


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """Rate and 99th percentile with more processes, against one."""
    sizes = PROCESSES if effort.scale == 1 else PROCESSES[:2]
    async with AsyncExitStack() as stack:
        sides: dict[str, Callable[[], Awaitable[Load]]] = {}
        memory = {}
        for number in sizes:
            effort.tell(f"starts {number}")
            running = await stack.enter_async_context(leads_process(ground, f"leads{number}", workers=number))
            for kind in KINDS:
                sides[f"{kind} {number}"] = _round(running, kind, effort)
            memory[number] = memory_mb(running.process)
        rounds = await effort.interleaved(sides)
    return [
        *_compared("rate", "requests a second", lambda seen: seen.per_second, rounds, sizes),
        *_compared("p99", "ms", lambda seen: seen.percentile_ms(99), rounds, sizes),
        _memory(memory),
    ]


def _round(running: LeadsProcess, kind: str, effort: Effort) -> Callable[[], Awaitable[Load]]:
    request = running.capture if kind == "writes" else running.read

    async def one_round() -> Load:
        return await load(running.port, request, connections=CONNECTIONS, seconds=effort.seconds / 2)

    return one_round


def _compared(
    what: str, unit: str, of: Callable[[Load], float], rounds: Rounds, sizes: Sequence[int]
) -> list[Figure]:
    """One quality of each number of processes against that of one, for writes and for reads."""
    samples = {side: [of(seen) for seen in loads] for side, loads in rounds.items()}
    medians = {kind: [median(samples[f"{kind} {number}"]) for number in sizes] for kind in KINDS}
    told = "; ".join(
        f"{kind} {', '.join(f'{found:,.0f}' for found in found_by_number)}"
        for kind, found_by_number in medians.items()
    )
    figures = [
        ratio(
            f"{route}, {what} with {number} processes",
            samples[f"{kind} {number}"],
            samples[f"{kind} 1"],
            against="one process",
        )
        for kind, route in KINDS.items()
        for number in sizes[1:]
    ]
    labels = [f"{number} process{'es' if number > 1 else ''}" for number in sizes]
    plot = Plot(
        f"{what.capitalize()} with more processes",
        "lines",
        labels,
        medians,
        unit,
        f"{what}, in {unit}, with {', '.join(labels)}: {told}.",
    )
    return [replace(figures[0], plot=plot), *figures[1:]]


def _memory(memory: dict[int, float]) -> Figure:
    detail: dict[str, Any] = {f"{number} and their parent": f"{mb:.0f} MB" for number, mb in memory.items()}
    most = max(memory)
    return value(f"memory of `leads` in {most} processes, warm", [memory[most]], "MB", **detail)
