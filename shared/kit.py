"""What one service process holds: its settings, database, log, clock, keys and choreography, opened and closed together."""

import asyncio
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from shared.auth import TokenVerifier
from shared.bell import Bell
from shared.caller import Caller
from shared.choreography import Choreography
from shared.clock import Clock
from shared.database import Database, Store
from shared.encryption import Cipher
from shared.event_log import EventLog
from shared.file_store import FileStore
from shared.jurisdictions import Jurisdiction
from shared.language import DEFAULT_LANGUAGE, Language
from shared.privacy.access import AccessLog
from shared.settings import Settings
from shared.share_links import ShareLinks
from shared.unit_of_work import Session, Trail, UnitOfWork


@dataclass(slots=True)
class Kit:
    """The parts a service is wired from; one for each service in a process."""

    settings: Settings
    choreography: Choreography
    database: Database
    event_log: EventLog
    clock: Clock
    cipher: Cipher
    tokens: TokenVerifier
    jurisdiction: Jurisdiction
    share_links: ShareLinks
    files: FileStore
    outbox_bell: Bell = field(default_factory=Bell)
    due_bell: Bell = field(default_factory=Bell)
    kept_open: dict[UUID, Any] = field(default_factory=dict)
    """What this process has open between two pieces of due work; it may be lost at any time."""
    defects: set[str] = field(default_factory=set)
    turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    accesses: AccessLog = field(init=False)

    def __post_init__(self) -> None:
        self.accesses = AccessLog(self.database)

    @property
    def name(self) -> str:
        """The service's name: its topic, its first path segment, its consumer group."""
        return self.choreography.service

    def unit_of_work(
        self,
        caller: Caller,
        trail: Trail,
        *,
        store: Store | None = None,
        language: Language = DEFAULT_LANGUAGE,
        outdone_at: Set[str] = frozenset(),
    ) -> UnitOfWork:
        """A fresh unit of work, on the database unless a transaction is given.

        `outdone_at` are the constraints by which earlier attempts at the same work were refused.
        """
        session = Session(store or self.database)
        return UnitOfWork(self, session, caller, trail=trail, language=language, outdone_at=outdone_at)

    def turn(self, contended: str) -> asyncio.Lock:
        """Of those in this process who contend for the same thing, whoever holds this goes first."""
        return self.turns.setdefault(contended, asyncio.Lock())

    def committed(self, session: Session) -> None:
        """Wake whoever waits for what `session` has committed."""
        if session.recorded:
            self.outbox_bell.ring()
        if session.scheduled:
            self.due_bell.ring()
