"""The inbox: which events this service has taken over, noted in the transaction of their effects."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.database import Store

TAKE = """
    INSERT INTO inbox (id, applied_at) SELECT DISTINCT taken, $2::timestamptz FROM unnest($1::uuid[]) AS taken
    ON CONFLICT DO NOTHING RETURNING id
"""
FORGET = "DELETE FROM inbox WHERE applied_at < $1"


async def take(store: Store, event_ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """Note `event_ids` as taken over; gives those that were not before. Another taker of the same event waits."""
    return {row["id"] for row in await store.fetch(TAKE, [list(event_ids), now])}
