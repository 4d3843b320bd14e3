"""What is asked of Kafka beside appending and reading: topics that exist, and how far a group has come."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.event_log.kafka_connection import KafkaAddress, ended, reachable

ANSWER_SECONDS = 10.0
CLOSE_SECONDS = 5.0

log = structlog.get_logger("coverloop.event_log")


class KafkaAdmin:
    """Two connections, opened when first needed and again after a failure."""

    def __init__(
        self,
        address: KafkaAddress,
        *,
        partitions: int,
        replication_factor: int,
        topic_settings: Mapping[str, str],
    ) -> None:
        self._address = address
        self._partitions = partitions
        self._replication_factor = replication_factor
        self._topic_settings = dict(topic_settings)
        self._known: set[str] = set()
        self._asking = asyncio.Lock()
        self._admin: AIOKafkaAdminClient | None = None
        self._offsets: AIOKafkaConsumer | None = None

    async def stop(self) -> None:
        """Disconnects."""
        admin, self._admin = self._admin, None
        offsets, self._offsets = self._offsets, None
        if admin is not None:
            await ended(admin.close(), within=CLOSE_SECONDS)
        if offsets is not None:
            await ended(offsets.stop(), within=CLOSE_SECONDS)

    async def ensure_topics(self, names: Iterable[str]) -> None:
        """Makes the topics that do not exist; an existing one keeps its partitions. Raises LogUnavailable."""
        missing = set(names) - self._known
        if not missing:
            return
        with reachable():
            async with self._asking, asyncio.timeout(ANSWER_SECONDS):
                admin = await self._connected_admin()
                try:
                    await self._create(admin, missing - set(await admin.list_topics()))
                except BaseException:
                    await self.stop()
                    raise
        self._known |= missing

    async def lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        """See `EventLog.lag`."""
        await self.ensure_topics(topics)
        with reachable():
            async with self._asking, asyncio.timeout(ANSWER_SECONDS):
                try:
                    return await self._lag(group, topics)
                except BaseException:
                    await self.stop()
                    raise

    async def _create(self, admin: AIOKafkaAdminClient, names: Iterable[str]) -> None:
        # Acknowledged by all in-sync replicas is a promise only if there must be more than one of them.
        settings = {"min.insync.replicas": str(max(1, self._replication_factor - 1))} | self._topic_settings
        new = [
            NewTopic(name, self._partitions, self._replication_factor, topic_configs=settings)
            for name in names
        ]
        if not new:
            return
        response = await admin.create_topics(new, timeout_ms=int(ANSWER_SECONDS * 1000))
        for name, code, message in response.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"{name}: {message}")
            log.info("topic", name=name, partitions=self._partitions, made=not code)

    async def _lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        admin, offsets = await self._connected_admin(), await self._connected_offsets()
        places = [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in await admin.describe_topics(list(topics))
            for partition in topic["partitions"]
        ]
        committed = await admin.list_consumer_group_offsets(group, partitions=places)
        oldest = await offsets.beginning_offsets(places)
        newest = await offsets.end_offsets(places)
        unread = dict.fromkeys(topics, 0)
        for place in places:
            # A group that has committed nothing here answers -1.
            position = max(committed[place].offset if place in committed else -1, oldest[place])
            unread[place.topic] += max(0, newest[place] - position)
        return unread

    async def _connected_admin(self) -> AIOKafkaAdminClient:
        if self._admin is None:
            admin = AIOKafkaAdminClient(**self._address.options, request_timeout_ms=10_000)
            try:
                await admin.start()
            except BaseException:
                await admin.close()
                raise
            self._admin = admin
        return self._admin

    async def _connected_offsets(self) -> AIOKafkaConsumer:
        if self._offsets is None:
            consumer = AIOKafkaConsumer(**self._address.options, request_timeout_ms=10_000)
            try:
                await consumer.start()
            except BaseException:
                await consumer.stop()
                raise
            self._offsets = consumer
        return self._offsets
