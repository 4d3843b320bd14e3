"""`make run` as its users meet it: from nothing to ready, killed and started again, refused in plain words."""

import asyncio
import base64
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from deploy import roster
from deploy.embedded import Embedded, NotReady, embedded_run
from deploy.kept_secret import UnreadableSecret
from deploy.own_settings import kept_keys
from deploy.postgres_home import Account, make_home
from deploy.postgres_server import free_port

PROJECT = Path(__file__).parents[2]


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Embedded]:
    """A run on a folder of its own, not yet started; whatever it leaves behind is ended after the test."""
    embedded = Embedded(tmp_path / "coverloop")
    yield embedded
    await embedded.stop()
    embedded.remove_leftovers()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """One run for all tests that leave it as it is."""
    embedded = Embedded(tmp_path_factory.mktemp("running") / "coverloop")
    asyncio.run(embedded.start())
    yield embedded
    asyncio.run(embedded.stop())
    embedded.remove_leftovers()


def postmaster(folder: Path) -> Path:
    """The file that a running database server keeps."""
    return (
        make_home((folder / "postgres").absolute(), Account.current(), durable=True)
        / "data"
        / "postmaster.pid"
    )


def noted_pid(folder: Path) -> str:
    """The process that the database server of the folder has noted as its own; empty when there is none."""
    path = postmaster(folder)
    return path.read_text("utf-8").split("\n")[0] if path.exists() else ""


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await look():
            return
        await asyncio.sleep(0.1)


def client(base_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base_url, timeout=30, trust_env=False)


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


async def open_campaign(asking: httpx.AsyncClient, token: str, title: str) -> None:
    campaign = {"title": title, "channel": "wechat", "source": "article"}
    answer = await asking.post(
        "/leads/campaigns", json=campaign, headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 201, answer.text


async def campaigns(asking: httpx.AsyncClient, token: str) -> list[str]:
    answer = await asking.get("/leads/campaigns", headers={"authorization": f"Bearer {token}"})
    return [campaign["title"] for campaign in answer.json()["items"]]


def printed_token(base_url: str) -> str:
    done = command("token", "--role", "manager", "--url", base_url)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


async def test_from_nothing_to_ready_and_stopped_in_order(run: Embedded) -> None:
    await run.start()
    assert run.said.count(f"Coverloop runs at {run.base_url}") == 1
    assert await run.stop() == 0
    assert "Traceback" not in run.said
    assert not postmaster(run.folder).exists()


async def test_every_service_is_ready_when_the_run_says_so(running: Embedded) -> None:
    async with client(running.base_url) as asking:
        for service in roster.lifecycle_services():
            assert (await asking.get(f"/{service}/health/ready")).json() == {"status": "ok"}


async def test_everything_that_the_front_page_links_is_there(running: Embedded) -> None:
    async with client(running.base_url) as asking:
        page = await asking.get("/", headers={"accept": "text/html"})
        links = set(re.findall(r'href="(/[^"]*)"', page.text))
        assert {f"/{service}/docs" for service in roster.lifecycle_services()} < links
        for link in links:
            answer = await asking.get(link, headers={"accept": "text/html"}, follow_redirects=True)
            assert answer.status_code == 200, link


async def test_a_token_is_all_that_the_command_prints_and_it_opens_what_its_role_may_see(
    running: Embedded,
) -> None:
    token = printed_token(running.base_url)
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token)
    async with client(running.base_url) as asking:
        assert await campaigns(asking, token) == []


def test_a_token_that_the_sandbox_refuses_is_refused_in_its_words(running: Embedded) -> None:
    done = command("token", "--role", "client", "--url", running.base_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"the sandbox at {running.base_url} gives no such token: ")
    assert "client_id" in done.stderr


async def test_a_second_run_on_the_same_folder_is_refused_and_the_first_goes_on(running: Embedded) -> None:
    second = command("run", "--port", str(free_port()), "--data", str(running.folder))
    assert second.returncode == 1
    assert f"already runs on {running.folder} (process {running.pid})" in second.stderr
    assert "--data" in second.stderr
    async with client(running.base_url) as asking:
        assert (await asking.get("/leads/health/ready")).is_success


