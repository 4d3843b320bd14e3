"""The movable clock only moves forward, and tells whoever waits."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import Clock, MovableClock, SystemClock


@pytest.mark.parametrize("clock", [SystemClock(), MovableClock()])
def test_now_is_an_aware_instant_in_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC


def test_a_clock_that_nobody_moved_shows_the_time_of_the_machine() -> None:
    before = SystemClock().now()
    now = MovableClock().now()
    assert before <= now <= SystemClock().now()


def test_moves_add_up_and_everyone_is_told_after_each() -> None:
    clock = MovableClock(timedelta(days=1))
    seen: list[timedelta] = []
    clock.moved.append(lambda: seen.append(clock.offset))
    clock.advance(timedelta(days=200))
    clock.advance(timedelta(0))
    assert seen == [timedelta(days=201)] * 2
    assert clock.now() >= SystemClock().now() + timedelta(days=200)


def test_the_clock_goes_on_from_the_instant_it_was_moved_to() -> None:
    clock = MovableClock()
    then = datetime(2999, 12, 31, 16, tzinfo=UTC)
    clock.move_to(then)
    assert then <= clock.now() < then + timedelta(minutes=1)


def test_the_clock_never_moves_back() -> None:
    clock = MovableClock(timedelta(days=3))
    told: list[str] = []
    clock.moved.append(lambda: told.append("moved"))
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-timedelta(microseconds=1))
    with pytest.raises(ValueError, match="forward"):
        clock.move_to(SystemClock().now())
    assert clock.offset == timedelta(days=3)
    assert told == []


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        MovableClock().move_to(datetime(2999, 1, 1))  # noqa: DTZ001
