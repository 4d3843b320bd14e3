"""Everything at once: what `deploy.embedded_run` serves, from the database's first moment to the last answer.

Slow to import, which is done while the databases are prepared.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from deploy import loading, roster
from deploy.assembly import embedded_composition
from deploy.embedded_postgres import Cluster
from deploy.embedded_run import READY_LINE, EmbeddedRun, Signals, Tell
from deploy.own_databases import LOG, OwnDatabases
from deploy.own_settings import OwnSettings, kept_keys
from deploy.port import LOOPBACK
from deploy.serving import Server, settle_memory
from shared.telemetry import start_logging

GRACE_SECONDS = 4
STOP_SECONDS = 4.0


async def serve_everything(
    run: EmbeddedRun, databases: OwnDatabases, listening: socket.socket, signals: Signals, tell: Tell
) -> None:
    """Serve on `listening` until a signal. Raises NotPrepared, NotStarted, UnreadableSecret.

    Takes at most `GRACE_SECONDS` to answer what is in hand at the end and `STOP_SECONDS` to let go of the rest; what
    is then still under way rolls back.
    """
    start_logging(json_lines=False)
    loading.preload(*roster.lifecycle_services())
    cluster = await databases.ready()
    base_url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    log_address = cluster.url(LOG, LOG) if run.log == "postgres" else str(run.kafka_bootstrap)
    own = OwnSettings(base_url, kept_keys(run.folder), run.log, log_address, run.folder / "files")
    composition = embedded_composition(own, lambda name: cluster.url(name, name))
    time_to_stop = asyncio.timeout(None)
    try:
        async with time_to_stop, _kept_running(databases, cluster), composition.running():
            server = Server(composition, grace_seconds=GRACE_SECONDS, websockets=True)
            signals.order = server.stop
            _introduce(tell, base_url, run.folder, cluster)
            settle_memory()
            await server.serve_on(listening)
            tell("Stopping ...")
            time_to_stop.reschedule(asyncio.get_running_loop().time() + STOP_SECONDS)
    except TimeoutError:
        if not time_to_stop.expired():
            raise
        tell("Not all of it stopped in time; what was under way rolls back.")


@contextlib.asynccontextmanager
async def _kept_running(databases: OwnDatabases, cluster: Cluster) -> AsyncIterator[None]:
    keeping = asyncio.create_task(databases.keep_running(cluster))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


def _introduce(tell: Tell, base_url: str, folder: Path, cluster: Cluster) -> None:
    """Say that it runs, and where to look."""
    seconds = time.time() - psutil.Process().create_time()
    tell(f"{READY_LINE} {base_url} (ready after {seconds:.1f} s). Ctrl-C stops it.")
    tell(f"  console   {base_url}/console")
    tell(f"  services  {', '.join(f'/{name}/docs' for name in roster.lifecycle_services())}")
    tell(f"  events    {base_url}/asyncapi.yaml")
    tell(f"  sign in   {base_url}/sandbox/sign-in, or: make token ROLE=agent")
    tell(f"  data      {folder} (PostgreSQL on port {cluster.port})")
