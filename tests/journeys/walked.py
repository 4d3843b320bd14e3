"""One embedded run, walked through the cycle once, for every test of the session that needs a finished cycle to look at.

`tests/conftest.py` names both fixtures: named in the conftest of two folders they would be two runs.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.cycle import STEPS
from deploy.demo.walk import Walk
from deploy.embedded import Embedded


@pytest.fixture(scope="session")
def walked_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """The run of `walked`, on a folder of its own; it answers until the session ends."""
    folder: Path = tmp_path_factory.mktemp("walked")
    run = Embedded(folder)
    asyncio.run(run.start())
    yield run
    asyncio.run(run.stop())
    run.remove_leftovers()


@pytest.fixture(scope="session")
def walked(walked_run: Embedded) -> Walk:
    """The walk of a finished cycle; the sandbox's clock stands a year ahead."""
    return asyncio.run(_walk(walked_run))


async def _walk(run: Embedded) -> Walk:
    walk = Walk(run.base_url)
    for step in STEPS:
        await step.do(walk)
    await walk.close()
    return walk
