"""Who reads what: the readers of a group share its partitions through advisory locks of their own connections.

A reader holds a shared lock on (group, topic) to be counted as a member, and an exclusive one on each partition that it
reads. PostgreSQL frees both at the moment the connection ends, however it ends, so there is no heartbeat to miss and no
lease to outlive: a partition has a second reader only once the first can no longer commit.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import asyncpg

_JOIN = "SELECT pg_advisory_lock_shared(key) FROM unnest($1::bigint[]) AS key"
_MEMBERS = """
SELECT key, pid
FROM pg_locks, LATERAL (SELECT (classid::bigint << 32) | objid::bigint AS key) AS whole
WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ShareLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND key = ANY($1::bigint[])
"""
_TAKE = "SELECT key FROM unnest($1::bigint[]) AS key WHERE pg_try_advisory_lock(key)"
_RELEASE = "SELECT pg_advisory_unlock(key) FROM unnest($1::bigint[]) AS key"
_LEAVE = "SELECT pg_advisory_unlock_all()"


class Partition(NamedTuple):
    """One ordered part of a topic; `number` from 0."""

    topic_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the log knows it."""

    id: int
    name: str
    partitions: int


def lock_key(*words: str | int) -> int:
    """The 64-bit number under which `words` are locked."""
    digest = hashlib.blake2b("\0".join(map(str, words)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def share_of(member: int, members: Iterable[int], topic: Topic) -> set[Partition]:
    """The partitions of `topic` that fall to `member`: the same answer for every member that sees the same members.

    Topics begin with different members, so that many small topics do not all fall to the first.
    """
    ordered = sorted(members)
    return {
        Partition(topic.id, number)
        for number in range(topic.partitions)
        if ordered[(number + topic.id) % len(ordered)] == member
    }


class Membership:
    """The place of one connection in a group. It lives and dies with the connection."""

    def __init__(
        self, connection: "asyncpg.Connection[asyncpg.Record]", group: str, topics: Sequence[Topic]
    ) -> None:
        self._connection = connection
        self._topics: Mapping[int, Topic] = {lock_key("member", group, topic.name): topic for topic in topics}
        self._keys: Mapping[Partition, int] = {
            Partition(topic.id, number): lock_key("reader", group, topic.name, number)
            for topic in topics
            for number in range(topic.partitions)
        }
        self.held: set[Partition] = set()
        """The partitions that this reader, and nobody else, may read and commit."""

    async def join(self) -> None:
        """Be counted as a member from now on."""
        await self._connection.execute(_JOIN, list(self._topics))

    async def leave(self) -> None:
        """Let go of everything at once."""
        self.held.clear()
        await self._connection.execute(_LEAVE)

    async def settle(self) -> tuple[set[Partition], set[Partition]]:
        """Moves towards this reader's share; answers the partitions that it gave up and those that it took.

        A partition that its former reader still holds is not waited for: it is taken by a later call.
        """
        share = await self._share()
        given_up, wanted = self.held - share, share - self.held
        if given_up:
            await self._connection.execute(_RELEASE, [self._keys[partition] for partition in given_up])
            self.held -= given_up
        taken = await self._take(wanted) if wanted else set()
        self.held |= taken
        return given_up, taken

    async def _share(self) -> set[Partition]:
        members: dict[int, list[int]] = {}
        for row in await self._connection.fetch(_MEMBERS, list(self._topics)):
            members.setdefault(row["key"], []).append(row["pid"])
        me = self._connection.get_server_pid()
        share: set[Partition] = set()
        for key, topic in self._topics.items():
            share |= share_of(me, members[key], topic)
        return share

    async def _take(self, wanted: set[Partition]) -> set[Partition]:
        by_key = {self._keys[partition]: partition for partition in wanted}
        return {by_key[row["key"]] for row in await self._connection.fetch(_TAKE, list(by_key))}
