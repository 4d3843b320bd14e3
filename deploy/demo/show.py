"""The demonstration: starts everything, tells each story, and shows it; then leaves it running to be looked at."""

import asyncio
import time
from pathlib import Path

from deploy.demo.stories import STORIES, Story
from deploy.demo.terminal import Terminal
from deploy.demo.walk import Walk
from deploy.demo.watching import watching
from deploy.embedded import Embedded
from deploy.embedded_postgres import Cluster
from deploy.embedded_run import LogKind
from deploy.own_databases import LOG
from deploy.roster import lifecycle_services
from shared.event_log import EventLog


async def show(folder: Path, port: int, log: LogKind, kafka_bootstrap: str | None, *, stay: bool) -> None:
    """Show every story on the data in `folder`; with `stay`, serve on until interrupted."""
    terminal = Terminal()
    run = Embedded(folder, port, log, kafka_bootstrap)
    await run.start()
    try:
        begun = time.monotonic()
        event_log = _log_of(folder, log, kafka_bootstrap)
        async with watching(event_log, lifecycle_services(), terminal.event) as seen:
            walks = [await _told(story, run.base_url, terminal) for story in STORIES]
            seconds = time.monotonic() - begun
            documents = [shown for walk in walks for shown in await walk.shown_again()]
            for walk in walks:
                await walk.close()
        terminal.finish(seconds, len(seen.envelopes), documents)
        if stay:
            print(f"\nEverything still runs at {run.base_url} (Ctrl-C stops it).")
            await asyncio.Event().wait()
    finally:
        await run.stop()
        run.remove_leftovers()


async def _told(story: Story, base_url: str, terminal: Terminal) -> Walk:
    """The walk of a story that was told, with what was shown in it."""
    terminal.story(story.title)
    walk = Walk(base_url, terminal)
    for step in story.steps:
        terminal.step(step.title)
        await step.do(walk)
    return walk


def _log_of(folder: Path, log: LogKind, kafka_bootstrap: str | None) -> EventLog:
    """The log of the run, for an observer."""
    if log == "postgres":
        from shared.event_log.postgres import PostgresLog

        return PostgresLog(Cluster.open(folder / "postgres").url(LOG), wake_other_processes=False)
    from shared.event_log.kafka import KafkaLog

    return KafkaLog(str(kafka_bootstrap))
