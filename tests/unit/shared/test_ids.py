"""Ids sort by time, never repeat, and tell when they were made."""

import os
import threading
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise, repeat
from uuid import RFC_4122, UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import ids
from shared.ids import instant_of, new_id

INSTANT = datetime(2026, 3, 1, 2, 0, 0, 123000, tzinfo=UTC)


def test_an_id_is_a_version_7_uuid_of_the_rfc() -> None:
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_the_example_of_the_rfc_tells_its_instant() -> None:
    example = UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
    assert instant_of(example) == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


def test_each_id_is_greater_than_the_one_before_though_thousands_share_a_millisecond() -> None:
    made = [new_id() for _ in range(20_000)]
    assert all(one < other for one, other in pairwise(made))
    assert len({instant_of(one) for one in made}) < len(made)


def test_ids_keep_growing_when_the_clock_of_the_machine_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([2_000_000_000_000_000_000, 1_900_000_000_000_000_000, 2_000_000_000_001_000_000])
    monkeypatch.setattr(ids, "_by_machine", ids._Sequence())
    monkeypatch.setattr(ids, "time_ns", lambda: next(now))
    first, second, third = new_id(), new_id(), new_id()
    assert first < second < third
    assert instant_of(first) == instant_of(second) < instant_of(third)


def test_ids_grow_even_by_the_smallest_random_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_random", repeat(0))
    made = [new_id(INSTANT) for _ in range(100)]
    assert all(one < other for one, other in pairwise(made))


def test_ids_grow_even_by_the_greatest_random_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_by_caller", ids._Sequence())
    monkeypatch.setattr(ids, "_random", repeat(2**64 - 1))
    made = [new_id(INSTANT) for _ in range(100)]
    assert all(one < other for one, other in pairwise(made))
    assert {(one.version, one.variant, instant_of(one)) for one in made} == {(7, RFC_4122, INSTANT)}


def test_ids_made_at_one_instant_grow_and_tell_it_to_the_millisecond() -> None:
    made = [new_id(INSTANT + timedelta(microseconds=k)) for k in range(1000)]
    assert all(one < other for one, other in pairwise(made))
    assert {instant_of(one) for one in made} == {INSTANT}


def test_an_id_made_far_ahead_leaves_the_ids_of_now_alone() -> None:
    ahead = new_id(datetime.now(UTC) + timedelta(days=365))
    assert instant_of(new_id()) < instant_of(ahead) - timedelta(days=364)


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    shanghai = INSTANT.astimezone(timezone(timedelta(hours=8)))
    assert instant_of(new_id(shanghai)) == INSTANT


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_instant_since_1970_is_kept_to_the_millisecond(instant: datetime) -> None:
    kept = instant_of(new_id(instant))
    assert timedelta(0) <= instant - kept < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("instant", "why"),
    [(datetime(2026, 1, 1), "naive"), (datetime(1969, 12, 31, tzinfo=UTC), "1970")],  # noqa: DTZ001
)
def test_an_instant_that_an_id_cannot_hold_is_refused(instant: datetime, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        new_id(instant)


def test_only_a_version_7_id_tells_its_instant() -> None:
    with pytest.raises(ValueError, match="version 7"):
        instant_of(uuid4())


def test_threads_never_make_the_same_id() -> None:
    made: list[list[UUID]] = [[] for _ in range(8)]

    def make(into: list[UUID]) -> None:
        into.extend(new_id() for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one for into in made for one in into}) == 16_000
    assert all(one < other for into in made for one, other in pairwise(into))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_never_makes_the_ids_of_its_parent() -> None:
    new_id(INSTANT)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(new_id(INSTANT).bytes for _ in range(4)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        theirs = pipe.read()
    os.waitpid(child, 0)
    ours = {new_id(INSTANT).bytes for _ in range(4)}
    assert len(theirs) == 64
    assert ours.isdisjoint(theirs[start : start + 16] for start in range(0, 64, 16))
