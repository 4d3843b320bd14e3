"""The scheduler: does what is due when its time comes, each thing once however many processes run.

Due work is a row with a time. A tick takes the rows whose time has come out of the table and does them, in one
transaction: the row is gone exactly when its effects are there, and the lock on it is released by the death of whoever
held it. What fails is put off with backoff, and after the last attempt kept for an operator to see.
"""

from datetime import timedelta

import structlog

from shared.caller import Caller
from shared.held_events import describe_error
from shared.kit import Kit
from shared.kit_tables import DueWork
from shared.problems import Unavailable
from shared.rows import columns_of
from shared.telemetry import DUE_DONE, span
from shared.unit_of_work import Session, Trail, UnitOfWork

TOGETHER = 100
TICK_SECONDS = 0.5
ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=1)

TAKE = f"""
    DELETE FROM due_work WHERE id IN (
        SELECT id FROM due_work WHERE due_at <= $1 AND failed_at IS NULL AND (retry_at IS NULL OR retry_at <= $1)
        ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING {columns_of(DueWork)}
"""  # noqa: S608
PUT_OFF = """
    UPDATE due_work SET attempts = attempts + 1, error = $2, retry_at = $3, failed_at = $4 WHERE id = $1
"""

log = structlog.get_logger("coverloop.scheduler")


class Scheduler:
    """Runs until cancelled."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def run(self) -> None:
        """Tick for ever: at every schedule, every move of the clock, and every half second."""
        if not self._kit.choreography.scheduled:
            return
        while True:
            try:
                while await self.tick():
                    pass
            except Unavailable:
                log.warning("scheduler waits", service=self._kit.name)
            await self._kit.due_bell.wait(TICK_SECONDS)

    async def tick(self) -> int:
        """Do up to a hundred things that are due; gives how many were. Raises Unavailable."""
        try:
            return await self._do(TOGETHER)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 what fails is found one by one
            log.info("due work done one by one", service=self._kit.name, error=type(error).__name__)
        done = 0
        while done < TOGETHER and await self._do_one():
            done += 1
        return done

    async def _do_one(self) -> int:
        taken: list[DueWork] = []
        try:
            return await self._do(1, taken)
        except Unavailable:
            raise
        except Exception as error:
            if not taken:
                raise
            await self._put_off(taken[0], error)
            return 1

    async def _do(self, at_most: int, taken: list[DueWork] | None = None) -> int:
        async with self._kit.database.transaction() as transaction:
            session = Session(transaction)
            rows = await transaction.fetch(TAKE, [self._kit.clock.now(), at_most])
            work = sorted((DueWork.from_record(row) for row in rows), key=lambda due: due.due_at)
            for due in work:
                if taken is not None:
                    taken.append(due)
                await self._perform(session, due)
            await session.flush()
        self._kit.committed(session)
        return len(work)

    async def _perform(self, session: Session, due: DueWork) -> None:
        with span(f"{self._kit.name} does {due.kind}", None) as traceparent:
            unit = UnitOfWork(
                self._kit,
                session,
                Caller.service(due.agency_id, f"service:{self._kit.name}"),
                trail=Trail(due.correlation_id, due.causation_id, traceparent),
            )
            await self._kit.choreography.due[due.kind].work(unit, due)
        DUE_DONE.labels(self._kit.name, due.kind).inc()

    async def _put_off(self, due: DueWork, error: Exception) -> None:
        now = self._kit.clock.now()
        last = due.attempts + 1 >= ATTEMPTS
        retry_at = now + FIRST_RETRY * 4**due.attempts
        await self._kit.database.fetch(
            PUT_OFF, [due.id, describe_error(error), retry_at, now if last else None]
        )
        log.error(
            "due work put off", service=self._kit.name, kind=due.kind, error=type(error).__name__, last=last
        )
