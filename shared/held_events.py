"""Events set aside: one whose reaction fails is tried again with backoff, then parked for an operator; later events of
its key wait behind it, in order.

An event set aside is in the inbox already, so its redelivery does nothing; its row is deleted in the transaction that
finally applies it.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from shared.database import Store, Transaction
from shared.event_log import Delivered
from shared.events import Envelope
from shared.kit import Kit
from shared.kit_tables import HeldEvent
from shared.privacy.erasing import erased_among
from shared.problems import NotFound, Unavailable
from shared.reactions import react
from shared.rows import columns_of
from shared.telemetry import APPLIED
from shared.unit_of_work import Session

FIRST_RETRY = timedelta(milliseconds=200)
ATTEMPTS = 6
POLL_SECONDS = 0.25

KEYS_HELD = """
    SELECT DISTINCT h.topic, h."key" FROM held_event h
    JOIN unnest($1::text[], $2::text[]) AS asked(topic, "key") ON h.topic = asked.topic AND h."key" = asked."key"
"""
NEXT = f"""
    SELECT {columns_of(HeldEvent)} FROM held_event h
    WHERE (status = 'waiting' OR (status = 'retrying' AND next_attempt_at <= $1))
      AND NOT EXISTS (SELECT 1 FROM held_event earlier
                      WHERE earlier.topic = h.topic AND earlier."key" = h."key" AND earlier.position < h.position)
    ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
HELD = f"SELECT {columns_of(HeldEvent)} FROM held_event WHERE id = $1 AND agency_id = $2"  # noqa: S608

log = structlog.get_logger("coverloop.held_events")


async def keys_held(store: Store, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of `keys` (topic, partition key) that have an event set aside."""
    topics, names = zip(*keys, strict=True)
    return {(row["topic"], row["key"]) for row in await store.fetch(KEYS_HELD, [list(topics), list(names)])}


def hold(
    session: Session, delivered: Delivered, envelope: Envelope, error: Exception | None, now: datetime
) -> None:
    """Set an event aside: because of `error`, or (None) because an earlier one of its key is."""
    session.writes.insert(
        HeldEvent(
            id=envelope.id,
            agency_id=envelope.agency_id,
            topic=delivered.topic,
            key=delivered.key,
            event=envelope.type,
            headers=dict(delivered.headers),
            value=delivered.value,
            status="waiting" if error is None else "retrying",
            error=None if error is None else describe_error(error),
            attempts=0 if error is None else 1,
            next_attempt_at=None if error is None else now + FIRST_RETRY,
            held_at=now,
        )
    )


def describe_error(error: Exception) -> str:
    """What an operator is shown: the kind of error and, for a problem, its code; never its data."""
    return getattr(error, "code", None) or type(error).__name__


class Retrier:
    """Tries held events again when their time comes; runs until cancelled."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def run(self) -> None:
        """Retry for ever."""
        while True:
            try:
                while await self.retry_one():
                    pass
            except Unavailable:
                log.warning("retries wait", service=self._kit.name)
            await asyncio.sleep(POLL_SECONDS)

    async def retry_one(self) -> bool:
        """Apply the next held event whose time has come; False when there is none. Raises Unavailable."""
        async with self._kit.database.transaction() as transaction:
            found = await transaction.fetch(NEXT, [self._kit.clock.now()])
            if not found:
                return False
            held = HeldEvent.from_record(found[0])
            session = Session(transaction, erased=await erased_among(transaction, {held.key}))
            failure = await self._attempt(transaction, session, held)
            if failure is None:
                session.writes.delete(held)
            else:
                self._put_off(session, held, failure)
            await session.flush()
        self._kit.committed(session)
        return True

    async def _attempt(self, transaction: Transaction, session: Session, held: HeldEvent) -> Exception | None:
        delivered = Delivered(
            topic=held.topic, partition=-1, offset=-1, key=held.key, headers=held.headers, value=held.value
        )
        try:
            async with transaction.all_or_nothing():
                await react(self._kit, session, delivered, Envelope.from_headers(held.headers))
                await session.flush()
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 whatever a reaction raises, the event is kept
            session.writes.rows.clear()
            session.writes.pending.clear()
            return error
        APPLIED.labels(self._kit.name, held.event).inc()
        return None

    def _put_off(self, session: Session, held: HeldEvent, error: Exception) -> None:
        attempts = held.attempts + 1
        session.writes.update(held)
        held.attempts = attempts
        held.error = describe_error(error)
        held.status = "parked" if attempts >= ATTEMPTS else "retrying"
        held.next_attempt_at = self._kit.clock.now() + FIRST_RETRY * 3**attempts
        if held.status == "parked":
            log.error("event parked", service=self._kit.name, event_type=held.event, event_id=str(held.id))


async def replay(kit: Kit, agency_id: UUID, event_id: UUID) -> HeldEvent:
    """An operator has it tried again, from the first attempt on; raises NotFound."""
    session, held = await _found(kit, agency_id, event_id)
    session.writes.update(held)
    held.status, held.attempts, held.next_attempt_at = "retrying", 0, kit.clock.now()
    held.error = held.error or "REPLAYED"
    await session.flush()
    return held


async def discard(kit: Kit, agency_id: UUID, event_id: UUID) -> HeldEvent:
    """An operator gives it up: the events behind it go on; raises NotFound."""
    session, held = await _found(kit, agency_id, event_id)
    session.writes.delete(held)
    await session.flush()
    log.warning("event discarded", service=kit.name, event_type=held.event, event_id=str(event_id))
    return held


async def _found(kit: Kit, agency_id: UUID, event_id: UUID) -> tuple[Session, HeldEvent]:
    rows = await kit.database.fetch(HELD, [event_id, agency_id])
    if not rows:
        raise NotFound
    return Session(kit.database), HeldEvent.from_record(rows[0])
