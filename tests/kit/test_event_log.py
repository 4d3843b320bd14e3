"""Both event logs keep one contract; what only one of them must keep is tested below its name."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.embedded_postgres import Cluster
from shared.event_log import EventLog, LogUnavailable, OwnershipLost, Record
from shared.event_log.kafka import KafkaLog
from shared.event_log.postgres import PostgresLog, append_to
from shared.event_log.postgres_membership import Topic
from tests.conftest import NewDatabase
from tests.kafka import Kafka
from tests.kit.event_log_contract import EventLogContract
from tests.kit.event_log_store import (
    PATIENCE,
    Names,
    Store,
    make_one_for_each_of_many_keys,
    make_records,
    read,
    texts,
)


class TestPostgresLog(EventLogContract):
    @pytest.fixture
    async def store(self, new_database: NewDatabase) -> AsyncIterator[Store]:
        store = Store("postgres", await new_database("event_log"), PostgresLog)
        yield store
        await store.close()

    @pytest.fixture
    async def own_store(self, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
        folder = tmp_path_factory.mktemp("own") / "postgres"
        cluster = Cluster.open(folder, durable=False)

        def kill() -> None:
            os.kill(cluster.pid, signal.SIGKILL)
            assert cluster.process is not None
            cluster.process.wait()

        def restart() -> None:
            nonlocal cluster
            cluster = Cluster.open(folder, durable=False)

        store = Store(
            "postgres", await cluster.ensure_database("event_log", "event_log"), PostgresLog, kill, restart
        )
        yield store
        await store.close()
        cluster.remove()

    async def test_a_reader_never_passes_by_an_append_that_commits_late(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        async with log.subscribe(names.group(), [topic]) as subscription:
            late = await asyncpg.connect(store.address)
            transaction = late.transaction()
            await transaction.start()
            await append_to(late, await topic_of(log, topic), make_records(topic, ["first"]))
            second = asyncio.create_task(log.append(make_records(topic, ["second"])))
            await until_somebody_waits_for_a_lock(store)
            assert list(await subscription.fetch(10, 0.6)) == []
            await transaction.commit()
            await second
            delivered = await read(subscription, 2)
            await late.close()
        assert texts(delivered) == ["first", "second"]
        assert [record.offset for record in delivered] == [0, 1]

    async def test_an_append_that_is_undone_leaves_no_gap(self, store: Store, names: Names) -> None:
        log, topic = await store.open(), names.topic()
        undone = await asyncpg.connect(store.address)
        transaction = undone.transaction()
        await transaction.start()
        await append_to(undone, await topic_of(log, topic), make_records(topic, ["undone", "undone"]))
        await transaction.rollback()
        await undone.close()
        await log.append(make_records(topic, ["kept"]))
        async with log.subscribe(names.group(), [topic]) as subscription:
            (kept,) = await read(subscription, 1)
        assert (kept.value, kept.offset) == (b"kept", 0)

    async def test_a_topic_does_not_wait_for_the_open_append_of_another(
        self, store: Store, names: Names
    ) -> None:
        log, slow, quick = await store.open(), names.topic("slow"), names.topic("quick")
        open_append = await asyncpg.connect(store.address)
        transaction = open_append.transaction()
        await transaction.start()
        await append_to(open_append, await topic_of(log, slow), make_records(slow, ["slow"]))
        await log.append(make_records(quick, ["quick"]))
        async with log.subscribe(names.group(), [slow, quick]) as subscription:
            assert texts(await read(subscription, 1)) == ["quick"]
            await transaction.commit()
            assert texts(await read(subscription, 1)) == ["slow"]
        await open_append.close()

    async def test_a_reader_whose_connection_was_cut_cannot_move_the_cursors_of_its_successor(
        self, store: Store, names: Names
    ) -> None:
        log, topic, group = await store.open(), names.topic(), names.group()
        await log.append(make_records(topic, ["a", "b"]))
        async with log.subscribe(group, [topic]) as cut:
            assert list(texts(await cut.fetch(1, 1.0))) == ["a"]
            await cut_readers(store)
            async with log.subscribe(group, [topic]) as successor:
                assert texts(await read(successor, 2)) == ["a", "b"]
                await successor.commit()
                with pytest.raises(LogUnavailable):
                    await cut.commit()
                with pytest.raises(OwnershipLost):
                    await cut.commit()
                assert await log.lag(group, [topic]) == {topic: 0}

    async def test_a_cut_reader_rejoins_by_itself_and_reads_again_what_it_had_not_committed(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        await log.append(make_records(topic, range(3)))
        async with log.subscribe(names.group(), [topic]) as subscription:
            assert len(await read(subscription, 3)) == 3
            await cut_readers(store)
            with pytest.raises(LogUnavailable):
                await subscription.fetch(10, 1.0)
            assert texts(await read(subscription, 3)) == ["0", "1", "2"]
            with pytest.raises(OwnershipLost):
                await subscription.commit()
        assert await log.lag(names.group(), [topic]) == {topic: 0}

    async def test_a_cancelled_fetch_loses_nothing(self, store: Store, names: Names) -> None:
        log, topic = await store.open(), names.topic()
        await log.append(make_one_for_each_of_many_keys(topic, "x", keys=400))
        found: set[str] = set()
        async with log.subscribe(names.group(), [topic]) as subscription, asyncio.timeout(PATIENCE):
            for steps in range(60):
                fetching = asyncio.ensure_future(subscription.fetch(25, 1.0))
                for _ in range(steps % 12):
                    await asyncio.sleep(0)
                if fetching.cancel():
                    await asyncio.wait({fetching})
                    if fetching.cancelled():
                        continue
                found |= set(texts(fetching.result()))
                await subscription.commit()
            while len(found) < 400:
                found |= set(texts(await subscription.fetch(25, 1.0)))
                await subscription.commit()
        assert found == {f"x-{number}" for number in range(400)}

    async def test_quiet_partitions_of_a_busy_topic_do_not_count_as_lag(
        self, store: Store, names: Names
    ) -> None:
        log, topic, group = await store.open(), names.topic(), names.group()
        async with log.subscribe(group, [topic]) as subscription:
            for start in range(0, 2_500, 500):
                await log.append(make_records(topic, range(start, start + 500)))
                await read(subscription, 500)
                await subscription.commit()
                assert await log.lag(group, [topic]) == {topic: 0}
        await log.append(make_one_for_each_of_many_keys(topic, "x"))
        assert await log.lag(group, [topic]) == {topic: 48}

    async def test_trimming_forgets_old_records_and_keeps_the_rest_readable(
        self, store: Store, names: Names
    ) -> None:
        log, topic = PostgresLog(store.address), names.topic()
        await log.start()
        await log.append(make_one_for_each_of_many_keys(topic, "old"))
        await make_all_records_older(store, timedelta(days=30))
        await log.append(make_records(topic, ["young"]))
        assert await log.trim(datetime.now(UTC) - timedelta(days=7)) == 48
        assert await log.lag(names.group(), [topic]) == {topic: 1}
        async with log.subscribe(names.group(), [topic]) as subscription:
            assert texts(await read(subscription, 1)) == ["young"]
        await log.stop()

    async def test_trimming_by_a_time_without_zone_is_refused(self, store: Store) -> None:
        log = PostgresLog(store.address)
        with pytest.raises(ValueError, match="zone"):
            await log.trim(datetime(2026, 1, 1))  # noqa: DTZ001

    async def test_many_processes_may_start_on_an_empty_database_at_once(
        self, store: Store, names: Names
    ) -> None:
        logs = await asyncio.gather(*(store.open() for _ in range(6)))
        await asyncio.gather(*(log.append(make_records(names.topic(), ["x"])) for log in logs))
        assert await logs[0].lag(names.group(), [names.topic()]) == {names.topic(): 6}

    async def test_a_topic_keeps_the_partitions_that_it_was_made_with(
        self, store: Store, names: Names
    ) -> None:
        two, twenty = PostgresLog(store.address, partitions=2), PostgresLog(store.address, partitions=20)
        for log in (two, twenty):
            await log.start()
            await log.append(make_one_for_each_of_many_keys(names.topic(), "x"))
        async with twenty.subscribe(names.group(), [names.topic()]) as subscription:
            partitions = {record.partition for record in await read(subscription, 96)}
        assert partitions == {0, 1}
        await two.stop()
        await twenty.stop()


async def topic_of(log: EventLog, name: str) -> Topic:
    assert isinstance(log, PostgresLog)
    (topic,) = await log._find_topics([name])
    return topic


async def until_somebody_waits_for_a_lock(store: Store) -> None:
    connection = await asyncpg.connect(store.address)
    waiting = 0
    async with asyncio.timeout(PATIENCE):
        while not waiting:
            waiting = await connection.fetchval(
                "SELECT count(*) FROM pg_locks, pg_sleep(0.01) WHERE NOT granted"
            )
    await connection.close()


async def cut_readers(store: Store) -> None:
    """Ends every connection that holds partitions, as a failing network would."""
    connection = await asyncpg.connect(store.address)
    await connection.execute("""
        SELECT pg_terminate_backend(pid, 5000) FROM (
            SELECT DISTINCT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
            WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND datname = current_database()
        ) AS readers
    """)
    await connection.close()


async def make_all_records_older(store: Store, age: timedelta) -> None:
    connection = await asyncpg.connect(store.address)
    await connection.execute("UPDATE event_log.record SET appended_at = appended_at - $1::interval", age)
    await connection.close()


@pytest.mark.kafka
class TestKafkaLog(EventLogContract):
    @pytest.fixture
    async def store(self, kafka: Kafka) -> AsyncIterator[Store]:
        def connect(bootstrap: str) -> EventLog:
            return KafkaLog(bootstrap, session_seconds=6, delivery_seconds=30)

        store = Store("kafka", kafka.bootstrap, connect)
        yield store
        await store.close()

    @pytest.fixture
    async def own_store(self, kafka: Kafka) -> AsyncIterator[Store]:
        def connect(bootstrap: str) -> EventLog:
            return KafkaLog(bootstrap, session_seconds=6, delivery_seconds=3)

        store = Store("kafka", kafka.bootstrap, connect, kafka.kill, kafka.restart)
        yield store
        await store.close()
        if not kafka_answers(kafka.bootstrap):
            kafka.restart()  # The broker is shared: a scenario that failed must not take it from the others.

    async def test_other_clients_find_the_key_the_headers_and_the_value_as_they_are(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append([Record(names.topic(), "client-1", {"ce_type": "gap-computed"}, b"{}")])
        consumer = AIOKafkaConsumer(
            names.topic(), bootstrap_servers=store.address, auto_offset_reset="earliest"
        )
        await consumer.start()
        async with asyncio.timeout(PATIENCE):
            record = await consumer.getone()
        await consumer.stop()
        assert (record.key, record.value) == (b"client-1", b"{}")
        assert list(record.headers) == [("ce_type", b"gap-computed")]

    async def test_keys_land_where_other_clients_would_put_them(self, store: Store, names: Names) -> None:
        log, topic = await store.open(), names.topic()
        await log.append(make_one_for_each_of_many_keys(topic, "ours"))
        async with log.subscribe(names.group(), [topic]) as subscription:
            ours = {record.key: record.partition for record in await read(subscription, 48)}
        producer = AIOKafkaProducer(bootstrap_servers=store.address)
        await producer.start()
        theirs = {
            key: (await producer.send_and_wait(topic, b"theirs", key=key.encode())).partition for key in ours
        }
        await producer.stop()
        assert ours == theirs

    async def test_what_others_put_on_a_topic_without_key_or_text_is_still_delivered(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        async with log.subscribe(names.group(), [topic]) as subscription:
            producer = AIOKafkaProducer(bootstrap_servers=store.address)
            await producer.start()
            await producer.send_and_wait(topic, b"x", headers=[("bad", b"\xff")])
            await producer.stop()
            (record,) = await read(subscription, 1)
        assert (record.key, record.value, dict(record.headers)) == ("", b"x", {"bad": "\ufffd"})

    async def test_a_producer_that_the_broker_no_longer_accepts_is_replaced(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        assert isinstance(log, KafkaLog)
        await log.append(make_records(topic, ["a"]))
        producer = log._producer._producer
        assert producer is not None
        sequence_numbers = producer._txn_manager._sequence_numbers
        for place in sequence_numbers:
            sequence_numbers[place] += 1_000
        with pytest.raises(LogUnavailable):
            await log.append(make_records(topic, ["b"]))
        await log.append(make_records(topic, ["b", "c"]))
        async with log.subscribe(names.group(), [topic]) as subscription:
            assert texts(await read(subscription, 3)) == ["a", "b", "c"]


def kafka_answers(bootstrap: str) -> bool:
    host, _, port = bootstrap.partition(",")[0].partition(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
        return True
    return False
