"""A short trial of two services: it passes for the code as it is, and fails where outbox or inbox are broken on purpose."""

import asyncio
from pathlib import Path

import pytest

from deploy.demo import cycle
from tests.chaos.fleet import CLI, deployed
from tests.chaos.trial import Report, Trial

SERVICES = ["leads", "needs"]
REQUESTS_BETWEEN = 24
STEPS = (cycle.arrive, cycle.capture, cycle.come_again)


async def kill_and_replay(trial: Trial) -> None:
    """A relay dies with events in hand, twice, and a reader reads the log from its start again."""
    for _ in range(2):
        answered = len(trial.crowd.ledger.accepted)
        while len(trial.crowd.ledger.accepted) < answered + REQUESTS_BETWEEN:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await trial.killer.kill_relay_of("leads")
    await trial.killer.stop()
    await trial.killer.replay("needs")
    await asyncio.sleep(0.5)


async def tried(folder: Path, program: str) -> Report:
    """What becomes of leads and invitations when both services are served by `program`."""
    async with deployed(folder, services=SERVICES, program=program) as fleet:
        return await Trial(fleet, seed=1, places=3, steps=STEPS).run(kill_and_replay, opening=cycle.arrive)


@pytest.mark.timeout(300)
async def test_nothing_is_lost_and_nothing_applied_twice_though_much_comes_again(tmp_path: Path) -> None:
    report = await tried(tmp_path, CLI)
    assert report.violations == {kind: [] for kind in report.violations}
    assert report.held
    assert (report.lost, report.applied_twice, report.parked) == (0, 0, 0)
    assert report.cycles >= 3
    assert report.kills == {"relay": 2, "replay": 1, "power cut": 1}
    assert report.duplicates_dropped > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("program", "found"),
    [("tests.chaos.broken_outbox", "lost"), ("tests.chaos.broken_inbox", "applied_twice")],
)
async def test_what_is_broken_on_purpose_is_found(tmp_path: Path, program: str, found: str) -> None:
    report = await tried(tmp_path, program)
    assert not report.held
    assert report.violations[found]
    assert report.as_json()[found] == len(report.violations[found])
