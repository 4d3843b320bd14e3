"""Servers under measurement as processes of their own, and what they and the database spend of the processors."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import psutil

from deploy.postgres_server import free_port

PROJECT = Path(__file__).parents[2]
READY_WITHIN_SECONDS = 60.0


class NotServing(Exception):
    """A server under measurement ended, or did not listen in time; the message ends with what it said."""


@contextlib.asynccontextmanager
async def serving(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None, log: Path
) -> AsyncIterator[tuple[int, psutil.Process]]:
    """`python -m module PORT arguments…` on a free port until the end of the block: the port and the process.

    The module serves on 127.0.0.1:PORT. What it says goes to `log`. Raises NotServing.
    """
    port = free_port()
    command = [sys.executable, "-m", module, str(port), *arguments]
    async with started(command, port, environment=environment, log=log) as process:
        yield port, process


@contextlib.asynccontextmanager
async def started(
    command: list[str], port: int, *, environment: Mapping[str, str] | None = None, log: Path
) -> AsyncIterator[psutil.Process]:
    """The process of `command` once it listens on `port`, until the end of the block. Raises NotServing."""
    process = _launched(command, environment or {}, log)
    try:
        await _listening(process, port, log)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serving_command(service: str, port: int, *, workers: int = 1) -> list[str]:
    """How a deployment serves `service`, on the loopback."""
    command = [sys.executable, "-m", "deploy.cli", "serve", service, "--workers", str(workers)]
    return [*command, "--host", "127.0.0.1", "--port", str(port)]


def _launched(command: list[str], environment: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


async def _listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise NotServing(_end_of(log))
        await asyncio.sleep(0.05)


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-3000:]


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of a process, of its children, and of those of them that have ended."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_mb(*processes: psutil.Process) -> float:
    """Proportional set size of processes and their children in MB (10**6 bytes): what is shared is counted once."""
    family = {one.pid: one for process in processes for one in (process, *process.children(recursive=True))}
    total = 0
    for one in family.values():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += one.memory_full_info().pss
    return total / 1e6
