"""The whole cycle of one client, over HTTP alone, on both logs, and with the run killed at every step."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.demo.cycle import STEPS
from deploy.demo.walk import Walk
from deploy.embedded import Embedded, embedded_run
from deploy.postgres_server import free_port
from tests.kafka import Kafka

CYCLE = [
    "lead-captured",
    "lead-merged",
    "household-changed",
    "gap-computed",
    "gap-confirmed",
    "proposal-presented",
    "proposal-opened",
    "suitability-assessed",
    "proposal-accepted",
    "underwriting-prechecked",
    "application-submitted",
    "carrier-reported",
    "underwriting-decided",
    "policy-issued",
    "receipt-signed",
    "cooling-off-ended",
    "claim-filed",
    "claim-submitted",
    "claim-decided",
    "claim-paid",
    "policy-ended",
    "review-due",
]
"""Every event that the cycle must show, in the order of its first appearance."""


def check(walk: Walk) -> None:
    """The timeline shows the cycle, and nothing in it twice that can happen once."""
    timeline: list[str] = walk.known["timeline"]
    first_seen = [event for event in dict.fromkeys(timeline) if event in CYCLE]
    assert set(first_seen) == set(CYCLE)
    for once in (
        "lead-captured",
        "lead-merged",
        "gap-confirmed",
        "proposal-accepted",
        "claim-filed",
        "claim-paid",
    ):
        assert timeline.count(once) == 1, once
    assert timeline.count("application-submitted") == timeline.count("policy-issued") == 3
    order = [
        timeline.index(event)
        for event in ("lead-captured", "gap-confirmed", "policy-issued", "claim-paid", "review-due")
    ]
    assert order == sorted(order)


async def test_the_cycle_closes_on_the_postgres_log(tmp_path: Path) -> None:
    async with embedded_run(tmp_path) as base_url:
        walk = Walk(base_url)
        for step in STEPS:
            await step.do(walk)
    await walk.close()
    check(walk)


@pytest.mark.kafka
async def test_the_cycle_closes_on_the_kafka_log(tmp_path: Path, kafka: Kafka) -> None:
    async with embedded_run(tmp_path, log="kafka", kafka_bootstrap=kafka.bootstrap) as base_url:
        walk = Walk(base_url)
        for step in STEPS:
            await step.do(walk)
    await walk.close()
    check(walk)


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Embedded]:
    embedded = Embedded(tmp_path, free_port())
    await embedded.start()
    yield embedded
    await embedded.stop()
    embedded.remove_leftovers()


@pytest.mark.timeout(300)
async def test_killed_at_every_step_the_cycle_goes_on_and_nothing_is_lost_or_twice(run: Embedded) -> None:
    walk = Walk(run.base_url)
    for step in STEPS:
        await step.do(walk)
        run.kill()
        await run.start()
    await walk.close()
    check(walk)
