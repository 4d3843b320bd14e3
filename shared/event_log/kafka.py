"""The event log on Apache Kafka, for every real deployment.

One idempotent producer, one consumer a subscription, offsets committed by hand. Records are CloudEvents in binary mode
to any other Kafka client: the key, headers as UTF-8 text, and the value are passed through as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.event_log import Record, refuse_too_large
from shared.event_log.kafka_admin import KafkaAdmin
from shared.event_log.kafka_connection import KafkaAddress, keep_clients_quiet
from shared.event_log.kafka_producer import BatchProducer
from shared.event_log.kafka_subscription import KafkaSubscription


class KafkaLog:
    """See `shared.event_log.EventLog`.

    `partitions`, `replication_factor` and `topic_settings` (Kafka's own names, such as `retention.ms`) count for
    topics that do not exist yet. `session_seconds` after which a silent reader counts as dead lie within what the
    brokers allow, from 6 by default. `delivery_seconds` is how long an append waits for the brokers. `security` is
    passed on to aiokafka: `security_protocol`, `ssl_context`, `sasl_mechanism`, `sasl_plain_username`, ….
    """

    def __init__(
        self,
        bootstrap: str,
        *,
        partitions: int = 12,
        replication_factor: int = 1,
        client_id: str = "coverloop",
        session_seconds: float = 10.0,
        delivery_seconds: float = 10.0,
        compression: str | None = None,
        topic_settings: Mapping[str, str] | None = None,
        **security: Any,
    ) -> None:
        self._address = KafkaAddress(bootstrap, client_id, security)
        self._session_seconds = session_seconds
        self._producer = BatchProducer(
            self._address, delivery_seconds=delivery_seconds, compression=compression
        )
        self._admin = KafkaAdmin(
            self._address,
            partitions=partitions,
            replication_factor=replication_factor,
            topic_settings=topic_settings or {},
        )

    async def start(self) -> None:
        """Connects; raises LogUnavailable and may then be called again."""
        keep_clients_quiet()
        await self._producer.start()

    async def stop(self) -> None:
        """Lets what is under way arrive if the broker is there, and disconnects."""
        await self._producer.stop()
        await self._admin.stop()

    async def append(self, records: Sequence[Record]) -> None:
        """See `EventLog`."""
        if not records:
            return
        refuse_too_large(records)
        await self._admin.ensure_topics({record.topic for record in records})
        await self._producer.append(records)

    def subscribe(self, group: str, topics: Sequence[str], *, from_start: bool = True) -> KafkaSubscription:
        """See `EventLog`."""
        if not topics:
            raise ValueError("a subscription needs a topic")
        return KafkaSubscription(
            self._address,
            self._admin,
            group=group,
            topics=topics,
            from_start=from_start,
            session_seconds=self._session_seconds,
        )

    async def lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        """See `EventLog`."""
        return await self._admin.lag(group, topics)
