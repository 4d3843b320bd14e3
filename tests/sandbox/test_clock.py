"""The sandbox's clock: it moves forward, says where it is, and no restart moves it back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import ClockTooFar, later, restore
from sandbox.settings import Settings
from shared.clock import MovableClock
from tests.sandbox.world import MakeHome, World, running

NOON = datetime(2028, 1, 31, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("P200D", "2028-08-18T04:00:00+00:00"),
        ("P1Y", "2029-01-31T04:00:00+00:00"),
        ("P1M", "2028-02-29T04:00:00+00:00"),
        ("P1Y1M", "2029-02-28T04:00:00+00:00"),
        ("P2W", "2028-02-14T04:00:00+00:00"),
        ("PT36H", "2028-02-01T16:00:00+00:00"),
        ("P1DT1H1M1S", "2028-02-01T05:01:01+00:00"),
        ("P0D", "2028-01-31T04:00:00+00:00"),
    ],
)
def test_a_duration_is_added_by_the_calendar(duration: str, expected: str) -> None:
    assert later(NOON, duration).isoformat() == expected


@given(st.integers(0, 36_000), st.integers(0, 86_400))
def test_a_duration_never_leads_back(days: int, seconds: int) -> None:
    try:
        assert later(NOON, f"P{days}DT{seconds}S") == NOON + timedelta(days=days, seconds=seconds)
    except ClockTooFar:
        pytest.fail("36,000 days are not too far")


def now_of(world: World) -> datetime:
    return world.clock.now()


async def test_the_clock_advances_and_everything_in_the_process_sees_it(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        before = now_of(world)
        answer = await world.client.post("/sandbox/clock", json={"advance": "P200D"})
        assert answer.status_code == 200
        assert timedelta(0) <= now_of(world) - before - timedelta(days=200) < timedelta(seconds=30)
        told = (await world.client.get("/sandbox/clock")).json()
        assert told["offset_seconds"] == pytest.approx(200 * 86_400)
        moved = datetime.fromisoformat(told["now"])
        assert moved.tzinfo is not None
        to = (moved + timedelta(days=3)).isoformat()
        assert (await world.client.post("/sandbox/clock", json={"to": to})).status_code == 200
        day = (moved + timedelta(days=10)).date().isoformat()
        told = (await world.client.post("/sandbox/clock", json={"to": day})).json()
        assert told["local_date"] == day


async def test_a_restart_does_not_move_the_clock_back(make_home: MakeHome) -> None:
    home = await make_home(carriers=False)
    async with running(home) as world:
        await world.client.post("/sandbox/clock", json={"advance": "P200D"})
        before = now_of(world)
    async with running(home) as world:
        assert now_of(world) > before
        assert now_of(world) - before < timedelta(minutes=1)
    clock = MovableClock()
    await restore(clock, Settings(database_url=home.sandbox))  # type: ignore[arg-type]
    assert clock.now() > before


async def test_killed_between_writing_down_and_moving_it_has_moved(
    make_home: MakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await make_home(carriers=False)

    def die(_clock: MovableClock, _by: timedelta) -> None:
        raise RuntimeError("killed")

    async with running(home) as world:
        before = now_of(world)
        with monkeypatch.context() as patched:
            patched.setattr(MovableClock, "advance", die)
            answer = await world.client.post("/sandbox/clock", json={"advance": "P7D"})
        assert answer.status_code == 500
        assert now_of(world) - before < timedelta(days=1), "it has not moved"
    async with running(home) as world:
        assert now_of(world) - before >= timedelta(days=7)


async def test_the_clock_does_not_go_back_or_out_of_bounds(make_home: MakeHome) -> None:
    async with running(await make_home(carriers=False)) as world:
        cases: list[tuple[object, int, str]] = [
            ({"to": "2020-01-01T00:00:00Z"}, 409, "CLOCK_GOES_FORWARD"),
            ({"to": "2020-01-01"}, 409, "CLOCK_GOES_FORWARD"),
            ({"to": "0001-01-01"}, 409, "CLOCK_GOES_FORWARD"),
            ({"to": "0001-01-01T00:00:00+14:00"}, 409, "CLOCK_GOES_FORWARD"),
            ({"to": "9999-12-31"}, 409, "CLOCK_TOO_FAR"),
            ({"to": "9999-12-31T23:59:59-14:00"}, 409, "CLOCK_TOO_FAR"),
            ({"advance": "P999Y"}, 409, "CLOCK_TOO_FAR"),
            ({"advance": "P999999D"}, 409, "CLOCK_TOO_FAR"),
            ({"advance": "P"}, 422, "BAD_DURATION"),
            ({"advance": "PT"}, 422, "BAD_DURATION"),
            ({"advance": "P1.5D"}, 422, "BAD_DURATION"),
            ({"advance": "-P1D"}, 422, "BAD_DURATION"),
            ({"advance": "200 days"}, 422, "BAD_DURATION"),
            ({"advance": ""}, 422, "BAD_DURATION"),
            ({"advance": 200}, 422, "STRING_TYPE"),
            ({"to": "tomorrow"}, 422, ""),
            ({}, 422, "ONE_MOVE"),
            ({"advance": "P1D", "to": "2099-01-01"}, 422, "ONE_MOVE"),
            ({"advance": "P1D", "by": 1}, 422, "EXTRA_FORBIDDEN"),
            ([], 422, ""),
        ]
        for move, status, code in cases:
            answer = await world.client.post("/sandbox/clock", json=move)
            assert answer.status_code == status, (move, answer.text)
            problem = answer.json()
            codes = {problem["code"], *(fault["code"] for fault in problem.get("errors", ()))}
            assert not code or code in codes, (move, codes)
        assert world.clock.offset == timedelta(0)
