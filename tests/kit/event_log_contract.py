"""The contract of every event log, as scenarios with expectations written by hand."""

import asyncio
import contextlib
import json
import os
import sys
from abc import abstractmethod
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from shared.event_log import (
    MAX_VALUE_BYTES,
    Delivered,
    EventLog,
    LogUnavailable,
    OwnershipLost,
    Record,
    RecordTooLarge,
    Subscription,
)
from tests.kit.event_log_store import (
    PATIENCE,
    Names,
    Store,
    append_until_done,
    make_one_for_each_of_many_keys,
    make_record,
    make_records,
    read,
    read_all_of,
    texts,
    without_repeats,
)

READER = Path(__file__).with_name("event_log_reader.py")


@contextlib.asynccontextmanager
async def running(work: Awaitable[object]) -> AsyncIterator[None]:
    """Runs `work` beside the block; an error in it fails the test."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Reader:
    """A consumer in a task of its own: fetches, notes and, unless told otherwise, commits."""

    def __init__(self, subscription: Subscription, *, commits: bool = True) -> None:
        self._subscription = subscription
        self._commits = commits
        self.found: list[Delivered] = []
        self.committed: list[Delivered] = []
        self.heard: list[asyncio.Event] = []

    async def run(self) -> None:
        while True:
            batch = await self._subscription.fetch(100, 0.2)
            self.found += batch
            if batch and self._commits:
                with contextlib.suppress(OwnershipLost):
                    await self._subscription.commit()
                    self.committed += batch
            for event in self.heard:
                event.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        await self.until_any((self,), holds)

    @staticmethod
    async def until_any(readers: Sequence["Reader"], holds: Callable[[], bool]) -> None:
        """Returns once `holds`, asked again whenever one of the readers has fetched."""
        news = asyncio.Event()
        for reader in readers:
            reader.heard.append(news)
        async with asyncio.timeout(PATIENCE):
            while not holds():
                news.clear()
                await news.wait()


class EventLogContract:
    """What every event log keeps. Subclasses say where the records are."""

    @pytest.fixture
    @abstractmethod
    def store(self) -> AsyncIterator[Store]:
        """A store shared with other tests; it is never harmed."""

    @pytest.fixture
    @abstractmethod
    def own_store(self) -> AsyncIterator[Store]:
        """A store that may be killed and restarted."""

    @pytest.fixture
    def names(self) -> Names:
        return Names()

    # Order

    async def test_records_of_one_key_are_read_in_the_order_in_which_they_were_appended(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        for start in range(0, 300, 30):
            await log.append(make_records(names.topic(), range(start, start + 30)))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            delivered = await read(subscription, 300)
        assert texts(delivered) == [str(number) for number in range(300)]
        assert len({record.partition for record in delivered}) == 1
        offsets = [record.offset for record in delivered]
        assert offsets == sorted(set(offsets))

    async def test_keys_interleaved_in_one_append_each_keep_their_order(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append(
            [
                make_record(names.topic(), f"{key}:{number}", key=f"client-{key}")
                for number in range(40)
                for key in range(12)
            ]
        )
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            delivered = await read(subscription, 480)
        by_key: defaultdict[str, list[str]] = defaultdict(list)
        partitions: defaultdict[str, set[int]] = defaultdict(set)
        for record in delivered:
            by_key[record.key].append(record.value.decode())
            partitions[record.key].add(record.partition)
        assert by_key == {f"client-{key}": [f"{key}:{number}" for number in range(40)] for key in range(12)}
        assert all(len(found) == 1 for found in partitions.values())
        assert len(set().union(*partitions.values())) > 1

    async def test_records_of_several_topics_in_one_append_arrive_in_each(
        self, store: Store, names: Names
    ) -> None:
        log, leads, needs = await store.open(), names.topic("leads"), names.topic("needs")
        await log.append(
            [
                make_record(leads, "a"),
                make_record(needs, "b"),
                make_record(leads, "c"),
                make_record(needs, "d"),
            ]
        )
        async with log.subscribe(names.group(), [leads, needs]) as subscription:
            delivered = await read(subscription, 4)
        by_topic = {topic: texts(r for r in delivered if r.topic == topic) for topic in (leads, needs)}
        assert by_topic == {leads: ["a", "c"], needs: ["b", "d"]}

    async def test_no_record_is_passed_by_when_many_append_at_once_and_a_reader_follows(
        self, store: Store, names: Names
    ) -> None:
        writers = [await store.open() for _ in range(4)]
        log = await store.open()

        async def write(writer: int, log: EventLog) -> None:
            for batch in range(20):
                records = make_records(
                    names.topic(), [f"{writer}:{batch}:{i}" for i in range(5)], key=f"client-{writer}"
                )
                await log.append(records)

        async with (
            log.subscribe(names.group(), [names.topic()]) as subscription,
            asyncio.TaskGroup() as group,
        ):
            for writer in range(8):
                group.create_task(write(writer, writers[writer % 4]))
            delivered = await read(subscription, 800)
        for writer in range(8):
            of_writer = [record for record in delivered if record.key == f"client-{writer}"]
            assert texts(of_writer) == [f"{writer}:{batch}:{i}" for batch in range(20) for i in range(5)]
        assert len(delivered) == 800

    # Delivery

    async def test_what_was_fetched_but_not_committed_comes_again_after_a_crash(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(10)))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            assert len(await read(subscription, 10)) == 10
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            assert texts(await read(subscription, 10)) == [str(number) for number in range(10)]

    async def test_what_was_committed_does_not_come_again(self, store: Store, names: Names) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(10)))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            await read(subscription, 10)
            await subscription.commit()
        await log.append(make_records(names.topic(), ["later"]))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            assert texts(await read(subscription, 1)) == ["later"]

    async def test_the_next_reader_begins_exactly_where_the_last_commit_was(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(30)))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            done: list[Delivered] = []
            while len(done) < 10:
                done += await subscription.fetch(10 - len(done), 1.0)
            await subscription.commit()
            assert await subscription.fetch(10, 1.0)
        assert texts(done) == [str(number) for number in range(10)]
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            assert texts(await read(subscription, 20)) == [str(number) for number in range(10, 30)]

    async def test_records_appended_again_after_a_doubtful_append_are_duplicates_in_order(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), ["a", "b"]))
        await log.append(make_records(names.topic(), ["a", "b", "c"]))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            delivered = await read(subscription, 5)
        assert texts(delivered) == ["a", "b", "a", "b", "c"]

    async def test_a_fetch_hands_out_no_more_than_its_limit(self, store: Store, names: Names) -> None:
        log = await store.open()
        await log.append(make_one_for_each_of_many_keys(names.topic(), "x"))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            sizes: list[int] = []
            async with asyncio.timeout(PATIENCE):
                while sum(sizes) < 48:
                    sizes.append(len(await subscription.fetch(7, 1.0)))
        assert max(sizes) <= 7
        assert sum(sizes) == 48

    async def test_a_fetch_with_nothing_to_read_comes_back_empty(self, store: Store, names: Names) -> None:
        log = await store.open()
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            assert list(await subscription.fetch(10, 0.2)) == []
            await subscription.commit()

    async def test_a_waiting_reader_is_woken_by_an_append_from_another_process(
        self, store: Store, names: Names
    ) -> None:
        reading, writing = await store.open(), await store.open()
        async with reading.subscribe(names.group(), [names.topic()]) as subscription:
            waiting = asyncio.create_task(read(subscription, 1))
            await asyncio.sleep(0.1)
            await writing.append(make_records(names.topic(), ["news"]))
            assert texts(await waiting) == ["news"]

    # Groups

    async def test_every_group_reads_everything(self, store: Store, names: Names) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(5)))
        for group in ("claims", "servicing"):
            async with log.subscribe(names.group(group), [names.topic()]) as subscription:
                assert len(await read(subscription, 5)) == 5
                await subscription.commit()

    async def test_two_readers_of_a_group_share_the_partitions_and_none_is_read_by_both(
        self, store: Store, names: Names
    ) -> None:
        first_log, second_log, topic = await store.open(), await store.open(), names.topic()
        async with first_log.subscribe(names.group(), [topic]) as first_subscription:
            first = Reader(first_subscription)
            async with running(first.run()):
                await first_log.append(make_one_for_each_of_many_keys(topic, "alone"))
                await first.until(lambda: len(first.found) >= 48)
                async with second_log.subscribe(names.group(), [topic]) as second_subscription:
                    second = Reader(second_subscription)
                    async with running(second.run()):
                        await _until_both_read(first_log, topic, first, second)
                        start = len(first.found), len(second.found)
                        await first_log.append(make_one_for_each_of_many_keys(topic, "shared"))
                        await _until_one_of_them_has_each(first, second, "shared", 48)
        ours, theirs = first.found[start[0] :], second.found[start[1] :]
        shared = [text for text in texts([*ours, *theirs]) if text.startswith("shared")]
        assert sorted(shared) == sorted(f"shared-{number}" for number in range(48))
        assert {record.partition for record in ours}.isdisjoint({record.partition for record in theirs})
        assert ours
        assert theirs

    async def test_a_reader_that_leaves_hands_its_partitions_and_its_position_over(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        async with log.subscribe(names.group(), [topic]) as staying_subscription:
            staying = Reader(staying_subscription)
            async with running(staying.run()):
                async with log.subscribe(names.group(), [topic]) as leaving_subscription:
                    leaving = Reader(leaving_subscription)
                    async with running(leaving.run()):
                        await _until_both_read(log, topic, staying, leaving)
                        await leaving.until(lambda: bool(leaving.committed))
                start = len(staying.found)
                await log.append(make_one_for_each_of_many_keys(topic, "afterwards"))
                expected = {f"afterwards-{number}" for number in range(48)}
                await staying.until(lambda: expected <= set(texts(staying.found)))
        assert leaving.committed
        assert set(texts(leaving.committed)).isdisjoint(texts(staying.found[start:]))

    async def test_a_killed_reader_is_replaced_and_what_it_did_not_commit_comes_again(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        async with log.subscribe(names.group(), [topic]) as subscription:
            survivor = Reader(subscription)
            async with running(survivor.run()), _reader_process(store, names.group(), topic) as process:
                told = await _records_that_the_process_reads(process, log, topic)
                process.kill()
                await process.wait()
                await log.append(make_one_for_each_of_many_keys(topic, "afterwards"))
                expected = told | {f"afterwards-{number}" for number in range(48)}
                await survivor.until(lambda: expected <= set(texts(survivor.found)))
        assert told

    async def test_a_commit_after_partitions_moved_says_so_and_moves_nothing_of_them(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        await log.append(make_one_for_each_of_many_keys(topic, "x"))
        async with log.subscribe(names.group(), [topic]) as slow:
            await read(slow, 48)
            async with log.subscribe(names.group(), [topic]) as newcomer_subscription:
                newcomer = Reader(newcomer_subscription, commits=False)
                async with running(newcomer.run()):
                    async with asyncio.timeout(PATIENCE):
                        while not newcomer.found:
                            await slow.fetch(500, 0.2)
                    with pytest.raises(OwnershipLost):
                        await slow.commit()
                    of_newcomer = {record.partition for record in newcomer.found}
        async with log.subscribe(names.group(), [topic]) as subscription:
            again = await read_all_of(subscription, texts(newcomer.found))
        assert of_newcomer <= {record.partition for record in again}

    async def test_a_commit_never_takes_back_what_another_reader_committed_meanwhile(
        self, store: Store, names: Names
    ) -> None:
        log, topic = await store.open(), names.topic()
        await log.append(make_one_for_each_of_many_keys(topic, "x"))
        async with log.subscribe(names.group(), [topic]) as slow, asyncio.timeout(PATIENCE):
            seen = set(texts(await read(slow, 48)))
            async with log.subscribe(names.group(), [topic]) as quick_subscription:
                quick = Reader(quick_subscription)
                async with running(quick.run()):
                    while not quick.committed:
                        await slow.fetch(500, 0.2)
                    await log.append(make_one_for_each_of_many_keys(topic, "y"))
                    await quick.until(lambda: any(text.startswith("y") for text in texts(quick.committed)))
            everything = {f"{text}-{number}" for text in "xy" for number in range(48)}
            while not seen >= everything - set(texts(quick.committed)):
                seen |= set(texts(await slow.fetch(500, 0.2)))
            with pytest.raises(OwnershipLost):
                await slow.commit()
            assert await log.lag(names.group(), [topic]) == {topic: 0}

    # Where a group begins

    async def test_a_new_group_replays_from_the_start(self, store: Store, names: Names) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(20)))
        for group in ("first", "second"):
            async with log.subscribe(names.group(group), [names.topic()]) as subscription:
                assert texts(await read(subscription, 20)) == [str(number) for number in range(20)]
                await subscription.commit()

    async def test_a_group_sent_back_to_the_start_reads_everything_again(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(20)))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            await read(subscription, 20)
            await subscription.commit()
            await subscription.seek_to_start()
            assert texts(await read(subscription, 20)) == [str(number) for number in range(20)]
            await subscription.commit()
        assert await log.lag(names.group(), [names.topic()]) == {names.topic(): 0}

    async def test_an_observer_from_now_on_sees_only_what_is_appended_later(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        await log.append(make_one_for_each_of_many_keys(names.topic(), "before"))
        async with log.subscribe(names.group(), [names.topic()], from_start=False) as observer:
            await log.append(make_one_for_each_of_many_keys(names.topic(), "after"))
            seen = await read(observer, 48)
        assert sorted(texts(seen)) == sorted(f"after-{number}" for number in range(48))

    async def test_an_observer_disturbs_nobody(self, store: Store, names: Names) -> None:
        log = await store.open()
        await log.append(make_records(names.topic(), range(5)))
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            async with log.subscribe(names.group("observer"), [names.topic()]) as observer:
                assert len(await read(observer, 5)) == 5
            assert len(await read(subscription, 5)) == 5

    # Lag

    async def test_lag_counts_what_a_group_has_not_committed_in_each_topic(
        self, store: Store, names: Names
    ) -> None:
        log, leads, needs, group = (
            await store.open(),
            names.topic("leads"),
            names.topic("needs"),
            names.group(),
        )
        await log.append([*make_one_for_each_of_many_keys(leads, "x"), *make_records(needs, range(3))])
        assert await log.lag(group, [leads, needs]) == {leads: 48, needs: 3}
        async with log.subscribe(group, [leads, needs]) as subscription:
            await read(subscription, 51)
            assert await log.lag(group, [leads, needs]) == {leads: 48, needs: 3}
            await subscription.commit()
            assert await log.lag(group, [leads, needs]) == {leads: 0, needs: 0}
            await log.append(make_records(leads, range(2)))
            assert await log.lag(group, [leads, needs]) == {leads: 2, needs: 0}

    async def test_lag_counts_each_partition_by_its_own_position(self, store: Store, names: Names) -> None:
        log, topic, group = await store.open(), names.topic(), names.group()
        await log.append(make_one_for_each_of_many_keys(topic, "x"))
        async with log.subscribe(group, [topic]) as subscription:
            done: list[Delivered] = []
            while len(done) < 20:
                done += await subscription.fetch(20 - len(done), 1.0)
            await subscription.commit()
            await subscription.fetch(5, 1.0)
            assert await log.lag(group, [topic]) == {topic: 28}

    async def test_a_topic_that_nobody_has_used_has_no_lag(self, store: Store, names: Names) -> None:
        log = await store.open()
        assert await log.lag(names.group(), [names.topic()]) == {names.topic(): 0}

    # What a record may be

    async def test_headers_keys_and_values_come_back_as_they_were(self, store: Store, names: Names) -> None:
        log = await store.open()
        record = Record(
            names.topic(),
            "客户-张先生",
            {"ce_source": "报价", "ce_type": "gap-computed", "note": "🧬 “保障缺口”\n", "empty": ""},
            bytes(range(256)),
        )
        await log.append([record, Record(names.topic(), "客户-张先生", {}, b"")])
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            full, bare = await read(subscription, 2)
        assert (full.key, dict(full.headers), full.value) == (record.key, record.headers, record.value)
        assert (bare.key, dict(bare.headers), bare.value) == (record.key, {}, b"")

    async def test_large_values_arrive_whole_and_in_order(self, store: Store, names: Names) -> None:
        log = await store.open()
        sizes = [MAX_VALUE_BYTES, 1, 400_000, 400_000, 400_000, 2, MAX_VALUE_BYTES]
        values = [bytes([number]) * size for number, size in enumerate(sizes)]
        await log.append([Record(names.topic(), "client-1", {}, value) for value in values])
        async with log.subscribe(names.group(), [names.topic()]) as subscription:
            delivered = await read(subscription, len(values))
        assert [record.value for record in delivered] == values

    async def test_a_value_beyond_the_limit_is_refused_before_anything_is_appended(
        self, store: Store, names: Names
    ) -> None:
        log = await store.open()
        small = make_record(names.topic(), "small")
        with pytest.raises(RecordTooLarge):
            await log.append([small, Record(names.topic(), "client-1", {}, bytes(MAX_VALUE_BYTES + 1))])
        assert await log.lag(names.group(), [names.topic()]) == {names.topic(): 0}

    async def test_appending_nothing_is_done_at_once(self, store: Store, names: Names) -> None:
        log = await store.open()
        await log.append([])
        assert await log.lag(names.group(), [names.topic()]) == {names.topic(): 0}

    def test_a_subscription_without_topics_is_refused(self, store: Store, names: Names) -> None:
        with pytest.raises(ValueError, match="topic"):
            store.connect(store.address).subscribe(names.group(), [])

    # The log goes away

    async def test_nothing_is_lost_when_the_log_is_killed_under_load_and_comes_back(
        self, own_store: Store, names: Names
    ) -> None:
        writing, reading, topic = await own_store.open(), await own_store.open(), names.topic()
        written: list[str] = []

        async def write_for_ever() -> None:
            while True:
                batch = [str(number) for number in range(len(written), len(written) + 10)]
                await append_until_done(writing, make_records(topic, batch))
                written.extend(batch)

        async with reading.subscribe(names.group(), [topic]) as subscription:
            writer = asyncio.create_task(write_for_ever())
            before = await read_all_of(subscription, ["99"])
            await asyncio.to_thread(own_store.kill)
            await asyncio.to_thread(own_store.restart)
            target = str(len(written) + 100)
            after = await read_all_of(subscription, [target])
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            rest = await read_all_of(subscription, set(written) - set(texts([*before, *after])))
        in_order = without_repeats(texts([*before, *after, *rest]))
        assert in_order[: len(written)] == written

    async def test_while_the_log_is_away_it_says_so_and_afterwards_everything_goes_on(
        self, own_store: Store, names: Names
    ) -> None:
        log, topic, group = await own_store.open(), names.topic(), names.group()
        await append_until_done(log, make_records(topic, ["before"]))
        async with log.subscribe(group, [topic]) as subscription:
            assert texts(await read(subscription, 1)) == ["before"]
            await subscription.commit()
            await asyncio.to_thread(own_store.kill)
            with pytest.raises(LogUnavailable):
                await log.append(make_records(topic, ["during"]))
            with pytest.raises(LogUnavailable):
                await log.lag(group, [topic])
            with pytest.raises(LogUnavailable):
                await own_store.connect(own_store.address).start()
            await asyncio.to_thread(own_store.restart)
            await append_until_done(log, make_records(topic, ["during", "after"]))
            seen = texts(await read_all_of(subscription, ["during", "after"]))
        # The commit just before the crash may be forgotten.
        assert [text for text in without_repeats(seen) if text != "before"] == ["during", "after"]
        assert await log.lag(group, [topic]) == {topic: 0}

    async def test_an_observer_from_now_on_misses_nothing_over_an_outage(
        self, own_store: Store, names: Names
    ) -> None:
        log, topic = await own_store.open(), names.topic()
        await append_until_done(log, make_records(topic, ["before"]))
        async with log.subscribe(names.group(), [topic], from_start=False) as observer:
            await asyncio.to_thread(own_store.kill)
            await asyncio.to_thread(own_store.restart)
            await append_until_done(log, make_records(topic, ["after"]))
            assert without_repeats(texts(await read_all_of(observer, ["after"]))) == ["after"]

    async def test_readers_and_logs_can_be_left_while_the_log_is_away(
        self, own_store: Store, names: Names
    ) -> None:
        log = await own_store.open()
        await append_until_done(log, make_records(names.topic(), ["before"]))
        async with asyncio.timeout(PATIENCE):
            async with log.subscribe(names.group(), [names.topic()]) as subscription:
                await read(subscription, 1)
                await asyncio.to_thread(own_store.kill)
                with pytest.raises(LogUnavailable):
                    await log.append(make_records(names.topic(), ["during"]))
            await log.stop()
        await asyncio.to_thread(own_store.restart)


async def _until_both_read(log: EventLog, topic: str, first: Reader, second: Reader) -> None:
    """Appends round after round until one of them has gone half to each reader."""
    async with asyncio.timeout(PATIENCE):
        for number in range(1_000):
            await log.append(make_one_for_each_of_many_keys(topic, f"round{number}"))
            await _until_one_of_them_has_each(first, second, f"round{number}", 48)
            both = [
                any(f"round{number}-" in text for text in texts(reader.found)) for reader in (first, second)
            ]
            if all(both):
                return


async def _until_one_of_them_has_each(first: Reader, second: Reader, text: str, count: int) -> None:
    expected = {f"{text}-{number}" for number in range(count)}
    await Reader.until_any((first, second), lambda: expected <= {*texts(first.found), *texts(second.found)})


@contextlib.asynccontextmanager
async def _reader_process(store: Store, group: str, topic: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(READER),
        store.kind,
        store.address,
        group,
        topic,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(READER.parents[2])},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _records_that_the_process_reads(
    process: asyncio.subprocess.Process, log: EventLog, topic: str
) -> set[str]:
    """Appends until the process has read something, and answers what."""
    assert process.stdout is not None
    number = 0
    async with asyncio.timeout(PATIENCE):
        while True:
            await log.append(make_one_for_each_of_many_keys(topic, f"round{number}"))
            number += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    line = await process.stdout.readline()
                    return {json.loads(line)[2]}
