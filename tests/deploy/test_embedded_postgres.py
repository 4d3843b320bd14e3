"""The embedded PostgreSQL: what one folder promises through restarts, killed parents and stale files."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.embedded_postgres import Cluster
from deploy.postgres_home import NoPostgres

OpenCluster = Callable[..., Cluster]


@pytest.fixture
def open_cluster(tmp_path: Path) -> Iterator[OpenCluster]:
    """Opens the cluster of the test's folder; whatever it opened is removed at the end."""
    opened: list[Cluster] = []

    def opener(name: str = "postgres", *, durable: bool = False, port: int | None = None) -> Cluster:
        opened.append(Cluster.open(tmp_path / name, durable=durable, port=port))
        return opened[-1]

    yield opener
    for cluster in opened:
        cluster.remove()


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def kill_and_wait(cluster: Cluster) -> None:
    """The process stays behind as a zombie, as it does under a parent that has not looked yet."""
    process = psutil.Process(cluster.pid)
    process.kill()
    while process.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


async def test_a_new_folder_gives_a_server_of_version_18_that_holds_utf_8(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    url = await cluster.ensure_database("leads", "leads")
    assert str(await ask(url, "SHOW server_version")).startswith("18.")
    assert await ask(url, "SHOW server_encoding") == "UTF8"
    assert await ask(url, "SELECT current_user::text") == "leads"


@pytest.mark.parametrize(("durable", "expected"), [(True, "on"), (False, "off")])
async def test_only_a_durable_server_waits_for_the_disk(
    open_cluster: OpenCluster, durable: bool, expected: str
) -> None:
    cluster = open_cluster(durable=durable)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await ask(cluster.url("postgres"), f"SHOW {setting}") == expected, setting


async def test_what_was_written_and_every_address_are_the_same_after_a_restart(
    open_cluster: OpenCluster,
) -> None:
    cluster = open_cluster()
    url = await cluster.ensure_database("leads", "leads")
    await ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
    cluster.stop()
    again = open_cluster()
    assert again.pid != cluster.pid
    assert await again.ensure_database("leads", "leads") == url
    assert await ask(url, "SELECT number FROM kept") == 7


async def test_no_role_reaches_the_database_of_another(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    await cluster.ensure_database("leads", "leads")
    await cluster.ensure_database("needs", "needs")
    for database in ("leads", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(cluster.url(database, "needs"))


async def test_a_wrong_password_is_refused(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(cluster.url("postgres"), password="wrong")


async def test_a_name_that_is_not_plain_is_refused_before_it_becomes_sql(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    with pytest.raises(ValueError, match="plain lower-case"):
        await cluster.ensure_database("leads; DROP DATABASE postgres", "leads")


def test_the_secret_is_readable_by_its_owner_alone(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    assert stat.S_IMODE((cluster.folder / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((cluster.home / "data").stat().st_mode) == 0o700


def test_the_server_never_runs_as_root(open_cluster: OpenCluster) -> None:
    assert psutil.Process(open_cluster().pid).uids().effective != 0


def test_the_permissions_of_the_folders_above_stay_as_they_were(
    open_cluster: OpenCluster, tmp_path: Path
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    before = [parent.stat().st_mode for parent in private.parents]
    open_cluster("private/postgres")
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert [parent.stat().st_mode for parent in private.parents] == before


def test_opening_twice_gives_the_same_server(open_cluster: OpenCluster) -> None:
    first, second = open_cluster(), open_cluster()
    assert (first.pid, first.port) == (second.pid, second.port)


def test_a_server_whose_parent_was_killed_is_adopted(open_cluster: OpenCluster, tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from deploy.embedded_postgres import Cluster\n"
        "print(Cluster.open(Path(sys.argv[1])).pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "postgres"], capture_output=True, text=True, check=False
    )
    assert parent.returncode == -signal.SIGKILL
    cluster = open_cluster(durable=True)
    assert cluster.pid == int(parent.stdout)
    assert asyncio.run(ask(cluster.url("postgres"), "SELECT 1")) == 1


async def test_a_killed_server_recovers_what_was_committed(open_cluster: OpenCluster) -> None:
    cluster = open_cluster(durable=True)
    url = await cluster.ensure_database("leads", "leads")
    await ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
    kill_and_wait(cluster)
    again = open_cluster(durable=True)
    assert again.pid != cluster.pid
    assert not cluster.is_running()
    assert await ask(url, "SELECT number FROM kept") == 7


async def test_a_pid_file_whose_number_went_to_another_program_is_forgotten(
    open_cluster: OpenCluster,
) -> None:
    cluster = open_cluster()
    cluster.stop()
    (cluster.home / "data" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{cluster.home / 'data'}\n{int(time.time())}\n{cluster.port}\n\n127.0.0.1\n\nready\n"
    )
    again = open_cluster()
    assert again.pid != os.getpid()
    assert await ask(again.url("postgres"), "SELECT 1") == 1


def test_a_taken_port_is_given_up_for_another(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    cluster.stop()
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", cluster.port))
        taker.listen()
        assert open_cluster().port != cluster.port


def test_an_asked_port_that_is_taken_is_an_error_that_says_so(open_cluster: OpenCluster) -> None:
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        with pytest.raises(NoPostgres, match="could not bind"):
            open_cluster(port=taker.getsockname()[1])
    open_cluster()


def test_a_creation_cut_off_half_way_is_begun_anew(open_cluster: OpenCluster, tmp_path: Path) -> None:
    cluster = open_cluster()
    cluster.stop()
    (cluster.home / "data").rename(cluster.home / "data.unfinished")
    (cluster.home / "data.unfinished" / "PG_VERSION").unlink()
    assert open_cluster().is_running()


async def test_a_deleted_folder_begins_anew(open_cluster: OpenCluster) -> None:
    cluster = open_cluster("private/postgres")
    await ask(await cluster.ensure_database("leads", "leads"), "CREATE TABLE kept AS SELECT 7 AS number")
    for kept in ("secret", "port"):
        (cluster.folder / kept).unlink()
    if cluster.home == cluster.folder:
        with pytest.raises(NoPostgres, match="secret"):
            open_cluster("private/postgres")
        return
    again = open_cluster("private/postgres")
    assert await ask(await again.ensure_database("leads", "leads"), "SELECT to_regclass('kept')") is None


def test_stop_ends_the_server_and_may_be_said_twice(open_cluster: OpenCluster) -> None:
    cluster = open_cluster()
    assert cluster.is_running()
    cluster.stop()
    cluster.stop()
    assert not cluster.is_running()
    assert not psutil.pid_exists(cluster.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_server_that_may_forget_ends_with_the_process_that_opened_it(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from deploy.embedded_postgres import Cluster\n"
        "c = Cluster.open(Path(sys.argv[1]), durable=False); print(c.pid, c.home, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "postgres"], capture_output=True, text=True, check=False
    )
    pid, home = parent.stdout.split()
    cluster = Cluster(folder=tmp_path / "postgres", home=Path(home), port=0, pid=int(pid))
    try:
        give_up_at = time.monotonic() + 30
        while cluster.is_running() and time.monotonic() < give_up_at:
            time.sleep(0.05)
        assert not cluster.is_running()
    finally:
        cluster.remove()
