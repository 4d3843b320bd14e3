"""The arithmetic of the logs: who reads which partition, where a reader stands, where a key lands."""

from aiokafka.partitioner import murmur2 as murmur2_of_the_client
from hypothesis import given
from hypothesis import strategies as st

from shared.event_log.kafka_producer import murmur2, partition_of
from shared.event_log.postgres_membership import Partition, Topic, lock_key, share_of
from shared.event_log.postgres_positions import CARRY_BEHIND, Positions

LEADS = Topic(id=1, name="leads", partitions=2)


def make_positions(*next_offsets: int) -> Positions:
    positions = Positions([Topic(id=1, name="leads", partitions=len(next_offsets))])
    for number, offset in enumerate(next_offsets):
        positions.take(Partition(1, number), offset)
    return positions


@given(
    members=st.sets(st.integers(1, 100_000), min_size=1, max_size=20),
    partitions=st.integers(1, 40),
    topic_id=st.integers(1, 50),
)
def test_the_members_of_a_group_share_every_partition_exactly_once_and_evenly(
    members: set[int], partitions: int, topic_id: int
) -> None:
    topic = Topic(topic_id, "leads", partitions)
    shares = [share_of(member, members, topic) for member in members]
    assert sum(map(len, shares)) == partitions
    assert set().union(*shares) == {Partition(topic_id, number) for number in range(partitions)}
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_two_members_of_eight_partitions_take_every_other_one() -> None:
    topic = Topic(id=2, name="leads", partitions=8)
    assert {partition.number for partition in share_of(70, [90, 70], topic)} == {0, 2, 4, 6}
    assert {partition.number for partition in share_of(90, [90, 70], topic)} == {1, 3, 5, 7}


@given(st.lists(st.text(min_size=1).filter(lambda word: "\0" not in word), min_size=1, max_size=4))
def test_a_lock_key_is_a_bigint_and_depends_on_where_words_end(words: list[str]) -> None:
    assert -(2**63) <= lock_key(*words) < 2**63
    assert lock_key(*words) != lock_key(*words, "")


def test_what_is_delivered_is_committed_one_past_its_offset() -> None:
    positions = make_positions(0, 0)
    positions.delivered(1, {0}, last=6)
    assert positions.to_commit() == [(Partition(1, 0), 7)]


def test_a_quiet_partition_is_carried_along_only_when_it_trails_far_behind() -> None:
    positions = make_positions(0, 0)
    positions.delivered(1, {0}, last=CARRY_BEHIND - 2)
    assert positions.to_commit() == [(Partition(1, 0), CARRY_BEHIND - 1)]
    positions.committed(positions.to_commit())
    positions.delivered(1, {0}, last=CARRY_BEHIND - 1)
    assert positions.to_commit() == [(Partition(1, 0), CARRY_BEHIND), (Partition(1, 1), CARRY_BEHIND)]


def test_partitions_are_read_from_the_one_that_is_furthest_behind() -> None:
    positions = make_positions(500, 100)
    assert positions.start(1) == 100
    positions.delivered(1, {1}, last=300)
    assert list(positions.offsets(1)) == [500, 301]


def test_nothing_is_read_from_a_partition_given_up_and_its_delivery_is_lost() -> None:
    positions = make_positions(0, 0)
    positions.delivered(1, {0, 1}, last=9)
    assert positions.give_up([Partition(1, 1)])
    assert positions.to_commit() == [(Partition(1, 0), 10)]
    assert positions.offsets(1)[1] > 10**18


def test_giving_up_a_partition_that_was_committed_loses_nothing() -> None:
    positions = make_positions(0, 0)
    positions.delivered(1, {0, 1}, last=9)
    positions.committed(positions.to_commit())
    assert not positions.give_up([Partition(1, 1)])


def test_a_rewound_reader_commits_every_partition_where_it_stands() -> None:
    positions = make_positions(50, 40)
    positions.rewind()
    assert positions.start(1) == 0
    positions.delivered(1, {0}, last=3)
    assert positions.to_commit() == [(Partition(1, 0), 4), (Partition(1, 1), 4)]


def test_kafka_partitions_follow_the_hash_that_kafka_documents() -> None:
    # murmur2 of these, from the tests of the Java client: -973932308, -790332482, 479470107; sign bit off, modulo 12.
    assert [partition_of(key, 12) for key in ("21", "foobar", "abc")] == [0, 6, 3]


@given(st.binary(max_size=60))
def test_keys_are_hashed_as_the_kafka_client_hashes_them(key: bytes) -> None:
    assert murmur2(key) == murmur2_of_the_client(key) & 0xFFFFFFFF
