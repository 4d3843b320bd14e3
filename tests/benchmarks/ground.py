"""The ground of every side of a measurement: one durable PostgreSQL, one broker, one issuer of tokens, one folder."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from deploy.embedded_postgres import Cluster
from shared.migrate import migrate
from tests.benchmarks.broker import Broker
from tests.services.issuer import Issuer
from tests.services.running import random_key


@dataclass(frozen=True)
class Ground:
    """What measurements share. PostgreSQL is as durable as in a deployment: it flushes at every commit."""

    folder: Path
    cluster: Cluster
    issuer: Issuer
    keys: dict[str, str]
    broker: Broker

    @property
    def database_process(self) -> psutil.Process:
        """The server, whose children are its backends."""
        return psutil.Process(self.cluster.pid)

    async def database(self, name: str, *, migrated_as: str | None = None) -> str:
        """The address of a new database, with the newest schema of a service if one is named."""
        address = await self.cluster.ensure_database(f"{name}_{secrets.token_hex(4)}", "bench")
        if migrated_as is not None:
            await migrate(migrated_as, address)
        return address

    def log(self, name: str) -> Path:
        """Where a process of that name says what it has to say."""
        return self.folder / f"{name}.log"

    def environment(self, database_url: str, log_database_url: str, **others: Any) -> dict[str, str]:
        """What a service process finds in its environment (`deploy.cli serve`)."""
        given = {
            "environment": "development",
            "database_url": database_url,
            "log": "postgres",
            "log_database_url": log_database_url,
            "oidc_issuer": self.issuer.url,
            "oidc_jwks_url": self.issuer.jwks_url,
            "institution_name": "明禾保险代理有限公司",
            "licence_no": "260000000001234",
            **self.keys,
            **others,
        }
        return {f"COVERLOOP_{name.upper()}": str(content) for name, content in given.items()}


@contextmanager
def measuring_ground(folder: Path) -> Iterator[Ground]:
    """The ground on `folder`; nothing of it is left at the end."""
    cluster = Cluster.open(folder / "postgres")
    broker = Broker(folder / "kafka")
    try:
        with Issuer() as issuer:
            keys = {name: random_key() for name in ("encryption_key", "digest_key", "share_link_key")}
            yield Ground(folder, cluster, issuer, keys, broker)
    finally:
        broker.remove()
        cluster.remove()
