"""What the journeys share: one embedded run, walked through the cycle once so that there is something to ask for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.cycle import STEPS
from deploy.demo.walk import Walk
from deploy.embedded import Embedded


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The walk of a finished cycle; its run answers until the session ends."""
    folder: Path = tmp_path_factory.mktemp("walked")
    run = Embedded(folder)
    walk = asyncio.run(_walk(run))
    yield walk
    asyncio.run(run.stop())
    run.remove_leftovers()


async def _walk(run: Embedded) -> Walk:
    await run.start()
    walk = Walk(run.base_url)
    for step in STEPS:
        await step.do(walk)
    await walk.close()
    return walk
