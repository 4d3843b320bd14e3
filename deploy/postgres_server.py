"""The process of an embedded PostgreSQL: start it, find the one that runs, tell it from a stranger, end it.

Two servers, or a server and the orphans of a killed one, never write the same files.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from deploy.postgres_home import Account, NoPostgres, find_programs

_READY_WITHIN_SECONDS = 120  # Recovery after a crash reads the whole write-ahead log.
_STOPPED_WITHIN_SECONDS = 30
_POLL_SECONDS = 0.01

# One machine, a few hundred megabytes for everything: no replication, no parallel plans, no helper processes.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "16MB",
    "min_wal_size": "64MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
if sys.platform == "linux":
    # After a crash all data is put on the disk first: at once takes half a second, file by file ten.
    _DURABLE["recovery_init_sync_method"] = "syncfs"


class Running(NamedTuple):
    """A server that accepts connections; `process` when this process started it."""

    pid: int
    port: int
    process: "subprocess.Popen[bytes] | None" = None


def adopt(data: Path) -> Running | None:
    """The server that already runs on `data`, once it is ready; None when there is none any more."""
    give_up_at = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < give_up_at:
        noted = _read_pid_file(data)
        if noted is None or not serves(noted.pid, data):
            end_leftovers(data)
            return None
        if noted.ready:
            return Running(noted.pid, noted.port)
        time.sleep(_POLL_SECONDS)
    raise NoPostgres(f"the server that runs on {data} does not become ready")


def start(data: Path, account: Account, *, durable: bool, ports: Sequence[int], log: Path) -> Running:
    """Starts a server on `data`, on the first free one of `ports`. Raises `NoPostgres` with what it said."""
    said = ""
    for port in ports:
        start_of_log = log.stat().st_size if log.exists() else 0
        process = _launch(data, account, durable=durable, port=port, log=log)
        if _becomes_ready(process, data):
            return Running(process.pid, port, process)
        with log.open("rb") as file:
            file.seek(start_of_log)
            said = file.read().decode(errors="replace").strip()
        if "could not bind" not in said:
            break
    raise NoPostgres(f"PostgreSQL did not start: {said}")


def _launch(
    data: Path, account: Account, *, durable: bool, port: int, log: Path
) -> "subprocess.Popen[bytes]":
    settings = _SETTINGS | (_DURABLE if durable else _FORGETFUL) | {"port": str(port)}
    command = [str(find_programs(account) / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the services; they need the database until they stop.
            preexec_fn=None if durable else _end_with_parent(),  # noqa: PLW1509  # a single system call
            **account.options(),
        )


def _end_with_parent() -> Callable[[], object] | None:
    """What a child on Linux calls so that it is stopped when its parent dies, however that happens."""
    if sys.platform != "linux":
        return None
    set_parent_death_signal = 1
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(set_parent_death_signal, signal.SIGINT)


def _becomes_ready(process: "subprocess.Popen[bytes]", data: Path) -> bool:
    give_up_at = time.monotonic() + _READY_WITHIN_SECONDS
    while process.poll() is None:
        noted = _read_pid_file(data)
        if noted is not None and noted.pid == process.pid and noted.ready:
            return True
        if time.monotonic() > give_up_at:
            process.send_signal(signal.SIGQUIT)
        time.sleep(_POLL_SECONDS)
    return False


class _Noted(NamedTuple):
    pid: int
    port: int
    ready: bool


def _read_pid_file(data: Path) -> _Noted | None:
    """What the server says of itself; None when it has not said all of it yet, or is gone."""
    try:
        lines = (data / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 4:
        return None
    return _Noted(int(lines[0]), int(lines[3]), ready=len(lines) > 7 and lines[7].strip() == "ready")


def serves(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL of this data; a number that went to another program is not."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and _works_on(process, data)
    except psutil.NoSuchProcess:
        return False


def _works_on(process: psutil.Process, data: Path) -> bool:
    try:
        return process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    except (psutil.AccessDenied, psutil.ZombieProcess):
        return False


def stop(pid: int, data: Path) -> None:
    """Ends process `pid` of the server on `data`: asked first, forced when it takes too long."""
    for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if not serves(pid, data):
            return
        os.kill(pid, order)
        give_up_at = time.monotonic() + _STOPPED_WITHIN_SECONDS
        while serves(pid, data) and time.monotonic() < give_up_at:
            time.sleep(_POLL_SECONDS)


def end_leftovers(data: Path) -> None:
    """Ends what still works on `data` without a server above it, then forgets the server that died.

    Two servers, or one and the orphans of another, must never write the same files.
    """
    if not data.exists():
        return
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess):
            if _works_on(process, data):
                stop(process.pid, data)
    (data / "postmaster.pid").unlink(missing_ok=True)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
