"""The commands behind `make` and of the container image: `python -m deploy.cli --help`.

Each command imports what it needs when it is called, so that the list of them comes at once.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from deploy.postgres_home import NoPostgres
from deploy.refusal import Refusal

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # They would print what is in variables, such as keys.
    help="Runs Coverloop, whole or in parts.",
)

products = typer.Typer(no_args_is_help=True, help="A carrier's products.")
app.add_typer(products, name="products")


@products.callback()
def products_of_a_carrier() -> None:
    """A carrier's products."""


Port = Annotated[int, typer.Option(min=0, max=65535, help="the port to serve on")]
Folder = Annotated[Path, typer.Option("--data", help="the folder that everything is kept in")]
LogKind = Annotated[Literal["postgres", "kafka"], typer.Option("--log", help="what events travel on")]


@app.callback()
def coverloop() -> None:
    """Runs Coverloop, whole or in parts."""


@app.command()
def run(log: LogKind = "postgres", port: Port = 8000, data: Folder = Path(".coverloop")) -> None:
    """Serve everything on one port of this machine, with its own PostgreSQL and the sandbox."""
    from deploy.embedded_run import EmbeddedRun
    from deploy.kafka_address import find_broker

    bootstrap = find_broker(os.environ) if log == "kafka" else None
    EmbeddedRun(data, port=port, log=log, kafka_bootstrap=bootstrap).run(typer.echo)


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help="leads, needs, …, console")],
    workers: Annotated[int, typer.Option(min=1, help="processes that share the port")] = 1,
    port: Annotated[int, typer.Option(envvar="COVERLOOP_PORT", help="the port to serve on")] = 8000,
    host: Annotated[str, typer.Option(envvar="COVERLOOP_HOST", help="the address to serve on")] = "0.0.0.0",  # noqa: S104  # a container is reached from outside it
) -> None:
    """Serve one service by the settings in the environment, until SIGTERM: in hand is finished within 10 s."""
    from deploy.service_process import run_service

    run_service(service, workers=workers, port=port, host=host)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="the port to serve on")] = 8000,
    host: Annotated[str, typer.Option(help="the address to serve on")] = "127.0.0.1",
) -> None:
    """Serve the pretend identity provider and carrier alone, by COVERLOOP_SANDBOX_… in the environment, until SIGTERM."""
    from deploy.sandbox_process import run_sandbox

    run_sandbox(port=port, host=host)


@app.command()
def migrate(
    service: Annotated[str | None, typer.Argument(help="only this one; without it, every service")] = None,
) -> None:
    """Bring databases to their newest schema: those of COVERLOOP_<SERVICE>_DATABASE_URL."""
    from shared.migrate import migrate as migrate_one

    async def migrate_all(urls: Mapping[str, str]) -> None:
        for name, url in urls.items():
            await migrate_one(name, url)
            typer.echo(f"{name}: up to date")

    asyncio.run(migrate_all(_database_urls(os.environ, service)))


@app.command()
def token(
    role: Annotated[
        Literal["client", "agent", "manager", "ops", "carrier"], typer.Option(help="whose token")
    ],
    agency: Annotated[UUID | None, typer.Option(help="of this agency")] = None,
    client: Annotated[UUID | None, typer.Option(help="of this client")] = None,
    agent: Annotated[UUID | None, typer.Option(help="of this agent")] = None,
    team: Annotated[UUID | None, typer.Option(help="of this team's manager")] = None,
    carrier: Annotated[UUID | None, typer.Option(help="of this carrier")] = None,
    url: Annotated[str, typer.Option(help="where Coverloop runs")] = "http://127.0.0.1:8000",
) -> None:
    """Print a token that the sandbox of a running Coverloop signs; whatever is not said is the sandbox's own example."""
    from deploy.sandbox_token import ask_for_token

    asked = {
        "agency_id": agency,
        "client_id": client,
        "agent_id": agent,
        "team_id": team,
        "carrier_id": carrier,
    }
    typer.echo(ask_for_token(url, role, {name: str(value) for name, value in asked.items() if value}))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX; GET /leads/imports/template gives an example")],
    source: Annotated[str, typer.Option(help="where these people come from, such as expo")],
    channel: Annotated[str, typer.Option(help="by which channel, such as offline")],
    consent_text_version: Annotated[
        str, typer.Option("--consent-text", help="the version of the text they consented to")
    ],
    token: Annotated[str, typer.Option(envvar="COVERLOOP_TOKEN", help="an agent's or manager's")],
    consent_proof: Annotated[str | None, typer.Option(help="where their consents can be looked up")] = None,
    kind: Annotated[
        Literal["leads", "clients"], typer.Option(help="prospects, or existing clients")
    ] = "leads",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check everything, import nothing")] = False,
    language: Annotated[Literal["zh-CN", "en"], typer.Option(help="of the messages")] = "zh-CN",
    url: Annotated[str, typer.Option(help="where Coverloop runs")] = "http://127.0.0.1:8000",
) -> None:
    """Import a file of leads. Exits with 0, with 3 where rows were refused, with 1 where it did not come to its end."""
    from rich.console import Console

    from deploy.import_file import Imports, import_file

    fields = {
        "source": source,
        "channel": channel,
        "consent_text_version": consent_text_version,
        "kind": kind,
        "dry_run": str(dry_run).lower(),
        **({"consent_proof": consent_proof} if consent_proof else {}),
    }
    raise typer.Exit(import_file(Imports(url, token, language), file, fields, Console()))


