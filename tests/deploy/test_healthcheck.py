"""What a container says of its service."""

import os
import subprocess
import sys

import pytest

from deploy.healthcheck import is_ready
from deploy.postgres_server import free_port
from tests.deploy.stand_in import Answer, serving


def ready_leads(status: int) -> Answer:
    """A service that says `status` of the readiness of `leads`, and knows nothing else."""
    return lambda path, _: (status if path == "/leads/health/ready" else 404, "")


@pytest.mark.parametrize(("status", "expected"), [(200, True), (503, False), (404, False)])
def test_a_service_is_ready_when_it_says_so(status: int, expected: bool) -> None:
    with serving(ready_leads(status)) as port:
        assert is_ready("leads", port) is expected


def test_a_service_that_does_not_listen_is_not_ready() -> None:
    assert not is_ready("leads", free_port())


@pytest.mark.parametrize(("service", "expected"), [("leads", 0), ("needs", 1)])
def test_the_exit_status_is_what_a_container_engine_reads(service: str, expected: int) -> None:
    with serving(ready_leads(200)) as port:
        environment = os.environ | {"COVERLOOP_SERVICE": service, "COVERLOOP_PORT": str(port)}
        done = subprocess.run([sys.executable, "-m", "deploy.healthcheck"], env=environment, check=False)
    assert done.returncode == expected
