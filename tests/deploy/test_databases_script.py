"""The script that prepares an empty PostgreSQL of the deployment, run on a real one."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded_postgres import Cluster
from deploy.postgres_home import Account, find_programs

SCRIPT = Path(__file__).parents[2] / "deploy" / "postgres" / "10-databases.sh"
SERVICES = ("leads", "needs", "quotes", "underwriting", "claims", "servicing", "carriers")


def password_of(service: str) -> str:
    return f"it's {service}'s \\ own"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster.open(tmp_path_factory.mktemp("server") / "postgres", durable=False)
    superuser = cluster.url("postgres").partition("postgres:")[2].partition("@")[0]
    environment = {
        "PATH": f"{find_programs(Account.current())}:{os.environ['PATH']}",
        "POSTGRES_USER": "postgres",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(cluster.port),
        "PGPASSWORD": superuser,
        **{f"{service.upper()}_DATABASE_PASSWORD": password_of(service) for service in SERVICES},
    }
    try:
        subprocess.run(["sh", SCRIPT], env=environment, check=True)
        yield cluster
    finally:
        cluster.remove()


async def sign_in(cluster: Cluster, *, database: str, role: str) -> str:
    connection = await asyncpg.connect(
        host="127.0.0.1", port=cluster.port, user=role, password=password_of(role), database=database
    )
    try:
        return str(
            await connection.fetchval("SELECT datdba::regrole FROM pg_database WHERE datname = $1", database)
        )
    finally:
        await connection.close()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_owns_its_database_and_signs_in_with_its_password(
    prepared: Cluster, service: str
) -> None:
    assert asyncio.run(sign_in(prepared, database=service, role=service)) == service


@pytest.mark.parametrize("role", SERVICES)
async def test_no_service_reaches_any_other_database(prepared: Cluster, role: str) -> None:
    for database in ({*SERVICES} - {role}) | {"postgres", "template1"}:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sign_in(prepared, database=database, role=role)
