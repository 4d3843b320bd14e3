"""`python -m tests.chaos`: kills a deployment for a while, and says whether anything was lost or done twice.

The last line printed is the report, one JSON object; the exit status is 0 if all of it held.
"""

import asyncio
import logging
import os
import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import orjson
import structlog
import typer
from rich.console import Console
from rich.markup import escape

from deploy.kafka_broker import NoKafka
from deploy.postgres_home import NoPostgres
from deploy.refusal import Refusal
from tests.chaos.fleet import deployed
from tests.chaos.member import NotReady
from tests.chaos.trial import REPLICAS, Report, Trial

SHOWN = 20

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command()
def main(
    seconds: Annotated[float, typer.Option(min=1, help="for how long things are killed")] = 60,
    seed: Annotated[int | None, typer.Option(help="of the killing; at random without it")] = None,
    log: Annotated[Literal["postgres", "kafka"], typer.Option(help="what events travel on")] = "postgres",
    clients: Annotated[int, typer.Option(min=1, max=200, help="how many use it at a time")] = 6,
) -> None:
    """Kill a whole deployment at random while clients use it, then prove that nothing was lost or done twice."""
    chosen = secrets.randbelow(10**6) if seed is None else seed
    folder = Path(tempfile.mkdtemp(prefix="coverloop-chaos-"))
    bootstrap = os.environ.get("KAFKA_BOOTSTRAP") if log == "kafka" else None
    # What the log's own client has to say of a broker that was killed is no news here.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    console.print(f"chaos on the {log} log for {seconds:g} s, SEED={chosen}")
    try:
        report = asyncio.run(_run(folder, seconds, chosen, clients, log, bootstrap))
    except (NoKafka, NoPostgres, NotReady, Refusal) as reason:
        console.print(escape(str(reason)))
        raise typer.Exit(2) from None
    _explain(report)
    if report.held:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        console.print(f"What the processes said is in {folder}")
    sys.stdout.write(orjson.dumps(report.as_json()).decode() + "\n")
    raise typer.Exit(0 if report.held else 1)


async def _run(
    folder: Path,
    seconds: float,
    seed: int,
    clients: int,
    log: Literal["postgres", "kafka"],
    bootstrap: str | None,
) -> Report:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    tell("starting a deployment ...")
    async with deployed(folder, log=log, bootstrap=bootstrap, replicas=REPLICAS) as fleet:
        return await Trial(fleet, seed, clients, tell=tell).run(lambda trial: trial.killer.run(seconds))


def tell(text: str) -> None:
    """Show a line to whoever watches."""
    console.print(escape(text))


def _explain(report: Report) -> None:
    """For a person: what held, or what did not and where to look."""
    for kind, found in report.violations.items():
        for sentence in found[:SHOWN]:
            console.print(f"[red]{kind}[/]  {escape(sentence)}")
        if len(found) > SHOWN:
            console.print(f"[red]{kind}[/]  and {len(found) - SHOWN} more")
    verdict = "[green]held[/]" if report.held else "[red]did not hold[/]"
    console.print(
        f"{verdict}: {report.cycles} cycles, {report.events} events, {sum(report.kills.values())} kills,"
        f" {report.lost} lost, {report.applied_twice} applied twice (SEED={report.seed})"
    )


if __name__ == "__main__":
    app()
