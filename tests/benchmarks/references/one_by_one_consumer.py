"""A consumer as tutorials show it: one transaction an event, its id and its effect in it, the disk waited for each time.

It reads the same log in the same fetches, parses the same envelopes and payloads, and writes the same rows; its
statements are prepared, and the offsets move once a fetch.
"""

import asyncpg
import orjson

from shared.contracts.leads import LeadCaptured
from shared.event_log import Delivered, EventLog
from shared.events import Envelope, read_payload

TAKE = "INSERT INTO inbox (id, applied_at) VALUES ($1, now()) ON CONFLICT DO NOTHING RETURNING id"
EFFECT = """
    INSERT INTO timeline_entry (id, agency_id, client_id, event, source, subject, occurred_at, correlation_id,
                                causation_id, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


async def consume(log: EventLog, topic: str, database_url: str, *, many: int, at_once: int) -> None:
    """Apply the next `many` events of `topic`, fetched `at_once`, to the database."""
    connection = await asyncpg.connect(database_url)
    try:
        take, effect = await connection.prepare(TAKE), await connection.prepare(EFFECT)
        async with log.subscribe("one-by-one", [topic]) as subscription:
            while many > 0:
                batch = await subscription.fetch(at_once, 1.0)
                for delivered in batch:
                    async with connection.transaction():
                        await _apply(take, effect, delivered)
                await subscription.commit()
                many -= len(batch)
    finally:
        await connection.close()


async def _apply(
    take: "asyncpg.prepared_stmt.PreparedStatement[asyncpg.Record]",
    effect: "asyncpg.prepared_stmt.PreparedStatement[asyncpg.Record]",
    delivered: Delivered,
) -> None:
    envelope = Envelope.from_headers(delivered.headers)
    if await take.fetchval(envelope.id) is None:
        return
    captured = read_payload(LeadCaptured, delivered.value)
    await effect.fetch(
        envelope.id,
        envelope.agency_id,
        captured.client_id,
        envelope.type,
        envelope.source,
        envelope.subject,
        envelope.time,
        envelope.correlation_id,
        envelope.causation_id,
        orjson.dumps(captured.model_dump(mode="json", exclude={"client_id"})).decode(),
    )
