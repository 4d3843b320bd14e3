"""A group of readers loses its place, and will read the log from its start again. None of its readers may be there."""

import contextlib

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

TOPICS = "coverloop."


async def rewind_postgres(dsn: str, group: str) -> None:
    """On the log in PostgreSQL: its cursors are gone."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("DELETE FROM event_log.cursor WHERE group_name = $1", group)
    finally:
        await connection.close()


async def rewind_kafka(bootstrap: str, group: str) -> None:
    """On Kafka: every offset of the group is 0. Raises KafkaError, also where a reader is still there."""
    async with contextlib.AsyncExitStack() as open_clients:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        open_clients.push_async_callback(admin.close)
        await admin.start()
        topics = [topic for topic in await admin.list_topics() if topic.startswith(TOPICS)]
        places = [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in await admin.describe_topics(topics)
            for partition in topic["partitions"]
        ]
        consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
        open_clients.push_async_callback(consumer.stop)
        await consumer.start()
        consumer.assign(places)
        await consumer.commit(dict.fromkeys(places, 0))
