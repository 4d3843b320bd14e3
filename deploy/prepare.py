"""Opens the PostgreSQL of an embedded run and brings its databases up to date: `python -m deploy.prepare FOLDER`.

A process of its own, which ends when they are ready; the server stays. What it cannot do it says on standard error.
"""

import asyncio
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psutil

from deploy import postgres_server
from deploy.embedded_postgres import Cluster
from deploy.own_databases import LOG, SANDBOX
from deploy.postgres_home import Account, NoPostgres, make_home
from deploy.roster import services_with_a_database


def prepare(folder: Path) -> None:
    """Every database there, with its own role and, where it has migrations, its newest schema. Raises NoPostgres."""
    end_server_of_deleted_data(folder)
    with ThreadPoolExecutor(1) as thread:
        asyncio.run(_prepare(thread.submit(Cluster.open, folder)))


def end_server_of_deleted_data(folder: Path) -> None:
    """End the server of a folder whose data somebody deleted while it ran.

    PostgreSQL writes its control file by its full path, at its end too: it would spoil the data made in that place anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = make_home(folder, Account.current(), durable=True) / "data"
    if not data.exists():
        for pid in psutil.pids():
            if postgres_server.serves(pid, data):
                postgres_server.stop(pid, data)


async def _prepare(opening: "Future[Cluster]") -> None:
    from shared.migrate import migrate  # Slow to import, so meanwhile the server starts.

    cluster = opening.result()
    services = services_with_a_database()
    making = {
        name: asyncio.create_task(cluster.ensure_database(name, name)) for name in (*services, LOG, SANDBOX)
    }
    # One migration after another: the tool for them cannot do two at once in one process.
    for service in services:
        await migrate(service, await making[service])
    await asyncio.gather(*making.values())


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]))
    except NoPostgres as reason:
        sys.exit(str(reason))
