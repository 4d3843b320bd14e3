"""Settings: half a configuration does not start, the error names what is wrong, and no secret is in it."""

import base64
import os
from typing import Any

import pytest
from pydantic import ValidationError

from shared.settings import Settings

KEY = base64.b64encode(bytes(range(100, 132))).decode()
WHOLE = {
    "COVERLOOP_DATABASE_URL": "postgresql://leads:pa55word@db/leads",
    "COVERLOOP_KAFKA_BOOTSTRAP": "kafka:9092",
    "COVERLOOP_OIDC_ISSUER": "https://id.coverage-agency.cn",
    "COVERLOOP_OIDC_JWKS_URL": "https://id.coverage-agency.cn/jwks",
    "COVERLOOP_ENCRYPTION_KEY": KEY,
    "COVERLOOP_DIGEST_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
    "COVERLOOP_SHARE_LINK_KEY": base64.b64encode(bytes(range(200, 232))).decode(),
    "COVERLOOP_INSTITUTION_NAME": "明禾保险代理有限公司",
    "COVERLOOP_LICENCE_NO": "260000000001234",
}


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COVERLOOP_")]:
        monkeypatch.delenv(name)


def read(monkeypatch: pytest.MonkeyPatch, **different: str | None) -> Settings:
    """The settings that the whole environment gives, but for what is different (None: not there)."""
    for name, value in {**WHOLE, **different}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return Settings()


def refusal(monkeypatch: pytest.MonkeyPatch, **different: str | None) -> str:
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, **different)
    return str(refused.value)


def test_a_whole_configuration_is_for_production_unless_it_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = read(monkeypatch)
    assert (settings.environment, settings.log) == ("production", "kafka")
    assert settings.encryption_key.get_secret_value() == bytes(range(100, 132))


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_each_setting_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    said = refusal(monkeypatch, **{missing: None})
    assert missing in said.upper() or missing.removeprefix("COVERLOOP_") in said.upper()


@pytest.mark.parametrize(
    ("different", "named"),
    [
        ({"COVERLOOP_KAFKA_BOOTSTRAP": ""}, "COVERLOOP_KAFKA_BOOTSTRAP"),
        ({"COVERLOOP_LOG": "postgres"}, "COVERLOOP_LOG_DATABASE_URL"),
        ({"COVERLOOP_LOG": "memory"}, "log"),
        ({"COVERLOOP_ENVIRONMENT": "staging"}, "environment"),
        ({"COVERLOOP_ENCRYPTION_KEY": "not base64!"}, "encryption_key"),
        ({"COVERLOOP_ENCRYPTION_KEY": "schlüssel"}, "encryption_key"),
        ({"COVERLOOP_DIGEST_KEY": base64.b64encode(b"short").decode()}, "COVERLOOP_DIGEST_KEY"),
        ({"COVERLOOP_SHARE_LINK_KEY": base64.b64encode(bytes(64)).decode()}, "COVERLOOP_SHARE_LINK_KEY"),
        ({"COVERLOOP_DATABASE_CONNECTIONS": "1"}, "database_connections"),
        ({"COVERLOOP_REQUEST_LIMIT_BYTES": "0"}, "request_limit_bytes"),
        ({"COVERLOOP_REQUESTS_AT_ONCE": "0"}, "requests_at_once"),
        ({"COVERLOOP_KAFKA_REPLICATION": "0"}, "kafka_replication"),
    ],
)
def test_each_setting_that_is_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, different: dict[str, str], named: str
) -> None:
    assert named in refusal(monkeypatch, **different)


PRODUCTION_REFUSES = [
    ({"COVERLOOP_OIDC_ISSUER": "http://127.0.0.1:8000/sandbox/identity"}, "COVERLOOP_OIDC_ISSUER"),
    ({"COVERLOOP_OIDC_JWKS_URL": "http://127.0.0.1:8000/sandbox/jwks"}, "COVERLOOP_OIDC_ISSUER"),
    ({"COVERLOOP_INSTITUTION_NAME": "Example Agency"}, "COVERLOOP_INSTITUTION_NAME"),
    ({"COVERLOOP_LICENCE_NO": "CHANGEME"}, "COVERLOOP_LICENCE_NO"),
    ({"COVERLOOP_LICENCE_NO": " "}, "COVERLOOP_LICENCE_NO"),
    ({"COVERLOOP_ENCRYPTION_KEY": base64.b64encode(bytes(32)).decode()}, "COVERLOOP_ENCRYPTION_KEY"),
    ({"COVERLOOP_DIGEST_KEY": base64.b64encode(b"ab" * 16).decode()}, "COVERLOOP_DIGEST_KEY"),
    (
        {"COVERLOOP_SHARE_LINK_KEY": base64.b64encode(b"a-secret-that-is-not-secret-12345").decode()[:44]},
        "COVERLOOP_SHARE_LINK_KEY",
    ),
    ({"COVERLOOP_DIGEST_KEY": KEY}, "COVERLOOP_DIGEST_KEY"),
    ({"COVERLOOP_SHARE_LINK_KEY": KEY}, "COVERLOOP_SHARE_LINK_KEY"),
]


@pytest.mark.parametrize(("different", "named"), PRODUCTION_REFUSES)
def test_production_refuses_the_sandbox_and_placeholders(
    monkeypatch: pytest.MonkeyPatch, different: dict[str, str], named: str
) -> None:
    assert named in refusal(monkeypatch, **different)


def test_the_sandbox_takes_its_own_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    different = {
        "COVERLOOP_ENVIRONMENT": "sandbox",
        "COVERLOOP_OIDC_ISSUER": "http://127.0.0.1:8000/sandbox/identity",
    }
    assert read(monkeypatch, **different).environment == "sandbox"


@pytest.mark.parametrize(
    "different", [{"COVERLOOP_LOG": "postgres"}, {"COVERLOOP_LICENCE_NO": "changeme"}, {"COVERLOOP_LOG": "x"}]
)
def test_no_secret_is_in_what_is_said(monkeypatch: pytest.MonkeyPatch, different: dict[str, str]) -> None:
    said = refusal(monkeypatch, **different)
    secrets: list[Any] = ["pa55word", KEY, KEY[:12], bytes(range(100, 132)).hex()]
    assert not [secret for secret in secrets if secret in said]


def test_no_secret_is_in_what_settings_show_of_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = repr(read(monkeypatch))
    assert "pa55word" not in shown
    assert "defg" not in shown
