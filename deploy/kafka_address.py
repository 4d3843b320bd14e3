"""Where the broker is: the one that KAFKA_BOOTSTRAP names, else the one that `make kafka` started on this machine."""

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.kafka_broker import PORT
from deploy.refusal import Refusal

BROKERS = Path(__file__).parent.parent / ".coverloop" / "kafka"
ANSWERS_WITHIN_SECONDS = 1.0


class NoBroker(Refusal):
    """No Kafka is named and none answers here."""


def find_broker(environment: Mapping[str, str], brokers: Path = BROKERS) -> str:
    """The `host:port,…` of a broker. Raises NoBroker."""
    if given := environment.get("KAFKA_BOOTSTRAP"):
        return given
    for port in dict.fromkeys([*_ports_under(brokers), PORT]):
        if _answers(port):
            return f"127.0.0.1:{port}"
    raise NoBroker(
        "no Kafka answers on this machine: start one with `make kafka`, or name one in KAFKA_BOOTSTRAP"
    )


def _ports_under(brokers: Path) -> Iterator[int]:
    """The ports of the brokers that were started here, the last one first."""
    folders = sorted(brokers.glob("port-*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders:
        port = folder.name.removeprefix("port-")
        if port.isdigit():
            yield int(port)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=ANSWERS_WITHIN_SECONDS).close()
    except OSError:
        return False
    return True
