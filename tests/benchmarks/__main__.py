"""`make bench`: every measurement in turn, then `docs/performance.md`, its figures as JSON, and its plots."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tests.benchmarks import report
from tests.benchmarks.effort import Effort, full, quick
from tests.benchmarks.figures import Figure
from tests.benchmarks.ground import Ground, measuring_ground
from tests.benchmarks.measures import durable_write
from tests.benchmarks.processes import PROJECT

Measure = Callable[[Ground, Effort], Awaitable[list[Figure]]]

MEASURES: dict[str, Measure] = {
    "durable write": durable_write.measure,
}


def bench(
    quickly: Annotated[
        bool, typer.Option("--quick", help="few rounds of little: whether all can be measured")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="just the measurements of these names")] = None,
    write_to: Annotated[
        Path | None, typer.Option(help="the folder of the report; without it docs/, unless quick")
    ] = None,
) -> None:
    """Measure, and write what was measured."""
    console = Console(stderr=True)
    figures = uvloop.run(_measured(quickly=quickly, only=only or list(MEASURES), console=console))
    report.show(console, figures)
    folder = write_to or (None if quickly or only else PROJECT / "docs")
    if folder is not None:
        for path in report.write(folder, figures):
            typer.echo(f"written: {path}")


async def _measured(*, quickly: bool, only: list[str], console: Console) -> list[Figure]:
    figures: list[Figure] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        Progress(*columns, console=console, transient=not quickly) as progress,
        tempfile.TemporaryDirectory(prefix="coverloop-bench-", ignore_cleanup_errors=True) as folder,
        measuring_ground(Path(folder)) as ground,
    ):
        task = progress.add_task("", total=len(only))
        for name in only:

            def tell(state: str, name: str = name) -> None:
                progress.update(task, description=f"{name}: {state}")

            tell("prepares")
            figures += await MEASURES[name](ground, (quick if quickly else full)(tell))
            progress.advance(task)
    return figures


if __name__ == "__main__":
    typer.run(bench)
