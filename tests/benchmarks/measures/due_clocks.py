"""The tick of the scheduler: a hundred premiums fall overdue, among a million policies and among ten thousand.

The tables are those of `servicing`, each policy with the clocks it has from issue on (the next premium, the end of its
cover), and the work is the real one: grace begins, its end is scheduled, the event is recorded, all committed.
"""

import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from statistics import median
from typing import Any
from uuid import UUID

from shared.kit import Kit
from shared.scheduler import TOGETHER, Scheduler
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_most, ratio
from tests.benchmarks.ground import Ground
from tests.benchmarks.in_process import kit_of
from tests.services.running import AGENCY, CARRIER, RecordingLog

MANY, FEW = 1_000_000, 10_000
TICKS = 5
"""In a round; its sample is the middle one."""

POLICIES = """
    INSERT INTO policy (id, version, agency_id, client_id, carrier_id, product_id, product_code, line, status, sum_insured,
                        annual_premium, payment_years, issued_at, effective_on, coverage_last_day, waiting_days,
                        next_due_on, premiums_paid)
    SELECT gen_random_uuid(), 1, $2, gen_random_uuid(), $3, $3, 'CI-1', 'critical_illness', 'in_force', 500000, 6000, 20,
           now() - interval '300 days', current_date - 300, current_date + 20000, 90,
           current_date + 30 + number % 335, 6000
    FROM generate_series(1, $1::integer) AS number
"""
CLOCKS = """
    INSERT INTO due_work (id, agency_id, kind, subject_id, due_at, details, correlation_id, attempts)
    SELECT gen_random_uuid(), agency_id, kind, policy.id, day + 1, '{}', 'bench', 0
    FROM policy, LATERAL (VALUES ('premium-overdue', next_due_on), ('coverage-end', coverage_last_day)) AS clock(kind, day)
"""
PREMIUMS = "SELECT id FROM due_work WHERE kind = 'premium-overdue' ORDER BY md5(id::text) LIMIT $1"
FALL_DUE = "UPDATE due_work SET due_at = now() - interval '1 minute' WHERE id = ANY($1::uuid[])"


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """How much longer the tick takes where there are a hundred times as many policies."""
    ticks = TICKS if effort.scale == 1 else 1
    many, few = effort.rows(MANY), effort.rows(FEW)
    async with AsyncExitStack() as stack:
        sides = {}
        for name, policies in (("many", many), ("few", few)):
            kit = await stack.enter_async_context(kit_of(ground, "servicing", RecordingLog()))
            effort.tell(f"fills in {policies:,} policies")
            hundreds = await _filled(kit, policies, ticks * effort.rounds)
            sides[name] = lambda kit=kit, hundreds=hundreds: _round(kit, hundreds, ticks)
        rounds = await effort.interleaved(sides)
    detail: dict[str, Any] = {
        f"{policies:,} policies, ms a tick": round(min(rounds[name]) * 1000, 1)
        for name, policies in (("many", many), ("few", few))
    }
    return [
        ratio(
            f"due-clock tick, {TOGETHER} due of {many:,} policies",
            rounds["many"],
            rounds["few"],
            against=f"{TOGETHER} due of {few:,} policies",
            target=at_most(1.5),
            **detail,
        )
    ]


async def _filled(kit: Kit, policies: int, ticks: int) -> Iterator[list[UUID]]:
    """Fill the tables, and choose whose premiums fall due at each tick."""
    pool = kit.database.pool
    await pool.execute(POLICIES, policies, AGENCY, CARRIER, timeout=600)
    await pool.execute(CLOCKS, timeout=600)
    await pool.execute("VACUUM ANALYZE policy, due_work", timeout=600)
    chosen = [row["id"] for row in await pool.fetch(PREMIUMS, ticks * TOGETHER)]
    return (chosen[start : start + TOGETHER] for start in range(0, len(chosen), TOGETHER))


async def _round(kit: Kit, hundreds: Iterator[list[UUID]], ticks: int) -> float:
    """Seconds of the middle tick."""
    scheduler, seconds = Scheduler(kit), []
    for _ in range(ticks):
        due = next(hundreds)
        await kit.database.pool.execute(FALL_DUE, due)
        began = time.perf_counter()
        done = await scheduler.tick()
        seconds.append(time.perf_counter() - began)
        if done != len(due):
            raise AssertionError(f"{done} of {len(due)} were done")
    return median(seconds)
