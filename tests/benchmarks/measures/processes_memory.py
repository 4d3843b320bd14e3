"""What each service keeps in memory as a process of its own: `deploy.cli serve <service>`, all of them at once.

Proportional set size when it is ready: what it shares with the others, code above all, is counted once over all of them.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import psutil

from deploy.postgres_server import free_port
from deploy.roster import CONSOLE, services_with_a_database
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, NotMeasured, Plot, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.processes import memory_mb, serving_command, started

SETTLED_SECONDS = 2.0


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """One figure a service; a look is enough, it does not vary."""
    if effort.scale < 1:
        raise NotMeasured("eight processes take longer to start than a quick run has")
    services = [*services_with_a_database(), CONSOLE]
    log_address = await ground.database("log")
    async with AsyncExitStack() as stack:
        running: dict[str, psutil.Process] = {}
        for name in services:
            effort.tell(f"starts {name}")
            running[name] = await stack.enter_async_context(_serving(ground, name, log_address))
        await asyncio.sleep(SETTLED_SECONDS)
        found = {name: memory_mb(process) for name, process in running.items()}
    told = ", ".join(f"{name} {mb:.0f}" for name, mb in found.items())
    plot = Plot(
        "Memory of each service as its own process",
        "bars",
        list(found),
        {"memory": list(found.values())},
        "MB",
        told + " MB.",
    )
    whole = value("memory of all services, each its own process", [sum(found.values())], "MB", plot=plot)
    return [whole, *(value(f"memory of `{name}`", [mb], "MB") for name, mb in found.items())]


@contextlib.asynccontextmanager
async def _serving(ground: Ground, name: str, log_address: str) -> AsyncIterator[psutil.Process]:
    migrated_as = None if name == CONSOLE else name
    environment = ground.environment(
        await ground.database(name, migrated_as=migrated_as),
        log_address,
        services_url="http://127.0.0.1:1",
        console_secret=secrets.token_hex(32),
    )
    port = free_port()
    command = serving_command(name, port)
    async with started(command, port, environment=environment, log=ground.log(name)) as process:
        yield process
