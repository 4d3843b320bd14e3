"""`python -m deploy.cli products load`: folders and archives, a report, an exit status that scripts can go by."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree

import uvicorn
from typer.testing import CliRunner, Result

from deploy.cli import app
from deploy.load_products import NotLoaded
from services.quotes.product_folder import SAMPLES
from shared.caller import Role
from tests.services.fixtures import StartService
from tests.services.running import CARRIER, RunningService
from tests.unit.quotes.packages import packed, term_life


@asynccontextmanager
async def served(service: RunningService) -> AsyncIterator[str]:
    """The service on a port of this machine; gives its address."""
    config = uvicorn.Config(service.app, lifespan="off", log_config=None, loop="asyncio")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


async def load(url: str, service: RunningService, *paths: Path, options: tuple[str, ...] = ()) -> Result:
    """What the command says of these paths."""
    token = service.client(Role.OPS).headers["authorization"].removeprefix("Bearer ")
    fixed = ("--carrier", str(CARRIER), "--url", url, "--language", "en", *options)
    arguments = ["products", "load", *map(str, paths), *fixed]
    environment = {"COVERLOOP_TOKEN": token, "COLUMNS": "200"}
    return await asyncio.to_thread(CliRunner().invoke, app, arguments, env=environment)


async def test_folders_and_archives_are_loaded_and_what_is_wrong_is_shown(
    start_service: StartService, tmp_path: Path
) -> None:
    quotes = await start_service("quotes", files=str(tmp_path / "files"))
    faulty = Path(copytree(SAMPLES / "sample-accident", tmp_path / "faulty"))
    rates = (faulty / "rates.years_1.csv").read_text("utf-8")
    (faulty / "rates.years_1.csv").write_text(rates.replace("\n30,3.00", "\n30,=3"), "utf-8")
    (faulty / ".hidden").write_text("nobody's business", "utf-8")
    archive = tmp_path / "term-life.zip"
    archive.write_bytes(packed(term_life()))

    async with served(quotes) as url:
        tried = await load(url, quotes, SAMPLES, options=("--dry-run",))
        assert (tried.exit_code, "dry run, published" in tried.output) == (0, True)
        assert await quotes.events() == []

        mixed = await load(url, quotes, archive, faulty)
        assert mixed.exit_code == 3
        assert "sample-term-life 1: published" in mixed.output
        assert "faulty: refused" in mixed.output
        (fault,) = [line for line in mixed.output.splitlines() if "FORMULA_CELL" in line]
        assert fault.split()[:4] == ["rates.years_1.csv", "32", "unisex_pay1", "FORMULA_CELL"]

        everything = await load(url, quotes, SAMPLES)
        assert everything.exit_code == 0
        assert "sample-term-life 1: unchanged" in everything.output
        assert "sample-property 1: published" in everything.output
        assert len(await quotes.events()) == 12

        nowhere = await load(url, quotes, tmp_path / "nothing")
        assert isinstance(nowhere.exception, NotLoaded)
        token_of_another = await asyncio.to_thread(
            CliRunner().invoke,
            app,
            ["products", "load", str(archive), "--carrier", str(CARRIER), "--url", url, "--token", "x"],
        )
        assert isinstance(token_of_another.exception, NotLoaded)
