"""GET /leads: the first page and the last of an agency's leads, for whom the caller is decides the plan.

The manager's team has all the leads, one agent nearly all, and the other agent a small share, spread evenly. The place
of the last page is a cursor that the list itself gave: two leads at the end got a source of their own for a moment, and
a list of only those ends its first page exactly where the last page of all begins.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from shared.caller import Role
from shared.encryption import Cipher
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_most, ratio
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import get, load
from tests.benchmarks.measures.durable_write import SERVED
from tests.benchmarks.processes import serving

LEADS = 1_000_000
PAGE = 50
ONE_IN = 100
"""Of so many leads one is the other agent's."""
AGENCY, TEAM, AGENT, OTHER_AGENT = (uuid4() for _ in range(4))

# The newest lead has number 1. Identifiers are as UUIDv7 makes them: the time, then chance.
FILL = """
    INSERT INTO lead (id, version, agency_id, segment, name_sealed, phone_sealed, phone_digest, status, source, channel,
                      agent_id, team_id, captured_at)
    SELECT (lpad(to_hex((extract(epoch FROM captured_at) * 1000)::bigint), 12, '0') || '7'
            || substr(md5(number::text), 1, 3) || '8' || substr(md5(number::text), 4, 15))::uuid,
           1, $2, 'person', $3, $4, sha256(number::text::bytea), 'new', 'friend', 'wechat',
           CASE WHEN number % $7 = 0 THEN $6::uuid ELSE $5::uuid END, $8, captured_at
    FROM generate_series($1::integer, 1, -1) AS number,
         LATERAL (SELECT timestamptz '2026-03-01' - number * interval '31 seconds' AS captured_at) AS time
"""
DIRECTORY = "INSERT INTO client_directory SELECT id, agency_id, agent_id, team_id FROM lead"
MARK_END = """
    UPDATE lead SET source = 'marked' WHERE id IN (
        SELECT id FROM lead WHERE agent_id = $1 OR $1 IS NULL ORDER BY captured_at, id OFFSET $2::integer - 1 LIMIT 2
    )
"""
UNMARK = "UPDATE lead SET source = 'friend' WHERE source = 'marked'"


@dataclass(frozen=True, eq=False)
class Reader:
    """Somebody who lists leads: of the rows of `agent_id`, or of all."""

    name: str
    agent_id: UUID | None
    headers: Mapping[str, str]


async def measure(ground: Ground, effort: Effort) -> list[Figure]:
    """The middle latency of the last page over that of the first, for each reader."""
    many = effort.rows(LEADS)
    address = await ground.database("pages", migrated_as="leads")
    environment = ground.environment(address, await ground.database("pages_log"))
    figures = []
    async with (
        serving(SERVED, environment=environment, log=ground.log("pages")) as (port, _),
        asyncpg.create_pool(address, min_size=1, max_size=1) as pool,
    ):
        effort.tell(f"fills in {many:,} leads")
        await _fill(pool, ground, many)
        readers = _readers(ground, many)
        last = {reader: await _cursor_of_last_page(port, pool, reader) for reader in readers}
        await pool.execute("VACUUM ANALYZE")
        for reader in readers:
            rounds = await effort.interleaved(
                {
                    "page 1": _side(port, reader, f"/leads?limit={PAGE}", effort),
                    "last page": _side(port, reader, f"/leads?limit={PAGE}&cursor={last[reader]}", effort),
                }
            )
            figures.append(_figure(reader, rounds))
    return figures


def _figure(reader: Reader, rounds: Mapping[str, list[float]]) -> Figure:
    detail: dict[str, Any] = {f"{name}, p50 ms": round(min(samples), 2) for name, samples in rounds.items()}
    return ratio(
        f"last page of the leads of {reader.name}",
        rounds["last page"],
        rounds["page 1"],
        against="their page 1",
        target=at_most(1.5),
        **detail,
    )


def _readers(ground: Ground, many: int) -> list[Reader]:
    few = many // ONE_IN
    return [
        Reader(f"a manager, {many:,}", None, _token(ground, Role.MANAGER, team_id=TEAM)),
        Reader(f"an agent, {many - few:,} of {many:,}", AGENT, _token(ground, Role.AGENT, sub=AGENT)),
        Reader(f"an agent, {few:,} of {many:,}", OTHER_AGENT, _token(ground, Role.AGENT, sub=OTHER_AGENT)),
    ]


def _token(ground: Ground, role: Role, **claims: UUID) -> dict[str, str]:
    token = ground.issuer.sign(ground.issuer.claims(role, AGENCY, **claims))
    return {"authorization": f"Bearer {token}"}


async def _fill(pool: "asyncpg.Pool[asyncpg.Record]", ground: Ground, many: int) -> None:
    cipher = Cipher(
        {"1": base64.b64decode(ground.keys["encryption_key"])},
        "1",
        base64.b64decode(ground.keys["digest_key"]),
    )
    sealed = cipher.seal("张先生"), cipher.seal("+8613800138000")
    await pool.execute(FILL, many, AGENCY, *sealed, AGENT, OTHER_AGENT, ONE_IN, TEAM)
    await pool.execute(DIRECTORY)
    await pool.execute("VACUUM ANALYZE")


async def _cursor_of_last_page(port: int, pool: "asyncpg.Pool[asyncpg.Record]", reader: Reader) -> str:
    """Where the last page begins, as the list says."""
    await pool.execute(MARK_END, reader.agent_id, PAGE)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=reader.headers) as client:
        answer = await client.get("/leads?limit=1&source=marked", timeout=60)
        cursor: str = answer.raise_for_status().json()["next_cursor"]
        rest = (await client.get(f"/leads?limit={PAGE}&cursor={cursor}", timeout=60)).json()
    await pool.execute(UNMARK)
    if len(rest["items"]) != PAGE or rest["next_cursor"] is not None:
        raise AssertionError(f"not the last page: {len(rest['items'])} items, then {rest['next_cursor']}")
    return cursor


def _side(port: int, reader: Reader, path: str, effort: Effort) -> Callable[[], Awaitable[float]]:
    request = get(path, reader.headers)

    async def one_round() -> float:
        """The middle latency in milliseconds."""
        seen = await load(port, lambda _: request, connections=1, seconds=effort.seconds / 2)
        if seen.answered < sum(seen.statuses.values()) or not seen.answered:
            raise AssertionError(f"{path} was answered with {dict(seen.statuses)}")
        return seen.percentile_ms(50)

    return one_round
