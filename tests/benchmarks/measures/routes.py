"""Ten routes that a working agency calls most, on an embedded run in one process, each from 16 connections.

Before it, one client is walked through the whole cycle and leads are captured, so that every read finds something. An
agent's working day is behind the choice: new leads, his lists, one client at a time, his household and its gap, what
would cover it, what he was offered, holds, has to be called for, and claims. All services run in that process, and what
the writes set off in the others is done beside.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from itertools import count
from statistics import median
from typing import Any

import httpx
import orjson
import psutil

from deploy.embedded import Embedded
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, Plot, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Load, Request, get, load, post, put
from tests.benchmarks.measures.embedded_run import begun, walked_through
from tests.benchmarks.requests import capture_lead, lead_body

LEADS = 2000
HOUSEHOLDS = 64
"""More than connections, so that no household is changed by two at once."""
KNOWN_WITHIN_SECONDS = 30.0
HOUSEHOLD = {
    "members": [
        {
            "role": "breadwinner",
            "birth_date": "1990-05-01",
            "sex": "male",
            "occupation_class": 1,
            "annual_income": "240000.00",
            "covers": [{"line": "critical_illness", "sum_insured": "500000.00"}],
        }
    ],
    "annual_expenses": "200000.00",
    "liabilities": [{"kind": "mortgage", "outstanding": "1000000.00"}],
}
TIERS = {"life": {"age": 30, "sex": "male", "occupation_class": "1"}, "annual_budget": "8200.00"}


@dataclass
class Agency:
    """An agency at work: a walked client, leads, and households that are changed in turn."""

    port: int
    headers: dict[str, str]
    walked: dict[str, Any]
    clients: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1_000_000))
    _changes: "count[int]" = field(default_factory=count)

    def routes(self) -> dict[str, Request]:
        """What is asked for, by the route as its service names it."""
        client, proposal, claim = (self.walked[key] for key in ("client_id", "proposal_id", "claim_id"))
        tiers = orjson.dumps(TIERS)
        return {
            "POST /leads": lambda _: capture_lead(next(self._numbers), self.headers),
            "GET /leads?limit=20": self._read("/leads?limit=20"),
            "GET /leads/{client_id}": self._read(f"/leads/{client}"),
            "PUT /needs/clients/{client_id}/household": self._change_household,
            "GET /needs/clients/{client_id}/gaps": self._read(f"/needs/clients/{client}/gaps"),
            "POST /quotes/calculators/tiers": lambda _: post(
                "/quotes/calculators/tiers", tiers, self.headers
            ),
            "GET /quotes/proposals/{proposal_id}": self._read(f"/quotes/proposals/{proposal}"),
            "GET /servicing/policies?client_id=": self._read(f"/servicing/policies?client_id={client}"),
            "GET /servicing/tasks?limit=20": self._read("/servicing/tasks?limit=20"),
            "GET /claims/{claim_id}": self._read(f"/claims/{claim}"),
        }

    def _read(self, path: str) -> Callable[[int], bytes]:
        asked = get(path, self.headers)
        return lambda _: asked

    def _change_household(self, _number: int) -> bytes:
        """Each household in turn, from one version of it to the next."""
        version, which = divmod(next(self._changes), len(self.clients))
        body = orjson.dumps(HOUSEHOLD | {"annual_expenses": f"{200_000 + version}.00"})
        path = f"/needs/clients/{self.clients[which]}/household"
        return put(path, body, self.headers | {"if-match": f'"{version + 1}"'})


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """Rate, p50 and p99 of each route."""
    effort.tell("starts")
    async with begun(ground.folder / "routes") as (run, _):
        effort.tell("walks one client through the cycle")
        walk = await walked_through(run)
        effort.tell("captures leads and records households")
        agency = await _agency(run, walk.known, effort.rows(LEADS))
        process = psutil.Process(run.pid)
        rounds = await effort.interleaved(
            {name: _round(process, agency.port, request, effort) for name, request in agency.routes().items()}
        )
    return _figures(rounds)


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one route; `cpu_seconds` are the process's own, with all that it did beside."""

    load: Load
    cpu_seconds: float

    @property
    def cpu_ms(self) -> float:
        """Processor time a request, in milliseconds."""
        return self.cpu_seconds / max(self.load.answered, 1) * 1000


def _round(
    process: psutil.Process, port: int, request: Request, effort: Effort
) -> Callable[[], Awaitable[Sample]]:
    async def one_round() -> Sample:
        before = process.cpu_times()
        seen = await load(port, request, connections=16, seconds=effort.seconds * 0.4)
        after = process.cpu_times()
        return Sample(seen, after.user + after.system - before.user - before.system)

    return one_round


async def _agency(run: Embedded, walked: dict[str, Any], leads: int) -> Agency:
    async with httpx.AsyncClient(base_url=run.base_url, timeout=30) as client:
        answer = await client.post("/sandbox/idp/token", json={"role": "agent"})
        headers = {"authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}
        client.headers.update(headers)
        agency = Agency(run.port, headers, walked)
        for number in range(max(leads, HOUSEHOLDS)):
            captured = (await client.post("/leads", json=lead_body(number))).raise_for_status()
            if number < HOUSEHOLDS:
                agency.clients.append(captured.json()["client_id"])
        for client_id in agency.clients:
            await _record_household(client, client_id)
    return agency


async def _record_household(client: httpx.AsyncClient, client_id: str) -> None:
    """Once `needs` has heard of the client."""
    give_up_at = time.monotonic() + KNOWN_WITHIN_SECONDS
    while True:
        answer = await client.put(f"/needs/clients/{client_id}/household", json=HOUSEHOLD)
        if answer.status_code != httpx.codes.NOT_FOUND or time.monotonic() > give_up_at:
            break
        await asyncio.sleep(0.1)
    answer.raise_for_status()


def _figures(rounds: dict[str, list[Sample]]) -> list[Figure]:
    """A figure a route; the first of them shows all."""
    middles = {
        name: _middle(samples, lambda one: one.load.percentile_ms(50)) for name, samples in rounds.items()
    }
    slow = {
        name: _middle(samples, lambda one: one.load.percentile_ms(99)) for name, samples in rounds.items()
    }
    told = "; ".join(f"{name} {middles[name]:.1f} and {slow[name]:.1f}" for name in rounds)
    plot = Plot(
        "Latencies of the busiest routes",
        "bars",
        list(rounds),
        {"p50": list(middles.values()), "p99": list(slow.values())},
        "ms",
        f"p50 and p99 in ms: {told}.",
    )
    detail = {
        name: {
            "p50 ms": middles[name],
            "p99 ms": slow[name],
            "application ms a request": _middle(samples, lambda one: one.cpu_ms),
            "statuses, all rounds": _statuses(samples),
        }
        for name, samples in rounds.items()
    }
    figures = [
        value(name, [one.load.per_second for one in samples], "a second") for name, samples in rounds.items()
    ]
    return [replace(figures[0], plot=plot, detail=detail), *figures[1:]]


def _middle(samples: list[Sample], of: Callable[[Sample], float]) -> float:
    return float(f"{median(of(one) for one in samples):.3g}")


def _statuses(samples: list[Sample]) -> dict[str, int]:
    seen = sum((one.load.statuses for one in samples), Counter[int]())
    return {str(status): times for status, times in sorted(seen.items())}
