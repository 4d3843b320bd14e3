"""The relay: events that wait in an outbox come onto the log and leave the outbox, in batches of up to 500."""

import time
from collections.abc import Sequence
from typing import Any

import asyncpg
import orjson

from shared.event_log import Record
from shared.event_log.kafka import KafkaLog
from shared.events import topic_of
from shared.kit import Kit
from shared.relay import BATCH, Relay
from tests.benchmarks.effort import Effort
from tests.benchmarks.figures import Figure, at_least, ratio, value
from tests.benchmarks.ground import Ground
from tests.benchmarks.in_process import (
    at_work,
    captured_leads,
    counted,
    kit_of,
    own_log,
    started,
    until_counted,
)
from tests.benchmarks.references.bare_kafka_producer import BareProducer

EVENTS = 30_000
RELAYED = "coverloop_relayed_events_total"
BARE = "bare aiokafka producer, the same bytes in the same batches"


async def measure_into_kafka(ground: Ground, effort: Effort) -> list[Figure]:
    """Events a second from the outbox into Kafka, against a producer that has only to send. Raises NotMeasured."""
    many = effort.rows(EVENTS)
    async with started(KafkaLog(ground.broker.bootstrap)) as log, kit_of(ground, "leads", log) as kit:
        await log.append(captured_leads(1))  # So that the topic is there.
        bare = await BareProducer.connected(ground.broker.bootstrap, topic_of("leads"))
        try:
            rounds = await effort.interleaved(
                {
                    "ours": lambda: _relayed(kit, captured_leads(many)),
                    "bare": lambda: bare.rate(captured_leads(many), together=BATCH),
                }
            )
        finally:
            await bare.producer.stop()
    detail: dict[str, Any] = {f"{name}, events a second": round(max(rates)) for name, rates in rounds.items()}
    return [
        ratio(
            "relay into Kafka", rounds["ours"], rounds["bare"], against=BARE, target=at_least(0.6), **detail
        )
    ]


async def measure_into_postgres(ground: Ground, effort: Effort) -> list[Figure]:
    """Events a second from the outbox into the log of the embedded run."""
    many = effort.rows(EVENTS)
    async with own_log(ground) as log, kit_of(ground, "leads", log) as kit:
        rounds = await effort.interleaved({"ours": lambda: _relayed(kit, captured_leads(many))})
    return [value("relay into the PostgreSQL log", rounds["ours"], "events/s")]


async def _relayed(kit: Kit, records: Sequence[Record]) -> float:
    """Events a second, from a full outbox to an empty one."""
    await _fill_outbox(kit, records)
    before = counted(RELAYED, service=kit.name)
    began = time.perf_counter()
    async with at_work(Relay(kit).run):
        await until_counted(RELAYED, before + len(records), service=kit.name)
        return len(records) / (time.perf_counter() - began)


async def _fill_outbox(kit: Kit, records: Sequence[Record]) -> None:
    connection = await asyncpg.connect(kit.settings.database_url.get_secret_value())
    try:
        rows = [
            (record.headers["ce_id"], record.key, orjson.dumps(dict(record.headers)).decode(), record.value)
            for record in records
        ]
        await connection.copy_records_to_table(
            "outbox", records=rows, columns=["id", "key", "headers", "value"]
        )
        await connection.execute("VACUUM ANALYZE outbox")
    finally:
        await connection.close()
