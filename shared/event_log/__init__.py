"""The log that events travel on: what every log promises, whichever it is.

Two implementations keep this contract, `shared.event_log.postgres` for the embedded run and `shared.event_log.kafka`
for deployments; one test class holds both to it. A topic has a fixed number of partitions, a key always lands in the
same one, and records of one partition are read in the order in which they were appended.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

MAX_VALUE_BYTES = 900_000
"""What the value of one record may weigh: with key and headers, below the million a Kafka broker takes by default."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is appended: records of one `topic` with one `key` stay in order."""

    topic: str
    key: str
    headers: Mapping[str, str]
    value: bytes


@dataclass(frozen=True, slots=True)
class Delivered:
    """What is read. `offset` only grows within a partition; it need not grow by one."""

    topic: str
    partition: int
    offset: int
    key: str
    headers: Mapping[str, str]
    value: bytes


class LogUnavailable(Exception):
    """The broker or the database is away. Nothing is decided by it: wait, then do the same again."""


class OwnershipLost(Exception):
    """Partitions moved to another reader before the commit; what was fetched from them is delivered there again."""


class RecordTooLarge(ValueError):
    """A value exceeds `MAX_VALUE_BYTES`, or the log's own limit. Repeating does not help."""


class Subscription(Protocol):
    """One reader of a group, for one task at a time; as an async context manager it joins and leaves the group."""

    async def __aenter__(self) -> Self:
        """Joins the group; raises LogUnavailable. Records appended after this returns are never missed."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the group; what was not committed is delivered again to whoever takes over."""
        ...

    async def fetch(self, limit: int, timeout: float) -> Sequence[Delivered]:  # noqa: ASYNC109 part of the contract
        """At most `limit` records, in order per partition; waits up to `timeout` seconds for the first.

        Do not wrap it in another timeout: a cancelled fetch may take records with it that a later commit would cover.
        Raises LogUnavailable, or finds nothing, while the log is away; call it again, it rejoins by itself.
        """
        ...

    async def commit(self) -> None:
        """Everything fetched so far is done and is not delivered to this group again.

        Raises OwnershipLost when some of it had moved to another reader meanwhile (the rest is committed), and
        LogUnavailable when the log is away (what was fetched may then come again). A log that crashes may forget
        the commits of its last second.
        """
        ...

    async def seek_to_start(self) -> None:
        """Reads the partitions that this reader holds from their oldest retained record again."""
        ...


class EventLog(Protocol):
    """An ordered, durable, replayable log of records."""

    async def start(self) -> None:
        """Connects; raises LogUnavailable and may then be called again."""
        ...

    async def stop(self) -> None:
        """Lets go of every connection. Subscriptions are left by whoever entered them."""
        ...

    async def append(self, records: Sequence[Record]) -> None:
        """Returns only when all records are durable on the log (on all in-sync replicas).

        Raises LogUnavailable, after which some may be on the log: repeat the same records before any later ones of
        their keys. Duplicates are then possible, loss and reordering are not. Raises RecordTooLarge before anything
        is appended.
        """
        ...

    def subscribe(self, group: str, topics: Sequence[str], *, from_start: bool = True) -> Subscription:
        """A reader of `topics`. All readers of one `group` share the partitions, none is read by two of them.

        A new group begins at the oldest retained record, or, with `from_start=False`, at what is appended from the
        moment it is entered. A group name used once makes an observer that disturbs nobody.
        """
        ...

    async def lag(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        """Records of each topic that the group has not committed; raises LogUnavailable."""
        ...


def refuse_too_large(records: Iterable[Record]) -> None:
    """Raises RecordTooLarge for the first record whose value exceeds `MAX_VALUE_BYTES`."""
    for record in records:
        if len(record.value) > MAX_VALUE_BYTES:
            raise RecordTooLarge(f"{len(record.value)} bytes for {record.topic}, at most {MAX_VALUE_BYTES}")
