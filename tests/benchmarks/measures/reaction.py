"""From a commit to the commit of the reaction in the next service: POST /leads to an idle embedded run, one at a time.

The lead is committed by `leads`; its event is relayed onto the log, and `servicing` gives a first-contact task while
`needs` invites to an assessment. Times are those that PostgreSQL noted of the commits themselves, read when all is over:
both begin as the commit is written to the server's log, so the flush of the first is counted and that of the second not.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from statistics import quantiles
from typing import Any
from uuid import UUID

import httpx

from tests.benchmarks.effort import Effort
from tests.benchmarks.embedded import EmbeddedRun, embedded
from tests.benchmarks.figures import Figure, at_most, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.requests import lead_body

SAMPLES = 200
"""In a round."""
APART_SECONDS = 0.03
BOUND = (
    "The event is on the log some 2 ms after the commit. The rest is spent by the consumers: every service reacts to a new "
    "lead at the same moment, in one process on the same processors, each with five round trips to PostgreSQL."
)
REACTIONS = {
    "first-contact task": ("servicing", "task", "client_id"),
    "invitation": ("needs", "assessment", "client_id"),
}


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """The middle and the 99th percentile of each round."""
    many = SAMPLES if effort.scale == 1 else 20
    async with embedded(ground.folder / "reaction") as run:
        await _captured(run, effort, range(10))  # Connections, statements and caches.
        rounds = [
            await _captured(run, effort, range(first, first + many))
            for first in range(1000, 1000 + effort.rounds * many, many)
        ]
        await run.until_quiet()
        captured = await run.committed_at("leads", "lead", "id")
        figures = []
        for name, place in REACTIONS.items():
            reacted = await run.committed_at(*place)
            figures += _figures(name, [_latencies(captured, reacted, ids) for ids in rounds])
    return figures


async def _captured(run: EmbeddedRun, effort: Effort, numbers: range) -> list[UUID]:
    """Capture the leads of these numbers, each when the one before is long over; gives their ids."""
    effort.tell(f"captures {len(numbers)} leads, one at a time")
    ids = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{run.port}", headers=run.headers) as client:
        for number in numbers:
            answer = await client.post("/leads", json=lead_body(number))
            ids.append(UUID(answer.raise_for_status().json()["client_id"]))
            await asyncio.sleep(APART_SECONDS)
    return ids


def _latencies(
    captured: Mapping[UUID, datetime], reacted: Mapping[UUID, datetime], ids: list[UUID]
) -> list[float]:
    return [(reacted[client] - captured[client]).total_seconds() * 1000 for client in ids]


def _figures(name: str, rounds: list[list[float]]) -> list[Figure]:
    title = f"commit → {name} committed, idle"
    percentiles = [quantiles(latencies, n=100, method="inclusive") for latencies in rounds]
    detail: dict[str, Any] = {"reactions": sum(map(len, rounds))}
    return [
        value(
            f"{title}, p50",
            [found[49] for found in percentiles],
            "ms",
            target=at_most(5),
            note=BOUND,
            **detail,
        ),
        value(
            f"{title}, p99",
            [found[98] for found in percentiles],
            "ms",
            target=at_most(25),
            note=BOUND,
            **detail,
        ),
    ]
