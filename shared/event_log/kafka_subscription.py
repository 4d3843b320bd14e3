"""A reader of Kafka: a member of a consumer group that commits by hand.

When partitions are to move, what was fetched is given a moment to be committed before they go. What is not committed by
then is forgotten here, so that a late commit cannot move the offsets of partitions that others read by now.
"""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Any, Self

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from shared.event_log import Delivered, LogUnavailable, OwnershipLost
from shared.event_log.kafka_admin import KafkaAdmin
from shared.event_log.kafka_connection import KafkaAddress, ended, reachable

JOIN_SECONDS = 30.0
COMMIT_SECONDS = 10.0
LEAVE_SECONDS = 5.0
_GRACE_SECONDS = 0.5  # What a fetch may take beyond its time before it is broken off.

log = structlog.get_logger("coverloop.event_log")


class _Consumer(AIOKafkaConsumer):  # type: ignore[misc] # It ships no types.
    """aiokafka's consumer, with an end that leaves nothing open when the broker is away."""

    async def end(self) -> None:
        """Leaves the group if it can, and disconnects."""
        await ended(self.stop(), within=LEAVE_SECONDS)
        await ended(self._client.close(), within=LEAVE_SECONDS)


class KafkaSubscription(ConsumerRebalanceListener):  # type: ignore[misc] # It ships no types.
    """See `shared.event_log.Subscription`. A member that is silent for `session_seconds` counts as dead."""

    def __init__(
        self,
        address: KafkaAddress,
        admin: KafkaAdmin,
        *,
        group: str,
        topics: Sequence[str],
        from_start: bool,
        session_seconds: float,
    ) -> None:
        self._address = address
        self._admin = admin
        self._group = group
        self._topics = tuple(dict.fromkeys(topics))
        self._from_start = from_start
        self._session_seconds = session_seconds
        self._consumer: _Consumer | None = None
        self._uncommitted: dict[TopicPartition, int] = {}
        self._settled = asyncio.Event()
        self._settled.set()
        self._lost = False

    async def __aenter__(self) -> Self:
        with reachable():
            await self._joined()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave()

    async def fetch(self, limit: int, timeout: float) -> Sequence[Delivered]:  # noqa: ASYNC109 as in the contract
        with reachable():
            consumer = await self._joined()
        try:
            # While partitions move, `getmany` waits beyond its own time; it has no records in hand then.
            async with asyncio.timeout(timeout + _GRACE_SECONDS):
                fetched = await consumer.getmany(timeout_ms=int(timeout * 1000), max_records=limit)
        except TimeoutError:
            return []
        except Exception:
            await self._leave()
            with reachable():
                raise
        # No await since the records were handed out: nothing can have been revoked in between.
        for place, records in fetched.items():
            self._uncommitted[place] = records[-1].offset + 1
            self._settled.clear()
        return [_delivered(place, record) for place, records in fetched.items() for record in records]

    async def commit(self) -> None:
        if self._uncommitted and self._consumer is not None:
            offsets = dict(self._uncommitted)
            try:
                with reachable():
                    async with asyncio.timeout(COMMIT_SECONDS):
                        await self._consumer.commit(offsets)
            except LogUnavailable as unavailable:
                if not isinstance(unavailable.__cause__, CommitFailedError | IllegalStateError):
                    raise
                self._forget_uncommitted()
            else:
                self._uncommitted.clear()
                self._settled.set()
        if self._lost:
            self._lost = False
            raise OwnershipLost(self._group)

    async def seek_to_start(self) -> None:
        with reachable():
            consumer = await self._joined()
            async with asyncio.timeout(JOIN_SECONDS):
                await consumer.seek_to_beginning(*consumer.assignment())
        self._uncommitted.clear()
        self._settled.set()

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Called before partitions may move; they stay ours until this returns."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._session_seconds / 2):
                await self._settled.wait()
        self._forget_uncommitted()
        log.debug("partitions given up", group=self._group, partitions=len(revoked))

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Called when partitions became ours."""
        log.debug("partitions taken", group=self._group, partitions=len(assigned))

    def _forget_uncommitted(self) -> None:
        self._lost |= bool(self._uncommitted)
        self._uncommitted.clear()
        self._settled.set()

    async def _joined(self) -> _Consumer:
        if self._consumer is None:
            await self._admin.ensure_topics(self._topics)
            consumer = _Consumer(
                **self._address.options,
                group_id=self._group,
                enable_auto_commit=False,
                auto_offset_reset="earliest" if self._from_start else "latest",
                session_timeout_ms=int(self._session_seconds * 1000),
                heartbeat_interval_ms=int(min(1.0, self._session_seconds / 10) * 1000),
            )
            consumer.subscribe(self._topics, listener=self)
            self._consumer = consumer
            try:
                async with asyncio.timeout(JOIN_SECONDS):
                    await consumer.start()
                    if not self._from_start:
                        await _pin(consumer)
            except BaseException:
                await self._leave()
                raise
        return self._consumer

    async def _leave(self) -> None:
        consumer, self._consumer = self._consumer, None
        self._forget_uncommitted()
        if consumer is not None:
            await consumer.end()


async def _pin(consumer: _Consumer) -> None:
    """Writes down where a group begins that begins now; else a reconnection would begin later."""
    now = {}
    for place in consumer.assignment():
        if await consumer.committed(place) is None:
            now[place] = await consumer.position(place)
    if now:
        await consumer.commit(now)


def _delivered(place: TopicPartition, record: Any) -> Delivered:
    # What others put on the topic may have no key or be no text; it is for the reader to refuse.
    key = (record.key or b"").decode(errors="replace")
    headers = {name: (text or b"").decode(errors="replace") for name, text in record.headers}
    return Delivered(place.topic, place.partition, record.offset, key, headers, record.value or b"")
