"""A real PostgreSQL that comes and goes with a folder, for `make run` and the tests.

Nothing to install, nothing shared: the programs come in a wheel, the server listens on 127.0.0.1 only. It
outlives a killed parent, and the next `Cluster.open` adopts it, or recovers what it left behind. A folder
keeps its port and its secret, so the same folder always gives the same addresses.
"""

import contextlib
import fcntl
import hashlib
import hmac
import os
import re
import secrets
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from deploy import postgres_server
from deploy.postgres_home import Account, NoPostgres, find_programs, make_home

SUPERUSER = "postgres"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
# Roles have random 256-bit passwords; slow hashing is for weak ones and costs each connection.
_SCRAM_ITERATIONS = 16


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL server and the folder that it belongs to."""

    folder: Path
    home: Path
    port: int
    pid: int
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False, compare=False)

    @classmethod
    def open(cls, folder: Path, *, durable: bool = True, port: int | None = None) -> "Cluster":
        """The running server of `folder`: adopted if it runs, else started, on new data if there is none.

        `durable=False` gives up safety against a power cut for speed, and on Linux the server ends with the
        process that opened it. Without `port` a free one is taken and kept. Raises `NoPostgres` when it does
        not start.
        """
        folder = folder.absolute()
        account = Account.current()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if account.is_another else 0o700)
        with _only_one_process(folder):
            home = make_home(folder, account, durable=durable)
            data = home / "data"
            _prepare(folder, data, account, durable=durable)
            running = postgres_server.adopt(data) or postgres_server.start(
                data, account, durable=durable, ports=_ports_to_try(folder, port), log=folder / "postgres.log"
            )
            (folder / "port").write_text(str(running.port), "utf-8")
        return cls(folder=folder, home=home, port=running.port, pid=running.pid, process=running.process)

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """The address of `database` for `user`, password included; the same whenever the folder is opened."""
        password = _password(_secret(self.folder), user)
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    async def ensure_database(self, name: str, owner: str) -> str:
        """Makes the database `name` and its role `owner` unless they exist; answers the owner's address.

        Nobody but the owner and the superuser may connect to it. Raises `ValueError` unless both names are
        plain lower-case words.
        """
        for word in (name, owner):
            if not _NAME.fullmatch(word):
                raise ValueError(f"not a plain lower-case name: {word!r}")
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await _ensure(connection, name, owner, _password(_secret(self.folder), owner))
        finally:
            await connection.close()
        return self.url(name, owner)

    def is_running(self) -> bool:
        """Whether the server process still runs."""
        return postgres_server.serves(self.pid, self.home / "data")

    def stop(self) -> None:
        """Ends the server in order: connections are cut, everything is written. May be said twice."""
        postgres_server.stop(self.pid, self.home / "data")
        if self.process is not None:
            self.process.wait()

    def remove(self) -> None:
        """Stops the server and deletes its data and its folder."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def _only_one_process(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(folder: Path, data: Path, account: Account, *, durable: bool) -> None:
    """Makes new data unless there is some that belongs to this folder."""
    if data.exists() and not (folder / "secret").exists():
        if data.parent == folder:
            raise NoPostgres(f"{folder / 'secret'} is missing, so nobody can sign in to {data}")
        # The folder was deleted and begins anew; what it had elsewhere goes too.
        postgres_server.end_leftovers(data)
        shutil.rmtree(data)
    if data.exists():
        return
    unfinished = data.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _initialise(unfinished, _secret(folder), account)
    unfinished.rename(data)
    if durable:
        # `initdb` did not wait for the disk; the disk catches up while the services start.
        threading.Thread(target=os.sync, daemon=True).start()


def _initialise(data: Path, secret: bytes, account: Account) -> None:
    password_file = data.with_name("password")
    data.mkdir(mode=0o700)
    password_file.touch(mode=0o600)
    password_file.write_text(_password(secret, SUPERUSER), "ascii")
    for path in (password_file, data):
        account.take(path)
    command = [str(find_programs(account) / "initdb"), f"--pgdata={data}", f"--username={SUPERUSER}"]
    command += [
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        f"--set=scram_iterations={_SCRAM_ITERATIONS}",
    ]
    command += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, check=False, capture_output=True, cwd="/", **account.options())
    password_file.unlink()
    if done.returncode != 0:
        raise NoPostgres(f"initdb failed: {done.stderr.decode(errors='replace').strip()}")


async def _ensure(connection: asyncpg.Connection, name: str, owner: str, password: str) -> None:
    # One at a time in the whole cluster: they all revoke rights on the same two databases.
    await connection.execute("SELECT pg_advisory_lock(hashtext('coverloop.ensure_database'))")
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", owner):
        await connection.execute(f"CREATE ROLE {owner} LOGIN PASSWORD '{password}'")
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        await connection.execute(f"CREATE DATABASE {name} OWNER {owner}")
    for database in (name, "postgres", "template1"):
        if await connection.fetchval("SELECT has_database_privilege('public', $1, 'CONNECT')", database):
            await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")


def _ports_to_try(folder: Path, asked: int | None) -> list[int]:
    """The asked port alone; else the port of last time and, in case it was taken meanwhile, free ones."""
    if asked is not None:
        return [asked]
    last = folder / "port"
    free = [postgres_server.free_port() for _ in range(2)]
    return [int(last.read_text("utf-8")), *free] if last.exists() else free


def _secret(folder: Path) -> bytes:
    """The folder's own secret, from which every password of the cluster follows; made when there is none."""
    path = folder / "secret"
    if not path.exists():
        unfinished = folder / "secret.unfinished"
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_hex(32), "ascii")
        unfinished.rename(path)
    return bytes.fromhex(path.read_text("ascii"))


def _password(secret: bytes, role: str) -> str:
    return hmac.new(secret, role.encode(), hashlib.sha256).hexdigest()
