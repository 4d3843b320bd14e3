"""Serves a service whose inbox takes every event for a new one: `deploy.cli`, broken on purpose."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from deploy.cli import main
from shared import consumer, inbox
from shared.database import Store


async def take_all(store: Store, event_ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """Notes the events, and does not look whether they were noted before."""
    await inbox.take(store, event_ids, now)
    return set(event_ids)


if __name__ == "__main__":
    consumer.take = take_all  # type: ignore[attr-defined]
    main()
