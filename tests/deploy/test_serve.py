"""A service as a process of its own: what it refuses, what it answers, how it ends."""

import base64
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from deploy.postgres_server import free_port
from deploy.service_process import HalfConfigured, settings_from_environment
from shared.migrate import migrate
from tests.conftest import NewDatabase

PROJECT = Path(__file__).parents[2]

Refused = Callable[..., str]


def make_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def make_environment(**changes: str | None) -> dict[str, str]:
    """All that a service needs, with `changes` (None: left out) by the name of the setting."""
    settings: dict[str, str | None] = {
        "environment": "production",
        "database_url": "postgresql://leads:pass-word@127.0.0.1:1/leads",
        "log": "postgres",
        "log_database_url": "postgresql://log:pass-word@127.0.0.1:1/log",
        "oidc_issuer": "https://issuer.test",
        "oidc_jwks_url": "https://issuer.test/jwks",
        "encryption_key": make_key(),
        "digest_key": make_key(),
        "share_link_key": make_key(),
        "institution_name": "华安保险代理有限公司",
        "licence_no": "26000000000000",
        **changes,
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERLOOP_")}
    return inherited | {
        f"COVERLOOP_{name.upper()}": value for name, value in settings.items() if value is not None
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "deploy.cli", *arguments]


@pytest.fixture
def refusal(monkeypatch: pytest.MonkeyPatch) -> Refused:
    """What a service says that does not start with these changes of its settings."""

    def refused(**changes: str | None) -> str:
        environment = make_environment(**changes)
        for name in [name for name in os.environ if name.startswith("COVERLOOP_")]:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(HalfConfigured) as caught:
            settings_from_environment("leads")
        return str(caught.value)

    return refused


def run(environment: Mapping[str, str], service: str) -> tuple[int, str]:
    """The exit status of a service that ends by itself, and what it said."""
    done = subprocess.run(
        command("serve", service, "--host", "127.0.0.1", "--port", str(free_port())),
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@contextlib.contextmanager
def served(
    environment: Mapping[str, str], *arguments: str, service: str = "leads"
) -> Iterator["tuple[subprocess.Popen[bytes], str]"]:
    """The process of a service, and where it answers."""
    port = free_port()
    process = subprocess.Popen(
        command("serve", service, "--host", "127.0.0.1", "--port", str(port), *arguments),
        cwd=PROJECT,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until_ready(process: "subprocess.Popen[bytes]", base_url: str, service: str = "leads") -> None:
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{base_url}/{service}/health/ready", trust_env=False).is_success:
                return
        time.sleep(0.05)
    pytest.fail(f"not ready, exit status {process.poll()}")


@pytest.mark.parametrize(
    "setting",
    ["database_url", "oidc_issuer", "oidc_jwks_url", "encryption_key", "institution_name", "licence_no"],
)
def test_a_setting_that_is_missing_is_named(refusal: Refused, setting: str) -> None:
    assert refusal(**{setting: None}).splitlines()[1:] == [f"  COVERLOOP_{setting.upper()} is not set"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"log": "kafka"}, "COVERLOOP_KAFKA_BOOTSTRAP"),
        ({"log_database_url": None}, "COVERLOOP_LOG_DATABASE_URL"),
        ({"log": "files"}, "COVERLOOP_LOG:"),
        ({"encryption_key": "c2hvcnQ="}, "COVERLOOP_ENCRYPTION_KEY"),
        ({"digest_key": "not base64!"}, "COVERLOOP_DIGEST_KEY"),
        ({"oidc_issuer": "http://127.0.0.1:8000/sandbox/idp"}, "COVERLOOP_OIDC_ISSUER"),
        ({"licence_no": "changeme"}, "COVERLOOP_LICENCE_NO"),
        ({"database_connections": "many"}, "COVERLOOP_DATABASE_CONNECTIONS"),
    ],
)
def test_half_a_configuration_is_refused_by_the_name_of_the_setting(
    refusal: Refused, changes: dict[str, str | None], named: str
) -> None:
    assert named in refusal(**changes)


def test_several_settings_are_named_at_once_and_no_value_is_repeated(refusal: Refused) -> None:
    said = refusal(licence_no=None, database_connections="my-own-secret", encryption_key="c2hvcnQ=")
    assert "COVERLOOP_LICENCE_NO" in said
    assert "COVERLOOP_DATABASE_CONNECTIONS" in said
    assert "my-own-secret" not in said
    assert "c2hvcnQ=" not in said


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("leads", "leads is not started, its settings are incomplete:\n  COVERLOOP_OIDC_ISSUER is not set\n"),
        ("weather", "there is no service called 'weather'\n"),
    ],
)
def test_what_can_be_put_right_is_said_without_a_traceback(service: str, said: str) -> None:
    assert run(make_environment(oidc_issuer=None), service) == (2, said)


def test_a_database_that_is_away_is_reported_with_the_name_of_the_service() -> None:
    status, said = run(make_environment(), "leads")
    assert status != 0
    assert "event log is away" in said
    assert "leads did not start" in said


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_service_answers_under_its_own_segment_and_ends_when_told(
    new_database: NewDatabase, workers: str
) -> None:
    database_url, log_url = await new_database("leads"), await new_database("log")
    await migrate("leads", database_url)
    environment = make_environment(database_url=database_url, log_database_url=log_url)
    with served(environment, "--workers", workers) as (process, base_url):
        until_ready(process, base_url)
        async with httpx.AsyncClient(base_url=base_url, trust_env=False) as client:
            elsewhere = await client.get("/needs/health/ready")
            assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "NO_SUCH_ROUTE")
            assert (await client.get("/leads")).status_code == 401
        process.terminate()
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)


def test_the_console_needs_the_address_of_the_services_and_a_secret_and_nothing_else() -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERLOOP_")}
    settings = {
        "COVERLOOP_SERVICES_URL": "http://127.0.0.1:1",
        "COVERLOOP_CONSOLE_SECRET": secrets.token_hex(24),
    }
    with served(inherited | settings, service="console") as (process, base_url):
        until_ready(process, base_url, "console")
        process.terminate()
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)


def test_the_sandbox_served_alone_names_what_it_needs_in_its_own_prefix() -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERLOOP_")}
    done = subprocess.run(
        command("sandbox", "--port", str(free_port())),
        cwd=PROJECT,
        env=inherited,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = (
        "sandbox is not started, its settings are incomplete:\n  COVERLOOP_SANDBOX_DATABASE_URL is not set\n"
    )
    assert (done.returncode, done.stderr) == (2, said)


def test_half_a_configuration_of_the_console_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVERLOOP_SERVICES_URL", raising=False)
    monkeypatch.setenv("COVERLOOP_CONSOLE_SECRET", "short")
    with pytest.raises(HalfConfigured) as caught:
        settings_from_environment("console")
    assert "COVERLOOP_SERVICES_URL is not set" in str(caught.value)
    assert "COVERLOOP_CONSOLE_SECRET needs at least 24 characters" in str(caught.value)
    assert "short" not in str(caught.value)
