"""The one-shot that prepares the databases of a deployment."""

import os
import subprocess
import sys
from collections.abc import Mapping

import asyncpg

from shared.migrate import services_folder
from tests.conftest import NewDatabase


def services_with_a_database() -> list[str]:
    return sorted(folder.parent.name for folder in services_folder().glob("*/migrations"))


def migrate(environment: Mapping[str, str], *services: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERLOOP_")}
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", "migrate", *services],
        env=inherited | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )


async def test_it_brings_the_database_of_every_service_to_its_newest_schema(
    new_database: NewDatabase,
) -> None:
    services = services_with_a_database()
    urls = {service: await new_database(service) for service in services}
    environment = {f"COVERLOOP_{service.upper()}_DATABASE_URL": url for service, url in urls.items()}
    for _ in ("first time", "again, with nothing to do"):
        done = migrate(environment)
        assert done.returncode == 0, done.stderr
        assert sorted(done.stdout.splitlines()) == [f"{service}: up to date" for service in services]
    for url in urls.values():
        connection = await asyncpg.connect(url)
        try:
            newest = await connection.fetchval("SELECT version_num FROM schema_version")
            assert newest is not None
        finally:
            await connection.close()


def test_it_names_the_databases_that_it_was_not_told_of() -> None:
    done = migrate({})
    assert done.returncode == 2
    for service in services_with_a_database():
        assert f"COVERLOOP_{service.upper()}_DATABASE_URL" in done.stderr


async def test_one_service_may_be_migrated_by_itself(new_database: NewDatabase) -> None:
    done = migrate({"COVERLOOP_LEADS_DATABASE_URL": await new_database("leads")}, "leads")
    assert (done.returncode, done.stdout) == (0, "leads: up to date\n"), done.stderr


def test_a_service_without_a_database_is_refused_by_name() -> None:
    done = migrate({}, "weather")
    assert done.returncode == 2
    assert "'weather' is none of leads, needs," in done.stderr
