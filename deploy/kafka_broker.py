"""A real single-node Apache Kafka (KRaft) for development and tests, from the jars that `deploy/kafka/pom.xml` names.

Loopback only. Everything it makes lies under one folder; the same folder keeps its port, its cluster and its records, so
that a broker that was killed comes back as the same broker. `python -m deploy.kafka_broker` runs one in the foreground,
through Docker where an engine answers, else on a JVM.
"""

import argparse
import base64
import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from shared.ids import new_id

IMAGE = "apache/kafka:4.4.0"
READY_LINE = "Kafka Server started"
PORT = 9092
_PROJECT = Path(__file__).resolve().parent.parent
_HOME = _PROJECT / ".coverloop" / "kafka"
_SOURCES = Path(__file__).resolve().parent / "kafka"
_OLDEST_JAVA = 17
_READY_WITHIN_SECONDS = 90
_STOPPED_WITHIN_SECONDS = 20
_POLL_SECONDS = 0.05
_HEAP = "-Xmx512m"


class NoKafka(RuntimeError):
    """Why there is no broker to be had here."""


def server_properties(
    port: int, controller_port: int, *, data: str, bind: str = "127.0.0.1"
) -> dict[str, str]:
    """The broker's settings, one node that is broker and controller in one; reachable at 127.0.0.1:`port`."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"PLAINTEXT://{bind}:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": data,
        # A log that loses a name by a typing error should say so.
        "auto.create.topics.enable": "false",
        # One node holds the only replica of everything.
        "default.replication.factor": "1",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # A group of one need not wait for others to join it.
        "group.initial.rebalance.delay.ms": "0",
        # A killed broker may come back only after its former self has been given up.
        "broker.session.timeout.ms": "2000",
        "broker.heartbeat.interval.ms": "500",
    }


def container_environment(port: int) -> dict[str, str]:
    """The same settings as the variables that the Docker image reads; the container's `port` must be bound to ours."""
    # Every address of the container, of which Docker opens only what is bound to ours.
    properties = server_properties(port, port + 1, data="/var/lib/kafka/data", bind="0.0.0.0")  # noqa: S104
    variables = {f"KAFKA_{name.upper().replace('.', '_')}": value for name, value in properties.items()}
    return variables | {"KAFKA_HEAP_OPTS": _HEAP}


