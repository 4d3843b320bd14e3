"""A reader in a process of its own, for tests that kill it: it fetches, says what it got, and never commits."""

import asyncio
import json
import sys

import structlog

from shared.event_log.kafka import KafkaLog
from shared.event_log.postgres import PostgresLog


async def _read(kind: str, address: str, group: str, topic: str) -> None:
    log = PostgresLog(address) if kind == "postgres" else KafkaLog(address, session_seconds=6)
    await log.start()
    async with log.subscribe(group, [topic]) as subscription:
        while True:
            for record in await subscription.fetch(100, 0.5):
                print(json.dumps([record.partition, record.offset, record.value.decode()]), flush=True)


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(_read(*sys.argv[1:]))
