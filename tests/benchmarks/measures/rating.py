"""Premiums a second of one process: every choice for every life, as the batch comparison asks for them.

Over HTTP, one connection asks `POST /quotes/calculators/premiums` for 1,000 lives times five products of the sample
catalogue: the token, the lives and choices checked, products and rates read from the database, each premium to the fen, and
an answer of 5,000 premiums. In the process itself the same premiums are priced with nothing around them.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from uuid import uuid4

import httpx
import orjson

from deploy.postgres_server import free_port
from services.quotes.domain.rating import Choice, Life, price
from services.quotes.product_folder import sample_catalogue
from shared.caller import Role
from shared.contracts import Sex
from shared.money import Money
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_least, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import load, post
from tests.benchmarks.processes import serving_command, started

LIVES = 1000
TARGET = 10_000
WANTED = {
    "sample-term-life": ("500000.00", "years_20", 20),
    "sample-critical-illness": ("300000.00", "to_70", 20),
    "sample-accident": ("1000000.00", "years_1", 1),
    "sample-medical-million": ("2000000.00", "years_1", 1),
    "sample-annuity": ("40000.00", "whole_life", 10),
}
"""The products, and what is asked of each: sum insured, term, and payment years."""
OVER_HTTP, IN_THE_PROCESS = "over HTTP", "in the process"
BATCH = "/quotes/calculators/premiums"
JSON = {"content-type": "application/json"}


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """Premiums a second, over HTTP and in the process."""
    async with _quotes(ground) as (port, headers):
        sides = {OVER_HTTP: _over_http(port, headers, effort), IN_THE_PROCESS: _in_the_process(effort)}
        rounds = await effort.interleaved(sides)
    return [
        value(f"premiums {name}", samples, "a second", target=at_least(TARGET))
        for name, samples in rounds.items()
    ]


@asynccontextmanager
async def _quotes(ground: Ground) -> AsyncIterator[tuple[int, dict[str, str]]]:
    """`quotes` as it is deployed, its samples on sale: its port, and the headers of somebody who may ask."""
    port, agency = free_port(), uuid4()
    environment = ground.environment(
        await ground.database("rating", migrated_as="quotes"), await ground.database("rating_log")
    )
    token = ground.issuer.sign(ground.issuer.claims(Role.OPS, agency))
    headers = {"authorization": f"Bearer {token}"}
    async with (
        started(serving_command("quotes", port), port, environment=environment, log=ground.log("rating")),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client,
    ):
        loaded = await client.post("/quotes/catalogue/samples", json={"carrier_id": str(uuid4())})
        loaded.raise_for_status()
        answer = await client.post(BATCH, content=_body(), headers=JSON)
        priced = [choice["priced"] for choice in answer.raise_for_status().json()["result"]["choices"]]
        if priced != [LIVES] * len(WANTED):
            raise AssertionError(f"not every life has its premium: {priced}")
        yield port, headers


def _over_http(port: int, headers: dict[str, str], effort: Effort) -> Callable[[], Awaitable[float]]:
    request = post(BATCH, _body(), headers)

    async def one_round() -> float:
        seen = await load(port, lambda _: request, connections=1, seconds=effort.seconds)
        if seen.answered < sum(seen.statuses.values()) or not seen.answered:
            raise AssertionError(f"{BATCH} was answered with {dict(seen.statuses)}")
        return seen.per_second * LIVES * len(WANTED)

    return one_round


def _in_the_process(effort: Effort) -> Callable[[], Awaitable[float]]:
    lives, on = _lives(), date(2026, 11, 23)
    tariffs = {tariff.product.code: tariff for tariff in sample_catalogue()}
    wanted = [
        (
            tariffs[code],
            Choice(sum_insured=Money.of(insured), coverage_term=term, payment_years=years),
        )
        for code, (insured, term, years) in WANTED.items()
    ]

    def priced() -> float:
        began, many = time.perf_counter(), 0
        while time.perf_counter() - began < effort.seconds:
            for tariff, choice in wanted:
                for life in lives:
                    price(tariff, life, choice, on=on)
            many += len(lives) * len(wanted)
        return many / (time.perf_counter() - began)

    async def one_round() -> float:
        return await asyncio.to_thread(priced)

    return one_round


def _lives() -> list[Life]:
    """Men and women from 18 to 50, to whom every product is sold."""
    return [
        Life(age=18 + number % 33, sex=list(Sex)[number % 2], occupation_class=1 + number % 4)
        for number in range(LIVES)
    ]


def _body() -> bytes:
    """What is asked over HTTP."""
    choices = [
        {
            "product_code": code,
            "choice": {"sum_insured": insured, "coverage_term": term, "payment_years": years},
        }
        for code, (insured, term, years) in WANTED.items()
    ]
    return orjson.dumps({"lives": [life.model_dump() for life in _lives()], "choices": choices})