@products.command("load")
def load_products(
    paths: Annotated[list[Path], typer.Argument(help="folders or ZIP archives of products")],
    carrier: Annotated[UUID, typer.Option(help="whose products they are")],
    token: Annotated[str, typer.Option(envvar="COVERLOOP_TOKEN", help="of operations or a manager")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check everything, load nothing")] = False,
    language: Annotated[Literal["zh-CN", "en"], typer.Option(help="of the messages")] = "zh-CN",
    url: Annotated[str, typer.Option(help="where Coverloop runs")] = "http://127.0.0.1:8000",
) -> None:
    """Load products, each path as a whole. Exits with 0, with 3 where one was refused, with 1 where one was not sent."""
    from rich.console import Console

    from deploy.load_products import Catalogue, load_products

    fields = {"carrier_id": str(carrier), "dry_run": str(dry_run).lower()}
    raise typer.Exit(load_products(Catalogue(url, token, language), paths, fields, Console()))


@app.command()
def demo(
    log: LogKind = "postgres",
    port: Port = 8000,
    data: Folder = Path(".coverloop"),
    stay: Annotated[
        bool | None,
        typer.Option("--stay/--leave", help="serve on afterwards; on a terminal, unless told otherwise"),
    ] = None,
) -> None:
    """Serve everything, and tell over HTTP of a client's whole cycle, a family, a firm and the agency's own work."""
    from deploy.demo.show import show
    from deploy.kafka_address import find_broker

    bootstrap = find_broker(os.environ) if log == "kafka" else None
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(show(data, port, log, bootstrap, stay=sys.stdout.isatty() if stay is None else stay))


@app.command()
def kafka(
    port: Annotated[
        int | None, typer.Option(help="loopback port that clients connect to", show_default="9092")
    ] = None,
) -> None:
    """Run a real single-node Apache Kafka until Ctrl-C: through Docker where it answers, else on a JVM."""
    command = [sys.executable, "-m", "deploy.kafka_broker"]
    os.execv(sys.executable, command if port is None else [*command, "--port", str(port)])  # noqa: S606  # no shell


@app.command()
def choreography(
    check: Annotated[
        bool, typer.Option("--check", help="change nothing; exit 1 where something is stale")
    ] = False,
) -> None:
    """Render who tells whom into the READMEs and docs/asyncapi.yaml."""
    from deploy.choreography import stale_documents, write_documents
    from deploy.loading import choreographies

    paths = (stale_documents if check else write_documents)(choreographies())
    for path in paths:
        typer.echo(f"{path} is stale: make choreography" if check else f"{path} is up to date now")
    if check and paths:
        raise typer.Exit(1)


def _database_urls(environment: Mapping[str, str], only: str | None = None) -> dict[str, str]:
    """The address of the database of each service that has one; half a configuration is refused."""
    from deploy.roster import services_with_a_database

    services = services_with_a_database()
    if only is not None and only not in services:
        raise typer.BadParameter(f"{only!r} is none of {', '.join(services)}", param_hint="SERVICE")
    asked = services if only is None else [only]
    variables = {service: f"COVERLOOP_{service.upper()}_DATABASE_URL" for service in asked}
    if missing := [variable for variable in variables.values() if not environment.get(variable)]:
        raise typer.BadParameter(f"not set: {', '.join(missing)}", param_hint="environment")
    return {service: environment[variable] for service, variable in variables.items()}


def main() -> None:
    """Run the command; what can be put right is said in a sentence."""
    try:
        app()
    except Refusal as reason:
        typer.echo(str(reason), err=True)
        sys.exit(reason.exit_status)
    except NoPostgres as reason:
        typer.echo(str(reason), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