def docker_answers() -> bool:
    """Whether a Docker engine can be used from here."""
    if shutil.which("docker") is None:
        return False
    command = ["docker", "version", "--format", "{{.Server.Version}}"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        return subprocess.run(command, check=False, capture_output=True, timeout=10).returncode == 0
    return False


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_java() -> str:
    """The `java` program of JAVA_HOME or of the path. Raises `NoKafka` when there is none or it is too old."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise NoKafka(f"Kafka runs on Java {_OLDEST_JAVA} or newer, and no `java` was found")
    said = subprocess.run([java, "-version"], check=False, capture_output=True, text=True).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        raise NoKafka(f"Kafka runs on Java {_OLDEST_JAVA} or newer; {java} says: {said.splitlines()[:1]}")
    return java


def fetch_jars(home: Path = _HOME) -> Path:
    """The folder of the broker's jars; Maven fills it the first time and whenever the pom changes. Raises `NoKafka`."""
    libs, pom = home / "libs", _SOURCES / "pom.xml"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        marker = libs / "pom.xml"
        if marker.exists() and marker.read_bytes() == pom.read_bytes():
            return libs
        if shutil.which("mvn") is None:
            raise NoKafka("the broker's jars come through Maven, and no `mvn` was found")
        shutil.rmtree(libs, ignore_errors=True)
        command = ["mvn", "-B", "-q", "-f", str(pom), "package", f"-Dlibs={libs}"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise NoKafka(
                f"Maven could not fetch the broker's jars: {(done.stdout + done.stderr).strip()[-2000:]}"
            )
        shutil.copyfile(pom, marker)
    return libs


@dataclass
class KafkaBroker:
    """A broker on a JVM, and the folder that it belongs to."""

    folder: Path
    port: int
    _java: str
    _libs: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @classmethod
    def open(cls, folder: Path, *, port: int | None = None, fresh: bool = False) -> "KafkaBroker":
        """A running broker on the records in `folder`, which are made if there are none. Raises `NoKafka`.

        `port` is for the first start on a known port; otherwise a free one is taken and kept. What a broker of a
        process that died left running in this folder is ended first; `fresh` also deletes what it had recorded.
        """
        broker = cls(folder.absolute(), 0, find_java(), fetch_jars())
        broker._end_leftover()
        if fresh:
            shutil.rmtree(broker.folder, ignore_errors=True)
        broker.folder.mkdir(parents=True, exist_ok=True)
        broker.port = broker._settle_port(port)
        broker._format()
        broker._start()
        return broker

    @property
    def bootstrap(self) -> str:
        """Where clients find it, `host:port`."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process of the running JVM."""
        return self._process.pid if self._process else None

    def wait(self) -> int:
        """Blocks until the broker ends by itself or by a signal; answers its exit status."""
        return self._process.wait() if self._process else 0

    def kill(self) -> None:
        """Ends the broker as a power cut would: SIGKILL, nothing tidied."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends the broker in order."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Starts it again on the same port and the same records."""
        self.stop()
        self._start()

    def remove(self) -> None:
        """Stops it and deletes its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _settle_port(self, port: int | None) -> int:
        kept = self.folder / "ports"
        if not kept.exists():
            kept.write_text(f"{port or free_port()} {free_port()}", "ascii")
        client_port, controller_port = map(int, kept.read_text("ascii").split())
        properties = server_properties(client_port, controller_port, data=str(self.folder / "data"))
        lines = (f"{name}={value}\n" for name, value in properties.items())
        (self.folder / "server.properties").write_text("".join(lines), "utf-8")
        return client_port

    def _format(self) -> None:
        if (self.folder / "data" / "meta.properties").exists():
            return
        # An id that begins with the time never begins with the dash that the tool would take for an option.
        cluster = base64.urlsafe_b64encode(new_id().bytes).decode().rstrip("=")
        command = self._command("kafka.tools.StorageTool", "format", "-t", cluster, "-c")
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise NoKafka(
                f"the broker's storage could not be made: {(done.stdout + done.stderr).strip()[-2000:]}"
            )

    def _command(self, main_class: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={_SOURCES / 'log4j2.properties'}"
        options = [_HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", logging, "-cp", f"{self._libs}/*"]
        return [self._java, *options, main_class, *arguments, str(self.folder / "server.properties")]

    def _start(self) -> None:
        log = self.folder / "broker.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command("kafka.Kafka"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for who started it, and who then stops it in order.
            )
        (self.folder / "pid").write_text(str(self._process.pid), "ascii")
        try:
            self._wait_until_ready(self._process, log)
        except BaseException:
            self.kill()
            raise

    @staticmethod
    def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
        give_up_at = time.monotonic() + _READY_WITHIN_SECONDS
        while READY_LINE not in (said := log.read_text("utf-8", errors="replace")):
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise NoKafka(f"the broker did not start: {said.strip()[-2000:]}")
            time.sleep(_POLL_SECONDS)

    def _end(self, order: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(order)
        try:
            process.wait(_STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _end_leftover(self) -> None:
        with contextlib.suppress(FileNotFoundError, psutil.Error):
            process = psutil.Process(int((self.folder / "pid").read_text("ascii")))
            if str(self.folder / "server.properties") in process.cmdline():
                process.kill()
                process.wait(_STOPPED_WITHIN_SECONDS)


@contextlib.contextmanager
def own_folder(parent: Path = _HOME) -> Iterator[Path]:
    """A folder for a broker that no other process uses meanwhile: `parent`/1, or the next one that is free."""
    parent.mkdir(parents=True, exist_ok=True)
    for number in range(1, 100):
        with (parent / f"{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield parent / str(number)
            return
    raise NoKafka(f"all brokers under {parent} are in use")


def _docker_command(port: int, environment: Mapping[str, str]) -> list[str]:
    command = ["docker", "run", "--rm", "--name", f"coverloop-kafka-{port}", "-p", f"127.0.0.1:{port}:{port}"]
    command += ["-v", f"coverloop-kafka-{port}:/var/lib/kafka/data"]
    for name, value in environment.items():
        command += ["-e", f"{name}={value}"]
    return [*command, IMAGE]


def _stop_on_request(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _main() -> int:
    parser = argparse.ArgumentParser(
        description="Runs a single Apache Kafka broker until it is told to stop."
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"loopback port (default {PORT})")
    port = parser.parse_args().port
    if docker_answers():
        return subprocess.run(_docker_command(port, container_environment(port)), check=False).returncode
    for order in (signal.SIGINT, signal.SIGTERM):
        signal.signal(order, _stop_on_request)
    try:
        broker = KafkaBroker.open(_HOME / f"port-{port}", port=port)
    except NoKafka as reason:
        print(f"No Kafka: {reason}", file=sys.stderr)
        return 1
    try:
        print(
            f"Kafka is ready at {broker.bootstrap} (records and broker.log in {broker.folder}); Ctrl-C stops it."
        )
        return broker.wait()
    finally:
        broker.stop()


if __name__ == "__main__":
    sys.exit(_main())
