"""A real Apache Kafka for the tests that need one: the given one, one in Docker, or one on a JVM of this machine."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from deploy import kafka_broker
from deploy.kafka_broker import IMAGE, READY_LINE, KafkaBroker, NoKafka

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

_FOLDER = Path(__file__).resolve().parents[1] / ".coverloop" / "kafka" / "tests"
_READY_WITHIN_SECONDS = 90


class Kafka(Protocol):
    """A broker. `kill` is a SIGKILL, `restart` brings it back on the same records; both block for seconds."""

    @property
    def bootstrap(self) -> str: ...

    def kill(self) -> None: ...

    def restart(self) -> None: ...


class GivenKafka:
    """The broker of `KAFKA_BOOTSTRAP`. It is not ours to kill."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap

    def kill(self) -> None:
        pytest.skip("needs a Kafka that it may kill: KAFKA_BOOTSTRAP names one that belongs to somebody else")

    def restart(self) -> None:
        raise AssertionError("a given broker is never killed")


class ContainerKafka:
    """A broker in Docker."""

    def __init__(self, container: "DockerContainer", port: int) -> None:
        self._container = container
        self._starts = 0
        self.bootstrap = f"127.0.0.1:{port}"
        self._wait_until_ready()

    def kill(self) -> None:
        self._container.get_wrapped_container().kill()

    def restart(self) -> None:
        self._container.get_wrapped_container().start()
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        self._starts += 1
        give_up_at = time.monotonic() + _READY_WITHIN_SECONDS
        while self._container.get_wrapped_container().logs().count(READY_LINE.encode()) < self._starts:
            if time.monotonic() > give_up_at:
                raise NoKafka(f"{IMAGE} did not become ready")
            time.sleep(0.2)


@contextmanager
def _in_docker() -> Iterator[Kafka]:
    from testcontainers.core.container import DockerContainer

    port = kafka_broker.free_port()
    container = DockerContainer(IMAGE)
    # Loopback only, which Docker understands though the helper is typed for ports on every address.
    container.ports[f"{port}/tcp"] = ("127.0.0.1", port)  # type: ignore[assignment]
    for name, value in kafka_broker.container_environment(port).items():
        container = container.with_env(name, value)
    with container:
        yield ContainerKafka(container, port)


@contextmanager
def _on_jvm() -> Iterator[Kafka]:
    with kafka_broker.own_folder(_FOLDER) as folder:
        broker = KafkaBroker.open(folder, fresh=True)
        try:
            yield broker
        finally:
            broker.remove()


@pytest.fixture(scope="session")
def kafka() -> Iterator[Kafka]:
    """One broker for the whole session, in the order: given, Docker, jars. In CI having none is an error."""
    if given := os.environ.get("KAFKA_BOOTSTRAP"):
        yield GivenKafka(given)
        return
    try:
        with _in_docker() if kafka_broker.docker_answers() else _on_jvm() as broker:
            yield broker
    except NoKafka as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"needs Kafka: {reason}")
