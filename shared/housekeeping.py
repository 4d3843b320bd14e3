"""Housekeeping: forgets what only short-lived promises needed, a little at a time."""

import asyncio
from datetime import timedelta

import structlog

from shared.calendar import add_years, local_date, start_of_day
from shared.inbox import FORGET as FORGET_INBOX
from shared.kit import Kit
from shared.problems import Unavailable
from shared.relay import outbox_depth

ANSWERS_KEPT = timedelta(days=7)
INBOX_KEPT = timedelta(days=90)
"""Longer than any log keeps its records: a replay from the start must find what was applied."""
EVERY_SECONDS = 600.0
FORGET_ACCESSES = "DELETE FROM access_entry WHERE at < $1"
FORGET_ANSWERS = "DELETE FROM idempotent_answer WHERE answered_at < $1"

log = structlog.get_logger("coverloop.housekeeping")


class Housekeeping:
    """Runs until cancelled."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def run(self) -> None:
        """Tidy for ever."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.tidy()
            except Unavailable:
                log.warning("housekeeping waits", service=self._kit.name)

    async def tidy(self) -> None:
        """Forget old answers, inbox rows and lines of the access log; measure the outbox. Raises Unavailable."""
        now = self._kit.clock.now()
        today = local_date(now)
        kept_years = self._kit.jurisdiction.rule("retention.processing_record", on=today)["years"]
        await self._kit.database.fetch(FORGET_ACCESSES, [start_of_day(add_years(today, -kept_years))])
        await self._kit.database.fetch(FORGET_ANSWERS, [now - ANSWERS_KEPT])
        await self._kit.database.fetch(FORGET_INBOX, [now - INBOX_KEPT])
        await outbox_depth(self._kit)
