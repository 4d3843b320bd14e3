"""The consumer: applies each event of other services exactly once, in the order of its key, whatever fails.

A batch is one transaction: inbox rows in one statement, the reactions' writes in one more, then the commit, then the
offsets. When a batch fails its events are applied one by one; one that fails alone is set aside (`shared.held_events`)
and later events of its key wait behind it, while other keys go on. A lost database or log is nobody's fault: wait, resume.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from shared.database import WriteConflict
from shared.event_log import Delivered, LogUnavailable, OwnershipLost
from shared.events import Envelope, topic_of
from shared.held_events import hold, keys_held
from shared.inbox import take
from shared.kit import Kit
from shared.privacy.erasing import erased_among
from shared.problems import Unavailable
from shared.reactions import react
from shared.telemetry import APPLIED, DUPLICATES, HELD
from shared.unit_of_work import Session

BATCH = 500
FETCH_SECONDS = 1.0
RESUME_SECONDS = 0.25
ATTEMPTS_AT_CONFLICT = 5

log = structlog.get_logger("coverloop.consumer")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A record of the log that is an event this service reacts to."""

    delivered: Delivered
    envelope: Envelope

    @property
    def key(self) -> tuple[str, str]:
        """What orders it: its topic and partition key."""
        return self.delivered.topic, self.delivered.key


class Consumer:
    """Runs until cancelled."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    @property
    def topics(self) -> list[str]:
        """The topics of the services whose events this one reacts to."""
        sources = {line.event.__module__.rpartition(".")[2] for line in self._kit.choreography.reacts_to}
        return sorted(topic_of(source) for source in sources)

    async def run(self) -> None:
        """Fetch, apply, move on, for ever."""
        if not self.topics:
            return
        while True:
            try:
                async with self._kit.event_log.subscribe(self._kit.name, self.topics) as subscription:
                    while True:
                        batch = await subscription.fetch(BATCH, FETCH_SECONDS)
                        if batch:
                            await self.apply(batch)
                            await subscription.commit()
            except OwnershipLost:
                log.info("partitions moved to another consumer", service=self._kit.name)
            except (LogUnavailable, Unavailable, OSError) as error:
                log.warning("consumer waits", service=self._kit.name, error=type(error).__name__)
                await asyncio.sleep(RESUME_SECONDS)

    async def apply(self, batch: Sequence[Delivered]) -> None:
        """Commit the effects of `batch`, or set aside what fails; raises Unavailable with nothing lost."""
        events = [arrived for arrived in map(self._arrived, batch) if arrived is not None]
        if not events:
            return
        try:
            await self._together(events)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 whoever raised it is found one by one
            log.info("batch applied one by one", service=self._kit.name, error=type(error).__name__)
            for event in events:
                await self._alone(event)

    def _arrived(self, delivered: Delivered) -> Arrived | None:
        if delivered.headers.get("ce_type") not in self._kit.choreography.reactions:
            return None
        try:
            return Arrived(delivered, Envelope.from_headers(delivered.headers))
        except (KeyError, ValueError):
            log.error("not an event of ours", topic=delivered.topic, offset=delivered.offset)
            return None

    async def _together(self, events: Sequence[Arrived]) -> None:
        async with self._kit.database.transaction() as transaction:
            session = Session(transaction)
            fresh = await take(transaction, [event.envelope.id for event in events], self._kit.clock.now())
            held = await keys_held(transaction, {event.key for event in events})
            session.erased = await erased_among(transaction, {event.delivered.key for event in events})
            new = _once_each(events, fresh)
            for event in new:
                if event.key in held:
                    hold(session, event.delivered, event.envelope, None, self._kit.clock.now())
                else:
                    await react(self._kit, session, event.delivered, event.envelope)
            await session.flush()
        self._count(new, duplicates=len(events) - len(new))
        self._kit.committed(session)

    async def _alone(self, event: Arrived) -> None:
        for attempt in range(ATTEMPTS_AT_CONFLICT):
            try:
                await self._together([event])
                return
            except Unavailable:
                raise
            except WriteConflict as conflict:
                if attempt == ATTEMPTS_AT_CONFLICT - 1:
                    await self._set_aside(event, conflict)
                    return
                await asyncio.sleep(0.01 * attempt)
            except Exception as error:  # noqa: BLE001 whatever a reaction raises, the event is kept
                await self._set_aside(event, error)
                return

    async def _set_aside(self, event: Arrived, failure: Exception) -> None:
        async with self._kit.database.transaction() as transaction:
            session = Session(transaction)
            if await take(transaction, [event.envelope.id], self._kit.clock.now()):
                hold(session, event.delivered, event.envelope, failure, self._kit.clock.now())
                await session.flush()
        HELD.labels(self._kit.name, event.envelope.type).inc()
        log.error(
            "event set aside",
            service=self._kit.name,
            event_type=event.envelope.type,
            event_id=str(event.envelope.id),
            error=type(failure).__name__,
        )

    def _count(self, new: Sequence[Arrived], *, duplicates: int) -> None:
        for event in new:
            APPLIED.labels(self._kit.name, event.envelope.type).inc()
        if duplicates:
            DUPLICATES.labels(self._kit.name).inc(duplicates)


def _once_each(events: Sequence[Arrived], fresh: set[UUID]) -> list[Arrived]:
    """The events that are new, each once though it may be twice in the batch."""
    first = {event.envelope.id: event for event in reversed(events)}
    return [event for event in events if event.envelope.id in fresh and first[event.envelope.id] is event]