@pytest.mark.parametrize("database_dies_too", [False, True], ids=["services alone", "with the database"])
async def test_what_was_committed_before_a_kill_is_there_after_the_next_start(
    run: Embedded, database_dies_too: bool
) -> None:
    await run.start()
    async with client(run.base_url) as asking:
        await open_campaign(asking, printed_token(run.base_url), "before")
        moved = await asking.post("/sandbox/clock", json={"advance": "P200D"})
        assert moved.is_success, moved.text
    server = psutil.Process(int(noted_pid(run.folder)))
    run.kill()
    if database_dies_too:
        server.kill()
    await run.start()
    async with client(run.base_url) as asking:
        token = printed_token(run.base_url)
        await open_campaign(asking, token, "after")
        assert await campaigns(asking, token) == ["after", "before"]
        assert datetime.fromisoformat((await asking.get("/sandbox/clock")).json()["now"]) > datetime.now(
            UTC
        ) + timedelta(days=199)
    assert await run.stop() == 0


async def test_a_folder_deleted_under_a_killed_run_begins_anew(run: Embedded) -> None:
    await run.start()
    server = psutil.Process(int(noted_pid(run.folder)))
    run.kill()
    shutil.rmtree(postmaster(run.folder).parent)
    shutil.rmtree(run.folder)
    await run.start()
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE
    async with client(run.base_url) as asking:
        assert await campaigns(asking, printed_token(run.base_url)) == []


async def test_a_database_that_dies_is_started_again_and_the_run_goes_on(run: Embedded) -> None:
    await run.start()
    server = psutil.Process(int(noted_pid(run.folder)))
    async with client(run.base_url) as asking:
        token = printed_token(run.base_url)
        await open_campaign(asking, token, "before")
        server.kill()

        async def runs_again() -> bool:
            ready = await asking.get("/leads/health/ready")
            return ready.is_success and noted_pid(run.folder) not in ("", str(server.pid))

        await until(runs_again)
        assert await campaigns(asking, token) == ["before"]
    assert await run.stop() == 0
    assert not postmaster(run.folder).exists()


def test_a_taken_port_is_named_with_the_option_to_choose_another(tmp_path: Path) -> None:
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        port = taker.getsockname()[1]
        done = command("run", "--port", str(port), "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"port {port} of 127.0.0.1 is taken by another program; choose one with --port\n"
    assert not (tmp_path / "postgres").exists()


async def test_a_run_that_is_told_to_stop_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "deploy.cli", "run", "--port", str(port), "--data", str(tmp_path)],
        cwd=PROJECT,
        start_new_session=True,
    )
    try:
        while not (tmp_path / "postgres" / "lock").exists():
            assert process.poll() is None
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
        leftovers = Embedded(tmp_path, port)
        leftovers.remove_leftovers()


async def test_a_run_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("lost", "ascii")
    with pytest.raises(NotReady, match="secret cannot be read"):
        async with embedded_run(tmp_path):
            pytest.fail("it runs")
    assert not (tmp_path / "postgres").exists()


def test_keys_are_made_once_and_their_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    made = kept_keys(tmp_path)
    assert kept_keys(tmp_path) == made
    assert set(made) == {"encryption_key", "digest_key", "share_link_key", "console_secret"}
    assert {len(base64.b64decode(key)) for key in made.values()} == {32}
    assert len(set(made.values())) == 4
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_two_folders_have_no_key_in_common(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
    one, other = (kept_keys(folder) for folder in folders)
    assert not set(one.values()) & set(other.values())


@pytest.mark.parametrize("text", ["", "not hex", "00ff", "0" * 66])
def test_a_secret_that_cannot_be_read_is_never_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret"
    path.write_text(text, "ascii")
    with pytest.raises(UnreadableSecret, match=re.escape(str(path))):
        kept_keys(tmp_path)
    assert path.read_text("ascii") == text


def test_a_token_that_nobody_can_give_is_said_in_one_sentence() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    done = command("token", "--role", "agent", "--url", url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"nothing answers at {url}: start it with `make run`, or say where with --url\n"
