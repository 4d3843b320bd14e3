"""Appending to Kafka: whole batches a partition, idempotent, acknowledged by all in-sync replicas.

Order holds because a partition never has two batches of one append under way, and because nothing is sent while the
fate of something sent earlier is unknown. The idempotent producer repeats a batch for as long as it takes; an append
that has waited long enough says that the log is away, and the next one waits for what is still under way first.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from struct import unpack_from
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.event_log import MAX_VALUE_BYTES, LogUnavailable, Record
from shared.event_log.kafka_connection import KafkaAddress, ended, reachable

CLOSE_SECONDS = 5.0
_MIX = 0x5BD1E995

log = structlog.get_logger("coverloop.event_log")

Waiting = dict[tuple[str, int], deque[Record]]


@lru_cache(maxsize=100_000)
def partition_of(key: str, partitions: int) -> int:
    """The partition of `key`: what every Kafka client's default partitioner answers for it."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """The unsigned 32-bit MurmurHash2 of `data` with the seed that Kafka uses.

    As aiokafka's own, in a third of the time: a new client's key is hashed once, but in the middle of relaying it.
    """
    whole = len(data) & ~3
    hashed = 0x9747B28C ^ len(data)
    for word in unpack_from(f"<{whole >> 2}I", data):
        mixed = word * _MIX & 0xFFFFFFFF
        hashed = (hashed * _MIX ^ (mixed ^ mixed >> 24) * _MIX) & 0xFFFFFFFF
    if rest := data[whole:]:
        hashed = (hashed ^ int.from_bytes(rest, "little")) * _MIX & 0xFFFFFFFF
    hashed = (hashed ^ hashed >> 13) * _MIX & 0xFFFFFFFF
    return hashed ^ hashed >> 15


class _Producer(AIOKafkaProducer):  # type: ignore[misc] # It ships no types.
    """aiokafka's producer, with an end that does not wait for a broker that is away."""

    async def end(self, *, patience: float) -> None:
        """Waits `patience` seconds for what is under way, then gives it up."""
        if await ended(self.flush(), within=patience):
            await ended(self.stop(), within=CLOSE_SECONDS)
            return
        # aiokafka has no other way to forget a batch: it repeats it until a broker has taken it.
        accumulator = self._message_accumulator
        under_way = accumulator._pending_batches  # noqa: SLF001
        under_way.update(chain.from_iterable(accumulator._batches.values()))  # noqa: SLF001
        for batch in list(under_way):
            batch.future.cancel()
        stopping = asyncio.create_task(ended(self.stop(), within=CLOSE_SECONDS))
        for _ in range(2):
            # Cancelled once the sender waits for its requests, cancelled twice it leaves them.
            await asyncio.sleep(0.05)
            self._sender.sender_task.cancel()
        await stopping
        await self.client.close()


class BatchProducer:
    """One idempotent producer, replaced when it breaks. `delivery_seconds`: how long one append waits at most."""

    def __init__(self, address: KafkaAddress, *, delivery_seconds: float, compression: str | None) -> None:
        self._address = address
        self._delivery_seconds = delivery_seconds
        self._compression = compression
        self._producer: _Producer | None = None
        self._connecting = asyncio.Lock()
        self._broken = False
        self._overdue: set[asyncio.Future[Any]] = set()

    async def start(self) -> None:
        """Connects; raises LogUnavailable."""
        with reachable():
            async with asyncio.timeout(self._delivery_seconds):
                await self._connected()

    async def stop(self) -> None:
        """Lets what is under way arrive if the broker is there, and disconnects."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.end(patience=0 if self._overdue else CLOSE_SECONDS)
        self._overdue.clear()

    async def append(self, records: Sequence[Record]) -> None:
        """See `EventLog.append`; the topics must exist."""
        with reachable():
            async with asyncio.timeout(self._delivery_seconds):
                await self._fate_of_overdue()
                producer = await self._connected()
                topics = {record.topic for record in records}
                partitions = {topic: len(await producer.partitions_for(topic)) for topic in topics}
                waiting: Waiting = {}
                for record in records:
                    place = record.topic, partition_of(record.key, partitions[record.topic])
                    waiting.setdefault(place, deque()).append(record)
                while waiting:
                    await self._send_round(producer, waiting)

    async def _fate_of_overdue(self) -> None:
        """Returns when all that an earlier append stopped waiting for has arrived or has failed."""
        if self._overdue:
            done, _ = await asyncio.wait(self._overdue)
            self._overdue -= done
            self._broken |= any(future.cancelled() or future.exception() for future in done)

    async def _send_round(self, producer: _Producer, waiting: Waiting) -> None:
        """Sends one batch to each partition that has records waiting, and returns when all have arrived."""
        under_way: list[asyncio.Future[Any]] = []
        try:
            for (topic, partition), records in list(waiting.items()):
                batch = _fill(producer.create_batch(), records)
                under_way.append(await producer.send_batch(batch, topic, partition=partition))
                if not records:
                    del waiting[topic, partition]
            await asyncio.wait(under_way)
        except BaseException:
            self._overdue.update(future for future in under_way if not future.done())
            raise
        for future in under_way:
            if future.cancelled():
                raise LogUnavailable("the producer was replaced")
            if (error := future.exception()) is not None:
                # Its sequence numbers no longer match the broker's: nothing more can be sent with it.
                self._broken = True
                raise error

    async def _connected(self) -> _Producer:
        async with self._connecting:
            if self._producer is not None and self._broken:
                log.warning("kafka producer replaced")
                broken, self._producer = self._producer, None
                await broken.end(patience=1.0)
            if self._producer is None:
                producer = _Producer(
                    **self._address.options,
                    acks="all",
                    enable_idempotence=True,
                    max_batch_size=MAX_VALUE_BYTES,
                    compression_type=self._compression,
                    request_timeout_ms=10_000,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer, self._broken = producer, False
            return self._producer


def _fill(batch: BatchBuilder, records: deque[Record]) -> BatchBuilder:
    """Moves records into the batch until it is full; the first always fits."""
    while records:
        record = records[0]
        headers = [(name, text.encode()) for name, text in record.headers.items()]
        added = batch.append(timestamp=None, key=record.key.encode(), value=record.value, headers=headers)
        if added is None:
            break
        records.popleft()
    batch.close()
    return batch
