"""The deployment's composition: everything runs, waits for what it needs, and sees no more than it must."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
WITH_A_DATABASE = ("leads", "needs", "quotes", "underwriting", "claims", "servicing", "carriers")
SERVICES = (*WITH_A_DATABASE, "console")
SECRETS = ("COVERLOOP_ENCRYPTION_KEY", "COVERLOOP_DIGEST_KEY", "COVERLOOP_SHARE_LINK_KEY")


def containers() -> dict[str, Any]:
    loaded = yaml.safe_load((PROJECT / "docker-compose.yml").read_text("utf-8"))
    services: dict[str, Any] = loaded["services"]
    return services


def variables(text: str) -> set[str]:
    return set(re.findall(r"\$\{(\w+)", text))


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_its_own_container_of_the_one_image(service: str) -> None:
    container = containers()[service]
    assert container["command"] == ["serve", service]
    assert container["environment"]["COVERLOOP_SERVICE"] == service
    assert container["image"] == containers()["migrate"]["image"]


@pytest.mark.parametrize("service", [*SERVICES, "postgres", "kafka", "gateway"])
def test_everything_that_stays_says_whether_it_is_well(service: str) -> None:
    assert containers()[service]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_starts_once_databases_are_migrated_and_the_broker_answers(service: str) -> None:
    assert containers()[service]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "kafka": {"condition": "service_healthy"},
    }


def test_migrations_run_once_after_the_server_is_up() -> None:
    migrate = containers()["migrate"]
    assert migrate["restart"] == "no"
    assert migrate["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert set(migrate["environment"]) == {
        f"COVERLOOP_{name.upper()}_DATABASE_URL" for name in WITH_A_DATABASE
    }


@pytest.mark.parametrize("service", WITH_A_DATABASE)
def test_a_service_has_the_address_of_its_own_database_and_of_no_other(service: str) -> None:
    environment = containers()[service]["environment"]
    own = f"{service.upper()}_DATABASE_PASSWORD"
    assert (
        environment["COVERLOOP_DATABASE_URL"] == f"postgresql://{service}:${{{own}}}@postgres:5432/{service}"
    )
    passwords = {name for name in variables(str(environment)) if name.endswith("_PASSWORD")}
    assert passwords == {own}


def test_the_console_has_no_database_no_broker_and_no_key() -> None:
    console = containers()["console"]
    assert console["networks"] == ["outside"]
    assert not {"COVERLOOP_DATABASE_URL", "COVERLOOP_KAFKA_BOOTSTRAP", *SECRETS} & set(console["environment"])
    assert not [name for name in variables(str(console)) if name.endswith("_PASSWORD")]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_in_production_on_a_read_only_disk_without_privileges(service: str) -> None:
    container = containers()[service]
    assert container["environment"]["COVERLOOP_ENVIRONMENT"] == "production"
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]


def test_only_the_gateway_is_reached_from_outside_and_it_reaches_no_data() -> None:
    assert [name for name, container in containers().items() if "ports" in container] == ["gateway"]
    assert containers()["gateway"]["networks"] == ["outside"]
    for name in ("postgres", "kafka"):
        assert containers()[name]["networks"] == ["inside"]


def test_every_secret_is_required_and_no_example_value_would_work() -> None:
    text = (PROJECT / "docker-compose.yml").read_text("utf-8")
    example = dict(
        line.split("=", 1)
        for line in (PROJECT / ".env.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    assert set(example) == variables(text)
    with_default = set(re.findall(r"\$\{(\w+):-", text))
    assert with_default == {"COVERLOOP_OIDC_AUDIENCE", "GATEWAY_PORT"}
    assert {name for name, value in example.items() if value} == with_default
    optional = set(re.findall(r"\$\{(\w+)-\}", text))
    assert optional == {"COVERLOOP_TIED_CARRIER_ID"}
    assert set(re.findall(r"\$\{(\w+):\?", text)) == set(example) - with_default - optional


def test_the_image_runs_as_a_plain_user_and_installs_only_what_the_lock_names() -> None:
    dockerfile = (PROJECT / "deploy" / "Dockerfile").read_text("utf-8")
    last_stage = dockerfile.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0\b|root\b)\d+", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage
    assert "--require-hashes" in dockerfile
    assert "sandbox" not in dockerfile


def test_the_gateway_knows_the_first_path_segment_of_every_service() -> None:
    gateway = (PROJECT / "deploy" / "gateway" / "nginx.conf").read_text("utf-8")
    (segments,) = re.findall(r"location ~ \^/\(\?<service>([a-z|]+)\)\(/\|\$\)", gateway)
    assert segments.split("|") == list(SERVICES)
