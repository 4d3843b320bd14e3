"""The Kafka of the measurements: the one that KAFKA_BOOTSTRAP names, or one on a JVM, started when first asked for."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from deploy.kafka_broker import KafkaBroker, NoKafka
from tests.benchmarks.figures import NotMeasured


@dataclass
class Broker:
    """One broker for all measurements, on records of its own in `folder` unless one is given."""

    folder: Path
    _own: KafkaBroker | None = field(default=None, init=False)

    @property
    def bootstrap(self) -> str:
        """Where clients find it; it blocks for seconds the first time. Raises NotMeasured."""
        if given := os.environ.get("KAFKA_BOOTSTRAP"):
            return given
        if self._own is None:
            try:
                self._own = KafkaBroker.open(self.folder, fresh=True)
            except NoKafka as reason:
                raise NotMeasured(f"it needs Kafka: {reason}") from reason
        return self._own.bootstrap

    @property
    def emptied(self) -> str:
        """Where clients find it, with nothing on it of the measurements before, unless it is a given one.

        Whoever reads a topic from its start would first have to get through all that. Raises NotMeasured.
        """
        self.remove()
        return self.bootstrap

    def remove(self) -> None:
        """End it, if it is ours."""
        if self._own is not None:
            self._own.remove()
            self._own = None
