"""Which broker `make run LOG=kafka` uses."""

import os
import socket
from pathlib import Path

import pytest

from deploy.kafka_address import NoBroker, find_broker
from deploy.postgres_server import free_port


def remember_broker(brokers: Path, port: int, *, started_at: int) -> None:
    """What `make kafka` leaves of a broker that it started on `port`."""
    folder = brokers / f"port-{port}"
    folder.mkdir(parents=True)
    os.utime(folder, (started_at, started_at))


@pytest.fixture(autouse=True)
def default_port(monkeypatch: pytest.MonkeyPatch) -> int:
    """The port that `make kafka` uses unless told otherwise: here one where nothing listens."""
    port = free_port()
    monkeypatch.setattr("deploy.kafka_address.PORT", port)
    return port


def listen(port: int = 0) -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", port))
    listening.listen()
    return listening


def test_the_broker_that_the_environment_names_comes_first(tmp_path: Path) -> None:
    assert find_broker({"KAFKA_BOOTSTRAP": "broker:9092,other:9092"}, tmp_path) == "broker:9092,other:9092"


def test_the_broker_started_last_that_answers_is_found(tmp_path: Path) -> None:
    with listen() as first, listen() as second:
        ports = [listening.getsockname()[1] for listening in (first, second)]
        for started_at, port in enumerate([*ports, free_port()]):
            remember_broker(tmp_path, port, started_at=started_at)
        assert find_broker({}, tmp_path) == f"127.0.0.1:{ports[1]}"


def test_a_broker_of_another_origin_on_the_usual_port_is_found(tmp_path: Path, default_port: int) -> None:
    with listen(default_port):
        assert find_broker({}, tmp_path / "none") == f"127.0.0.1:{default_port}"


def test_where_none_answers_it_is_said_how_to_get_one(tmp_path: Path) -> None:
    remember_broker(tmp_path, free_port(), started_at=1)
    with pytest.raises(NoBroker, match=r"make kafka.*KAFKA_BOOTSTRAP"):
        find_broker({"KAFKA_BOOTSTRAP": ""}, tmp_path)
