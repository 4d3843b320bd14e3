"""Identifiers: UUID version 7 (RFC 9562 section 5.7), so that rows and events sort by when they were made.

Invariant: inside one process each id of the machine's clock is greater than the one before, however many
share a millisecond and even if that clock steps back; and so is each id made `at` instants that do not go
back. The 74 bits beside the time start at random in the lower half of their range each millisecond, and grow
by a random step of at most 2**32 within it (section 6.2, method 2): no millisecond lasts long enough to
exhaust them.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import iter_unpack
from threading import Lock
from time import time_ns
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_VERSION: Final = 7 << 76
_VARIANT: Final = 2 << 62
_LOW_62: Final = (1 << 62) - 1
_LOW_32: Final = (1 << 32) - 1
_LOW_9: Final = (1 << 9) - 1


def new_id(at: datetime | None = None) -> UUID:
    """A new id of this instant, or of the instant `at` to the millisecond.

    Raises ValueError for an `at` that is naive or before 1970.
    """
    with _lock:
        if at is None:
            return _by_machine.next(max(time_ns() // 1_000_000, _by_machine.millisecond))
        return _by_caller.next(_milliseconds(at))


def instant_of(id_: UUID) -> datetime:
    """When a version 7 id was made, in UTC and to the millisecond; raises ValueError for another version."""
    if id_.version != 7:
        raise ValueError("only a version 7 id tells its instant")
    return _EPOCH + (id_.int >> 80) * _MILLISECOND


class _Sequence:
    """Ids that grow as long as the milliseconds asked for do not go back."""

    __slots__ = ("millisecond", "tail")

    def __init__(self) -> None:
        self.millisecond = -1
        self.tail = 0

    def next(self, millisecond: int) -> UUID:
        if millisecond == self.millisecond:
            self.tail += 1 + (next(_random) & _LOW_32)
        else:
            self.millisecond = millisecond
            self.tail = next(_random) << 9 | next(_random) & _LOW_9
        tail = self.tail
        return UUID(int=millisecond << 80 | _VERSION | tail >> 62 << 64 | _VARIANT | tail & _LOW_62)


def _milliseconds(instant: datetime) -> int:
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    milliseconds = (instant - _EPOCH) // _MILLISECOND
    if milliseconds < 0:
        raise ValueError("an id cannot be older than 1970")
    return milliseconds


def _random_words() -> Iterator[int]:
    """Random numbers of 64 bits without end, fetched from the system many at a time."""
    while True:
        for (word,) in iter_unpack("=Q", os.urandom(4096)):
            yield word


def _start_afresh() -> None:
    """Give a forked child its own randomness and lock, so that it never repeats its parent's ids."""
    global _lock, _random, _by_machine, _by_caller  # noqa: PLW0603
    _lock = Lock()
    _random = _random_words()
    _by_machine = _Sequence()
    _by_caller = _Sequence()


_lock: Lock
_random: Iterator[int]
_by_machine: _Sequence
_by_caller: _Sequence
_start_afresh()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
