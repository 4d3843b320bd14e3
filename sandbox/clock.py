"""The sandbox's clock, which can be moved forward, and which a restart does not move back.

How far it was moved is written down before it moves, so that nobody acts on an instant that a restart would forget.
"""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from sandbox.settings import Settings
from sandbox.store import Store
from shared.calendar import ZONE, add_months, local_date, start_of_day
from shared.clock import MovableClock
from shared.problems import BrokenRule, Malformed

OFFSET = "clock_offset"
LATEST = datetime(2150, 1, 1, tzinfo=UTC)

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,9})S)?)?",
    re.ASCII,
)


class BadDuration(Malformed, ValueError):
    """This is no duration of ISO 8601, such as P200D, P1Y or PT36H."""

    code = "BAD_DURATION"
    zh = "不是 ISO 8601 时长，例如 P200D、P1Y 或 PT36H。"


class OneMove(Malformed, ValueError):
    """Say either by how much the clock advances, or to when."""

    code = "ONE_MOVE"
    zh = "请只填写 advance 或 to 其中一项。"


class ClockGoesForward(BrokenRule):
    """The clock only moves forward; it is {now} by it."""

    code = "CLOCK_GOES_FORWARD"
    zh = "时钟只能向前拨；现在是 {now}。"


class ClockTooFar(BrokenRule):
    """The clock does not move beyond the year 2149."""

    code = "CLOCK_TOO_FAR"
    zh = "时钟不能拨到 2149 年以后。"


def _checked(text: str) -> str:
    if _DURATION.fullmatch(text) is None:
        raise BadDuration
    return text


class MoveIn(BaseModel):
    """Where the clock goes: by a duration, or to an instant or the beginning of a day."""

    model_config = ConfigDict(extra="forbid")

    advance: Annotated[
        str | None,
        Field(max_length=60, examples=["P200D"]),
        AfterValidator(lambda text: text and _checked(text)),
    ] = None
    to: Annotated[AwareDatetime | date | None, Field(examples=["2027-03-01T02:00:00Z"])] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.advance is None) == (self.to is None):
            raise OneMove
        return self


class ClockOut(BaseModel):
    """What time it is by the sandbox, the day that is in the jurisdiction, and how far it is from the real time."""

    now: datetime
    local_date: date
    offset_seconds: float


class PersistentClock:
    """The movable clock of one composition, with its memory."""

    def __init__(self, store: Store, clock: MovableClock) -> None:
        self._store = store
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def restore(self) -> None:
        """Move the clock as far as it had been moved; a clock that is further already stays."""
        kept = await self._store.read(OFFSET)
        if kept is not None:
            behind = timedelta(microseconds=kept["microseconds"]) - self._clock.offset
            if behind > timedelta(0):
                self._clock.advance(behind)

    async def move(self, move: MoveIn) -> None:
        """Move it, once that is written down; raises ClockGoesForward, ClockTooFar."""
        async with self._one_at_a_time:
            now = self._clock.now()
            by = _target(move, now) - now
            if by < timedelta(0):
                raise ClockGoesForward(now=now.isoformat())
            offset = self._clock.offset + by
            await self._store.keep(OFFSET, {"microseconds": offset // timedelta(microseconds=1)})
            self._clock.advance(by)

    def told(self) -> ClockOut:
        """What time it is."""
        now = self._clock.now()
        return ClockOut(
            now=now, local_date=local_date(now), offset_seconds=self._clock.offset.total_seconds()
        )


async def restore(clock: MovableClock, settings: Settings) -> None:
    """Move `clock` as far as the sandbox of these settings had moved it, before anything else runs."""
    store = Store(settings.database_url.get_secret_value())
    await store.open()
    try:
        await PersistentClock(store, clock).restore()
    finally:
        await store.close()


def later(instant: datetime, duration: str) -> datetime:
    """`instant` plus an ISO 8601 duration; years and months by the calendar. Raises BadDuration, ClockTooFar."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise BadDuration
    parts = {name: int(value or 0) for name, value in found.groupdict().items()}
    local = instant.astimezone(ZONE)
    try:
        day = add_months(local.date(), parts["years"] * 12 + parts["months"])
        return datetime.combine(day, local.timetz()).astimezone(UTC) + timedelta(
            weeks=parts["weeks"],
            days=parts["days"],
            hours=parts["hours"],
            minutes=parts["minutes"],
            seconds=parts["seconds"],
        )
    except (OverflowError, ValueError):
        raise ClockTooFar from None


def _target(move: MoveIn, now: datetime) -> datetime:
    if move.advance is not None:
        target = later(now, move.advance)
    elif isinstance(move.to, datetime):
        target = move.to
    else:
        target = _beginning_of(move.to)
    if target >= LATEST:
        raise ClockTooFar
    return target


def _beginning_of(day: date | None) -> datetime:
    if day is None or day.year >= LATEST.year:
        raise ClockTooFar
    return start_of_day(max(day, date(2000, 1, 1)))


router = APIRouter(prefix="/sandbox/clock", tags=["clock"])


@router.get("")
async def read_clock(request: Request) -> ClockOut:
    """What time it is by the sandbox."""
    return _clock_of(request).told()


@router.post("")
async def move_clock(request: Request, move: MoveIn) -> ClockOut:
    """Let time pass at once; it never runs back. Everything that becomes due by it is done."""
    clock = _clock_of(request)
    await clock.move(move)
    return clock.told()


def _clock_of(request: Request) -> PersistentClock:
    clock: PersistentClock = request.app.state.parts.clock
    return clock
