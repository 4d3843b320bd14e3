"""The floor of relaying into Kafka: aiokafka alone sends bytes that lie ready, in the batches that the relay makes.

Idempotent, acknowledged by all in-sync replicas, and one lot sent when the one before it has arrived: anything less
would not keep the order. It reads no database, encodes nothing, and forgets nothing.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from shared.event_log import MAX_VALUE_BYTES, Record
from shared.event_log.kafka_producer import partition_of

Ready = tuple[bytes, bytes, list[tuple[str, bytes]]]


@dataclass
class BareProducer:
    """One producer onto one topic."""

    producer: AIOKafkaProducer
    topic: str
    partitions: int

    @classmethod
    async def connected(cls, bootstrap: str, topic: str) -> "BareProducer":
        """Connected, onto a topic that exists."""
        producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=MAX_VALUE_BYTES
        )
        await producer.start()
        return cls(producer, topic, len(await producer.partitions_for(topic)))

    async def rate(self, records: Sequence[Record], *, together: int) -> float:
        """Records a second, sent in lots of `together`; making the bytes is not counted."""
        lots = [self._ready(records[start : start + together]) for start in range(0, len(records), together)]
        began = time.perf_counter()
        for lot in lots:
            under_way = []
            for partition, of_partition in lot.items():
                batch = self.producer.create_batch()
                for key, value, headers in of_partition:
                    batch.append(key=key, value=value, timestamp=None, headers=headers)
                under_way.append(await self.producer.send_batch(batch, self.topic, partition=partition))
            await asyncio.gather(*under_way)
        return len(records) / (time.perf_counter() - began)

    def _ready(self, records: Sequence[Record]) -> dict[int, list[Ready]]:
        ready: dict[int, list[Ready]] = {}
        for record in records:
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            partition = partition_of(record.key, self.partitions)
            ready.setdefault(partition, []).append((record.key.encode(), record.value, headers))
        return ready
