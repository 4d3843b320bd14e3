"""Twice as much as it can serve: `POST /leads` to one process, at twice the rate that 64 connections reached just before.

Requests arrive at that rate whatever the answers do, over at most 1,000 connections; a latency counts from the moment at
which a request was to be sent. A process takes `COVERLOOP_REQUESTS_AT_ONCE` in hand and answers the others at once with
503 and Retry-After.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.arrivals import Arrivals, arrive
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, Plot, ratio, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.leads_process import LeadsProcess, leads_process
from tests.benchmarks.load import Load, load
from tests.benchmarks.processes import memory_mb

CONNECTIONS = 64
TIMES = 2
RECOVERED_WITHIN_SECONDS = 30.0
ONE_WINDOW_SECONDS = 0.1
BEFORE = "the same process just before"


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: quiet, then as much as it can serve, twice that, until it is as quick as before, and normal again."""

    quiet: Load
    before: Load
    during: Arrivals
    recovered_after: float
    after: Load
    memory_before: float
    memory_after: float


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """What is answered, refused and kept waiting, and what is left of it afterwards."""
    samples = []
    async with leads_process(ground, "overload") as running:
        for number in range(effort.rounds):
            effort.tell(f"round {number + 1} of {effort.rounds}")
            samples.append(await _round(running, effort.seconds))
    return _figures(samples)


async def _round(running: LeadsProcess, seconds: float) -> Sample:
    quiet = await load(running.port, running.capture, connections=1, seconds=seconds / 5)
    before = await load(running.port, running.capture, connections=CONNECTIONS, seconds=seconds)
    memory_before = memory_mb(running.process)
    during = await arrive(
        running.port, running.capture, per_second=TIMES * before.per_second, seconds=seconds * 2
    )
    recovered_after = await _recovered(running, quiet, during.ended_at)
    memory_after = memory_mb(running.process)
    after = await load(running.port, running.capture, connections=CONNECTIONS, seconds=seconds)
    return Sample(quiet, before, during, recovered_after, after, memory_before, memory_after)


async def _recovered(running: LeadsProcess, quiet: Load, since: float) -> float:
    """Seconds from `since` until one request at a time takes at most half as long again as in quiet."""
    normal = quiet.percentile_ms(50) * 1.5
    while (passed := time.perf_counter() - since) < RECOVERED_WITHIN_SECONDS:
        seen = await load(running.port, running.capture, connections=1, seconds=ONE_WINDOW_SECONDS)
        if seen.answered and seen.percentile_ms(50) <= normal:
            return passed
    return RECOVERED_WITHIN_SECONDS


def _figures(samples: Sequence[Sample]) -> list[Figure]:
    seen = [sample.during for sample in samples]
    last = samples[-1]
    detail: dict[str, Any] = {f"round {n}": _told(sample) for n, sample in enumerate(samples, start=1)}
    return [
        ratio(
            "successful answers a second, while twice as much arrives",
            [during.answered / during.seconds for during in seen],
            [sample.before.per_second for sample in samples],
            against=BEFORE,
            plot=_plot(last),
            note=(
                "What is missing to 1 went into refusals, and into the client, which shares the processors and has "
                "twice as much to send; how it is divided between them was not profiled."
            ),
            **detail,
        ),
        value("refused with 503, of what arrived", [_share(during, 503) for during in seen], "%"),
        value(
            "refusals that said when to come again",
            [100 * during.told_when_to_retry / max(during.statuses[503], 1) for during in seen],
            "%",
        ),
        value(
            "lost: no answer, or another status",
            [100 * _lost(during) / during.arrived for during in seen],
            "%",
        ),
        value(
            "kept back by the client, all its connections waiting",
            [100 * during.not_sent / during.arrived for during in seen],
            "%",
        ),
        value("p50 of what was let in", [during.accepted_ms(50) for during in seen], "ms"),
        value("p99 of what was let in", [during.accepted_ms(99) for during in seen], "ms"),
        value("p99 of refusals", [during.refused_ms(99) for during in seen], "ms"),
        value("as quick as before, after", [sample.recovered_after for sample in samples], "s"),
        ratio(
            "rate afterwards",
            [sample.after.per_second for sample in samples],
            [sample.before.per_second for sample in samples],
            against=BEFORE,
        ),
        value("memory that it has grown by", [one.memory_after - one.memory_before for one in samples], "MB"),
    ]


def _share(during: Arrivals, status: int) -> float:
    return 100 * during.statuses[status] / during.arrived


def _lost(during: Arrivals) -> int:
    return during.unanswered + during.statuses.total() - during.statuses[201] - during.statuses[503]


def _told(sample: Sample) -> dict[str, Any]:
    return {
        "served before, a second": round(sample.before.per_second),
        "p99 before, ms": sample.before.percentile_ms(99),
        "arrived": sample.during.arrived,
        "statuses": {str(status): times for status, times in sample.during.statuses.items()},
        "no free connection": sample.during.not_sent,
        "no answer": sample.during.unanswered,
        "memory before, MB": round(sample.memory_before),
    }


def _plot(sample: Sample) -> Plot:
    phases = {"before": sample.before, "after": sample.after}
    labels = ["before", "twice as much: let in", "twice as much: refused", "after"]
    middle = [sample.during.accepted_ms(50), sample.during.refused_ms(50)]
    slow = [sample.during.accepted_ms(99), sample.during.refused_ms(99)]
    series = {
        f"p{percent}": [
            phases["before"].percentile_ms(percent),
            *during,
            phases["after"].percentile_ms(percent),
        ]
        for percent, during in ((50, middle), (99, slow))
    }
    told = "; ".join(
        f"{label} {p50:.0f} and {p99:.0f}" for label, p50, p99 in zip(labels, *series.values(), strict=True)
    )
    return Plot(
        "Latencies with twice as much as it can serve",
        "bars",
        labels,
        series,
        "ms",
        f"p50 and p99: {told} ms.",
    )
