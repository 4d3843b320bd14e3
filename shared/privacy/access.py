"""Who read or changed whose data, and when: one line a request about a client, kept in the service that answered.

What is changed is noted in the statement that changes it. What is only read is noted just after the answer, many lines
in one statement, so that no reader waits: a process that is killed outright loses the reads of its last moments, never
a change; one that stops writes them first, and one whose database is away keeps them. Noted are requests for one thing
and requests that found one client; a client's reading of his own data is not, and a new client begins with his own row.
"""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from shared.database import Database
from shared.privacy.tables import AccessEntry
from shared.problems import Unavailable
from shared.unit_of_work import UnitOfWork
from shared.writes import Writes

EVERY_SECONDS: Final = 0.2
TOGETHER: Final = 500
AT_MOST: Final = 10_000
"""Lines in hand; who brings one more waits until they are written, or is refused with the database."""

log = structlog.get_logger("coverloop.access")


class AccessLog:
    """The lines about reads that are not written yet; runs until cancelled."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[AccessEntry] = []

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.flush()
            except Unavailable:
                log.warning("access lines wait", waiting=len(self._waiting))

    async def note(self, entries: list[AccessEntry]) -> None:
        """Keep them until they are written; raises Unavailable where too many wait already."""
        if len(self._waiting) + len(entries) > AT_MOST:
            await self.flush()
        self._waiting += entries

    async def flush(self) -> None:
        """Write what is in hand; raises Unavailable, and then it is in hand still."""
        while self._waiting:
            taken, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            writes = Writes()
            for entry in taken:
                writes.insert(entry)
            try:
                await self._database.write(writes)
            except BaseException:
                self._waiting = taken + self._waiting
                raise


def note_changes(uow: UnitOfWork, *, method: str, route: str) -> None:
    """Note the clients about whom the work writes, in the same commit."""
    for client_id in uow.clients_changed:
        uow.session.writes.insert(_entry(uow, client_id, method, route, changed=True))


def reads(uow: UnitOfWork, *, method: str, route: str) -> list[AccessEntry]:
    """The lines of what was only read."""
    caller = uow.caller
    read = uow.clients_reached - uow.clients_changed - {caller.client_id}
    if not read or ("{" not in route and len(read) > 1):
        return []
    return [_entry(uow, client_id, method, route, changed=False) for client_id in read]


def _entry(
    uow: UnitOfWork,
    client_id: UUID,
    method: str,
    route: str,
    *,
    changed: bool,
) -> AccessEntry:
    caller = uow.caller
    return AccessEntry(
        agency_id=caller.agency_id,
        client_id=client_id,
        at=uow.now,
        actor_id=caller.actor_id,
        role="public" if caller.role is None else caller.role.value,
        method=method,
        route=route,
        changed=changed,
        correlation_id=uow.trail.correlation_id,
    )
