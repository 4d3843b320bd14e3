"""Where one reader stands in each partition that it holds: what to read next, and what a commit must write. No I/O."""

from collections.abc import Iterable, Sequence

from shared.event_log.postgres_membership import Partition, Topic

CARRY_BEHIND = 1_000
"""Offsets by which the cursor of a partition without news may trail: one record then writes one cursor, not eight."""

ELSEWHERE = 2**63 - 1
"""The next offset of a partition that another reader holds: no offset lies beyond it, so nothing of it is read."""


class Positions:
    """The next offset of every partition, as read and as committed. Offsets are counted per topic."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._next = {topic.id: [ELSEWHERE] * topic.partitions for topic in topics}
        self._committed: dict[Partition, int] = {}
        self._uncommitted: set[Partition] = set()

    @property
    def has_uncommitted(self) -> bool:
        """Whether something was delivered since the last commit."""
        return bool(self._uncommitted)

    def take(self, partition: Partition, next_offset: int) -> None:
        """From now on `partition` is read from `next_offset`, where its cursor stands."""
        self._next[partition.topic_id][partition.number] = next_offset
        self._committed[partition] = next_offset

    def give_up(self, partitions: Iterable[Partition]) -> bool:
        """They are read elsewhere; answers whether something delivered from them was not committed."""
        given_up = set(partitions)
        for partition in given_up:
            self._next[partition.topic_id][partition.number] = ELSEWHERE
            self._committed.pop(partition, None)
        lost = not given_up.isdisjoint(self._uncommitted)
        self._uncommitted -= given_up
        return lost

    def offsets(self, topic_id: int) -> Sequence[int]:
        """The next offset of each partition of the topic, `ELSEWHERE` for those not held."""
        return self._next[topic_id]

    def start(self, topic_id: int) -> int:
        """The lowest offset of the topic that may have to be read."""
        return min(self._next[topic_id])

    def delivered(self, topic_id: int, numbers: Iterable[int], last: int) -> None:
        """Everything of the topic up to the offset `last` was handed out; it was in the partitions `numbers`."""
        self._uncommitted.update(Partition(topic_id, number) for number in numbers)
        self.caught_up(topic_id, last + 1)

    def caught_up(self, topic_id: int, next_offset: int) -> None:
        """The partitions held have nothing unread below `next_offset`."""
        offsets = self._next[topic_id]
        offsets[:] = [offset if offset == ELSEWHERE else max(offset, next_offset) for offset in offsets]

    def to_commit(self) -> list[tuple[Partition, int]]:
        """The cursors to write so that everything delivered counts as done."""
        moved = []
        for partition, committed in self._committed.items():
            offset = self._next[partition.topic_id][partition.number]
            if partition in self._uncommitted or offset - committed >= CARRY_BEHIND:
                moved.append((partition, offset))
        return moved

    def committed(self, moved: Iterable[tuple[Partition, int]]) -> None:
        """The cursors were written."""
        self._committed.update(moved)
        self._uncommitted.clear()

    def rewind(self) -> None:
        """The partitions held are read from the start; the next commit writes every one of their cursors."""
        for partition in self._committed:
            self._next[partition.topic_id][partition.number] = 0
            self._committed[partition] = -CARRY_BEHIND
        self._uncommitted.clear()
