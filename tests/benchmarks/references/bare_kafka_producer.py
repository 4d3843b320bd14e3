"""The floor of relaying into Kafka: aiokafka alone sends bytes that lie ready, in the batches that the relay makes.

Idempotent, acknowledged by all in-sync replicas, and one lot sent when the one before it has arrived: anything less
would not keep the order. It finds the partition of each key, as whoever sends to Kafka must; it reads no database,
encodes nothing, and forgets nothing.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.event_log import MAX_VALUE_BYTES, Record
from shared.event_log.kafka_producer import partition_of

Ready = tuple[str, bytes, bytes, list[tuple[str, bytes]]]


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
        ready = [
            (
                record.key,
                record.key.encode(),
                record.value,
                [(name, text.encode()) for name, text in record.headers.items()],
            )
            for record in records
        ]
        began = time.perf_counter()
        for start in range(0, len(ready), together):
            await self._send(ready[start : start + together])
        return len(records) / (time.perf_counter() - began)

    async def _send(self, lot: Sequence[Ready]) -> None:
        batches: dict[int, Any] = {}
        for text, key, value, headers in lot:
            partition = partition_of(text, self.partitions)
            if (batch := batches.get(partition)) is None:
                batch = batches[partition] = self.producer.create_batch()
            batch.append(key=key, value=value, timestamp=None, headers=headers)
        under_way = [
            await self.producer.send_batch(batch, self.topic, partition=partition)
            for partition, batch in batches.items()
        ]
        await asyncio.gather(*under_way)
