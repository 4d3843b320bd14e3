"""What time it is: the one source of now, so that the sandbox can move it and everything moves with it.

Every instant is an aware UTC datetime; dates are made of instants by `shared.calendar`, never here.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    __slots__ = ()

    def now(self) -> datetime:
        """The present instant by the machine, aware and in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus an offset that only grows: a year passes at a word, for sandbox and tests.

    The functions in `moved` are called after each move, in order, so that whoever waits for an instant looks
    again.
    """

    __slots__ = ("moved", "offset")

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset
        self.moved: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The present instant of this clock, aware and in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Let `by` pass at once; raises ValueError for a negative one: what has happened cannot unhappen."""
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self.offset += by
        for tell in tuple(self.moved):
            tell()

    def move_to(self, instant: datetime) -> None:
        """Go on from `instant`; raises ValueError when it is naive or already past."""
        if instant.tzinfo is None:
            raise ValueError("the clock moves to an aware instant, not to a naive one")
        self.advance(instant - self.now())
