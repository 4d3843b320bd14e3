"""The commands behind `make` and of the container image: `python -m deploy.cli --help`.

Each command imports what it needs when it is called, so that the list of them comes at once.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Runs Coverloop, whole or in parts.")


@app.callback()
def coverloop() -> None:
    """Runs Coverloop, whole or in parts."""


@app.command()
def migrate() -> None:
    """Bring every database to its newest schema: those of COVERLOOP_<SERVICE>_DATABASE_URL."""
    from shared.migrate import migrate as migrate_one

    async def migrate_all(urls: Mapping[str, str]) -> None:
        for service, url in urls.items():
            await migrate_one(service, url)
            typer.echo(f"{service}: up to date")

    asyncio.run(migrate_all(_database_urls(os.environ)))


@app.command()
def kafka(
    port: Annotated[
        int | None, typer.Option(help="loopback port that clients connect to", show_default="9092")
    ] = None,
) -> None:
    """Run a real single-node Apache Kafka until Ctrl-C: through Docker where it answers, else on a JVM."""
    command = [sys.executable, "-m", "deploy.kafka_broker"]
    os.execv(sys.executable, command if port is None else [*command, "--port", str(port)])  # noqa: S606  # no shell


def _database_urls(environment: Mapping[str, str]) -> dict[str, str]:
    """The address of the database of each service that has one; half a configuration is refused."""
    from shared.migrate import services_folder

    services = sorted(folder.parent.name for folder in services_folder().glob("*/migrations"))
    variables = {service: f"COVERLOOP_{service.upper()}_DATABASE_URL" for service in services}
    if missing := [variable for variable in variables.values() if not environment.get(variable)]:
        raise typer.BadParameter(f"not set: {', '.join(missing)}", param_hint="environment")
    return {service: environment[variable] for service, variable in variables.items()}


if __name__ == "__main__":
    app()
