"""The floor of a durable write: one Starlette route, one statement with both inserts, no token, no validation.

The two rows have the columns and about the size of Coverloop's lead and of its event in the outbox.
"""

import contextlib
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import uuid4

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.serving import options, settle_memory
from shared.ids import new_id

TABLES = """
    CREATE TABLE lead (
        id uuid PRIMARY KEY, version integer NOT NULL, agency_id uuid NOT NULL, segment text NOT NULL,
        name text NOT NULL, phone text NOT NULL, birth_date date, sex text, status text NOT NULL,
        source text NOT NULL, channel text NOT NULL, agent_id uuid, captured_at timestamptz NOT NULL,
        UNIQUE (agency_id, phone)
    );
    CREATE INDEX ON lead (agency_id, captured_at, id);
    CREATE TABLE outbox (
        id uuid PRIMARY KEY, position bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, headers jsonb NOT NULL,
        value bytea NOT NULL
    );
    CREATE INDEX ON outbox (position);
"""
BOTH_INSERTS = """
    WITH captured AS (
        INSERT INTO lead VALUES ($1, 1, $2, 'person', $3, $4, $5, $6, 'new', $7, $8, $9, $10)
    )
    INSERT INTO outbox (id, key, headers, value) VALUES ($11, $12, $13, $14)
"""
AGENCY, AGENT = uuid4(), uuid4()


async def capture(request: Request) -> Response:
    """Both rows in one statement, committed before the answer."""
    lead = orjson.loads(await request.body())
    lead_id, event_id, now = new_id(), new_id(), datetime.now(UTC)
    headers = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": str(event_id),
        "ce_source": "/leads",
        "ce_type": "lead-captured",
        "ce_subject": str(lead_id),
        "ce_time": now.isoformat(),
        "ce_agencyid": str(AGENCY),
        "ce_actorid": str(AGENT),
        "ce_correlationid": str(event_id),
        "ce_partitionkey": str(lead_id),
    }
    value = {"client_id": str(lead_id), "source": lead["source"], "channel": lead["channel"]}
    await request.app.state.pool.execute(
        BOTH_INSERTS,
        lead_id,
        AGENCY,
        lead["name"],
        lead["phone"],
        date.fromisoformat(lead["birth_date"]),
        lead["sex"],
        lead["source"],
        lead["channel"],
        AGENT,
        now,
        event_id,
        str(lead_id),
        orjson.dumps(headers).decode(),
        orjson.dumps(value),
    )
    return Response(orjson.dumps({"client_id": str(lead_id)}), 201, media_type="application/json")


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """A pool without asyncpg's reset query, which would cost as much again."""
    async with asyncpg.create_pool(
        os.environ["COVERLOOP_DATABASE_URL"], min_size=4, max_size=10, reset=_nothing
    ) as app.state.pool:
        await app.state.pool.execute(TABLES)
        settle_memory()
        yield


async def _nothing(_connection: object) -> None:
    """Connections carry no session state."""


app = Starlette(routes=[Route("/leads", capture, methods=["POST"])], lifespan=lifespan)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), **options(grace_seconds=5, websockets=False))
