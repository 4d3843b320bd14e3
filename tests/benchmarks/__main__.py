"""`make bench`: every measurement in turn, then `docs/performance.md`, its figures as JSON, and its plots."""

import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from inspect import cleandoc
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from tests.benchmarks import report
from tests.benchmarks.effort import Effort, full, quick
from tests.benchmarks.figures import Figure, NotMeasured, Section
from tests.benchmarks.ground import Ground, measuring_ground
from tests.benchmarks.measures import (
    bulk_import,
    chain,
    consumer,
    due_clocks,
    durable_write,
    embedded_run,
    growth,
    overload,
    pages,
    processes_memory,
    rating,
    reaction,
    relay,
    routes,
)
from tests.benchmarks.processes import PROJECT
from tests.benchmarks.progress import Tell, console, progress_of

Measure = Callable[[Ground, Effort], Awaitable[list[Figure]]]

MEASURES: dict[str, Measure] = {
    "durable write": durable_write.measure,
    "relay into Kafka": relay.measure_into_kafka,
    "consumer": consumer.measure,
    "reaction": reaction.measure,
    "pages": pages.measure,
    "due clocks": due_clocks.measure,
    "bulk import": bulk_import.measure,
    "embedded run": embedded_run.measure,
    "relay into PostgreSQL": relay.measure_into_postgres,
    "chain on PostgreSQL": chain.measure_on_postgres,
    "chain on Kafka": chain.measure_on_kafka,
    "busiest routes": routes.measure,
    "growth": growth.measure,
    "overload": overload.measure,
    "memory of processes": processes_memory.measure,
    "rating": rating.measure,
}

QUICK_SECONDS = 140.0
"""After these a quick run begins nothing more: it has three minutes, on a slow machine too."""
FULL_SECONDS = 3600.0


def bench(
    quickly: Annotated[
        bool, typer.Option("--quick", help="few rounds of little: whether all can be measured")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="just the measurements of these names")] = None,
    write_to: Annotated[
        Path | None,
        typer.Option(help="the folder of the report; without it docs/, unless quick or only some"),
    ] = None,
    within: Annotated[
        float | None, typer.Option(help="begin nothing more after so many seconds; without it 140 or 3600")
    ] = None,
) -> None:
    """Measure, and write what was measured; what is left out is named. Exits with 1 where a measurement broke."""
    if unknown := [name for name in only or () if name not in MEASURES]:
        raise typer.BadParameter(f"{unknown} among {list(MEASURES)}", param_hint="--only")
    out = console()
    seconds = within or (QUICK_SECONDS if quickly else FULL_SECONDS)
    sections, broken = uvloop.run(
        _measured(only or list(MEASURES), quickly=quickly, seconds=seconds, out=out)
    )
    report.show(out, sections)
    folder = write_to or (None if quickly or only else PROJECT / "docs")
    if folder is not None:
        for path in report.write(folder, sections):
            typer.echo(f"written: {path}")
    if broken:
        raise typer.Exit(1)


async def _measured(
    only: list[str], *, quickly: bool, seconds: float, out: Console
) -> tuple[list[Section], bool]:
    sections: list[Section] = []
    started, broken = time.monotonic(), False
    with (
        progress_of(only, out) as begin,
        tempfile.TemporaryDirectory(prefix="coverloop-bench-", ignore_cleanup_errors=True) as folder,
        measuring_ground(Path(folder)) as ground,
    ):
        for name in only:
            tell = begin(name)
            if time.monotonic() - started > seconds:
                sections.append(Section(name, _about(name), not_measured="the time of the run was over"))
                continue
            try:
                sections.append(await _section(name, ground, (quick if quickly else full)(tell), tell))
            except Exception as error:  # noqa: BLE001 the others are measured all the same
                broken = True
                out.print_exception()
                sections.append(Section(name, _about(name), not_measured=f"it broke: {type(error).__name__}"))
    return sections, broken


async def _section(name: str, ground: Ground, effort: Effort, tell: Tell) -> Section:
    tell("prepares")
    started = time.monotonic()
    try:
        figures = await MEASURES[name](ground, effort)
    except NotMeasured as reason:
        return Section(name, _about(name), not_measured=str(reason))
    return Section(name, _about(name), figures, seconds=time.monotonic() - started)


def _about(name: str) -> str:
    """What the module of the measurement says that it does."""
    return cleandoc(sys.modules[MEASURES[name].__module__].__doc__ or "")


if __name__ == "__main__":
    typer.run(bench)
