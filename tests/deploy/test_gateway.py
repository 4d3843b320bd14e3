"""The gateway's own configuration, in a real nginx before a stand-in for the services."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from deploy.postgres_server import free_port
from tests.deploy.stand_in import serving

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "gateway" / "nginx.conf"
SERVICES = ("leads", "needs", "quotes", "underwriting", "claims", "servicing", "carriers", "console")

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")


def echo(path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """Answers with the path and the forwarding header that reached the service."""
    return 200, f"{path} {headers['X-Forwarded-For']}"


@contextlib.contextmanager
def gateway(folder: Path, *, upstream: int) -> Iterator[httpx.Client]:
    """The gateway with loopback in the place of the names of containers."""
    port = free_port()
    text = CONFIGURATION.read_text("utf-8").replace("$service:8000", f"127.0.0.1:{upstream}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{folder}/")
    (folder / "nginx.conf").write_text(text, "utf-8")
    process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"])
    try:
        wait_for(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            yield client
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    give_up_at = time.monotonic() + 30
    while time.monotonic() < give_up_at:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise TimeoutError("nginx does not listen")


def test_every_first_segment_is_forwarded_and_the_path_stays_as_it_was(tmp_path: Path) -> None:
    with serving(echo) as upstream, gateway(tmp_path, upstream=upstream) as client:
        for service in SERVICES:
            for path in (f"/{service}", f"/{service}/a%2Fb//c?x=%E4%BF%9D&y=1", f"/{service}/openapi.json"):
                assert client.get(path).text == f"{path} 127.0.0.1"


def test_what_a_client_claims_about_where_it_came_from_is_not_passed_on(tmp_path: Path) -> None:
    with serving(echo) as upstream, gateway(tmp_path, upstream=upstream) as client:
        assert client.get("/leads", headers={"X-Forwarded-For": "10.0.0.1"}).text == "/leads 127.0.0.1"


@pytest.mark.parametrize("path", ["/sandbox/clock", "/leadsx", "/Leads", "/x/leads"])
def test_an_unknown_first_segment_is_a_problem_with_a_code(tmp_path: Path, path: str) -> None:
    with serving(echo) as upstream, gateway(tmp_path, upstream=upstream) as client:
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "NO_SUCH_ROUTE"


def test_a_service_that_is_away_is_a_problem_that_says_when_to_try_again(tmp_path: Path) -> None:
    with gateway(tmp_path, upstream=free_port()) as client:
        answer = client.get("/leads/people")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "5"
        assert answer.json()["code"] == "UNAVAILABLE"


def test_the_front_page_is_the_console_and_the_gateway_says_that_it_is_well(tmp_path: Path) -> None:
    with gateway(tmp_path, upstream=free_port()) as client:
        assert client.get("/").headers["location"] == "/console"
        assert client.get("/gateway/health").text == "ok\n"
