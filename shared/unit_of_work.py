"""The unit of work: what one request or one event reads, writes and records, all of it or nothing.

Reads are confined to the caller. Writes are kept in hand and sent as one statement at the commit (`shared.writes`), with
the events recorded through it. Nothing but the edge (the route, the consumer, the scheduler) commits.

In a request, reads are not repeated at the commit: a row that was read and is written must still be at its version, or
the commit raises WriteConflict and the edge does the whole work again. So a reading that a decision rests on belongs to
a row that the same unit of work changes.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid5

from asyncpg import Record
from sqlalchemy import Select

from shared.caller import Caller, Reach, Role
from shared.confinement import CLIENT_IN_REACH, ClientRow, confined, owners
from shared.database import Store
from shared.event_log import refuse_too_large
from shared.events import Envelope, Event, to_record
from shared.ids import new_id
from shared.kit_tables import ClientDirectory, DueWork, OutboxRow
from shared.language import DEFAULT_LANGUAGE, Language
from shared.problems import ClientRestricted, NotFound, Stale
from shared.rows import AnyRow, Row
from shared.share_links import LIFETIME, ShareLinkOut
from shared.writes import Writes

if TYPE_CHECKING:
    from shared.kit import Kit

AnyBusinessRow = TypeVar("AnyBusinessRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Trail:
    """Where this work comes from: what ties it to the request that began it, and the event that caused it."""

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None


@dataclass(slots=True)
class Session:
    """The reads and writes that belong to one commit; the reactions to a batch of events share one."""

    store: Store
    writes: Writes = field(default_factory=Writes)
    recorded: bool = False
    scheduled: bool = False
    erased: set[str] = field(default_factory=set)
    """The partition keys of clients who are erased: nothing but their wishes is heard of them."""

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> list[Record]:
        """Read; a transaction sees what was written before."""
        if self.writes and self.store.sees_own_writes:
            await self.flush()
        return await self.store.fetch(sql, arguments)

    async def flush(self) -> None:
        """Send what is in hand; with a database as the store, that commits it."""
        if self.writes:
            writes, self.writes = self.writes, Writes()
            await self.store.write(writes)


class UnforeseenWrite(Exception):
    """A row of an agency or client that the caller was never shown to reach was about to be written: a defect."""


class UnitOfWork:
    """Everything a use case needs, and nothing it could leave half done."""

    def __init__(
        self,
        kit: "Kit",
        session: Session,
        caller: Caller,
        *,
        trail: Trail,
        language: Language = DEFAULT_LANGUAGE,
        now: datetime | None = None,
        outdone_at: Set[str] = frozenset(),
    ) -> None:
        self.kit = kit
        self.session = session
        self.caller = caller
        self.trail = trail
        self.language = language
        self.now = now or kit.clock.now()
        self.etag: str | None = None
        self._outdone_at = outdone_at
        self._reached: set[UUID] = {caller.client_id} if caller.role is Role.CLIENT else set()
        self._admitted: set[UUID] = set()
        self._written: set[UUID] = set()

    async def one(self, query: "Select[tuple[AnyRow]] | Any", **parameters: Any) -> Any:
        """The row that `query` finds for the caller, or None."""
        found = await self.all(query, **parameters)
        return found[0] if found else None

    async def get(self, query: Any, **parameters: Any) -> Any:
        """The row that `query` finds for the caller; raises NotFound, which also hides what belongs to others.

        Raises ClientRestricted where it is about a client of the caller's whose data is only stored.
        """
        found = await self.one(query, **parameters)
        if found is None:
            if self.caller.reach in (Reach.AGENT, Reach.TEAM) and await self._read(
                query, self.caller.reach, parameters, restricted_only=True
            ):
                raise ClientRestricted
            raise NotFound
        return found

    async def all(self, query: Any, **parameters: Any) -> list[Any]:
        """Every row that `query` finds for the caller: rows of one class, or records of what it selects."""
        return await self._read(query, self.caller.reach, parameters)

    async def one_in_agency(self, query: Any, **parameters: Any) -> Any:
        """The row that `query` finds anywhere in the caller's agency, or None.

        For decisions that must not depend on who asks, such as whether a phone is known; never give it away.
        """
        found = await self._read(query, Reach.SERVICE, parameters)
        return found[0] if found else None

    async def already_there(self, constraint: str, query: Any, **parameters: Any) -> Any:
        """What `query` finds anywhere in the caller's agency of rows that keep a new one out by `constraint`, or None.

        For what is nearly always new: a request looks only after the commit was refused by that constraint, and so
        saves the reading whenever it is not. In a transaction, which a refusal would end, it is looked for at once.
        """
        if self.session.store.sees_own_writes or constraint in self._outdone_at:
            return await self.one_in_agency(query, **parameters)
        return None

    async def opened_by_capability(self, query: Any, **parameters: Any) -> Any:
        """The row that a secret in the request itself leads to (a public page's key, a signed link, a signature).

        The row's agency becomes the caller's: the rest of the work is done by the service for that agency. Raises
        NotFound.
        """
        found = await self._read(query, None, parameters)
        if not found:
            raise NotFound
        self.act_for_agency(found[0].agency_id)
        return found[0]

    def act_for_agency(self, agency_id: UUID) -> None:
        """Go on as the service for one agency, after a capability (a key, a signature) was checked."""
        self.caller = Caller.service(agency_id, self.caller.actor_id)

    async def _read(
        self,
        query: Any,
        reach: Reach | None,
        parameters: Mapping[str, Any],
        *,
        restricted_only: bool = False,
    ) -> list[Any]:
        compiled = confined(query, reach, restricted_only=restricted_only)
        records = await self.session.fetch(compiled.sql, compiled.arguments(self.caller, parameters))
        kind = compiled.kind
        if kind is None:
            return list(records)
        pending = self.session.writes.pending
        rows = [pending.get((kind, record["id"])) or kind.from_record(record) for record in records]
        if (
            reach is self.caller.reach
            and not restricted_only
            and issubclass(kind, ClientRow | ClientDirectory)
        ):
            self._reached.update(getattr(row, kind.client_column) for row in rows)
        return rows

    async def reach_client(self, client_id: UUID) -> None:
        """Make sure that the caller reaches a client of whom nothing has been read yet; raises NotFound."""
        if client_id not in self._reached and self.caller.role is not None:
            await self.get(CLIENT_IN_REACH, client_id=client_id)

    def admit_client(self, client_id: UUID) -> None:
        """A new client comes in: the caller may write about him from here on."""
        self._reached.add(client_id)
        self._admitted.add(client_id)

    @property
    def clients_reached(self) -> Set[UUID]:
        """The clients of whom the caller has read something, or might."""
        return self._reached - self._admitted

    @property
    def clients_changed(self) -> Set[UUID]:
        """The clients about whom something is written who were there before."""
        return self._written - self._admitted

    def add(self, row: AnyRow) -> AnyRow:
        """Insert `row` at the commit. Raises UnforeseenWrite where the caller was not shown to reach its client."""
        self._own(row)
        self.session.writes.insert(row)
        return row

    def change(self, row: Row, **values: Any) -> None:
        """Set columns of `row` and write it at the commit, one version up. Raises UnforeseenWrite like `add`."""
        unknown = values.keys() - type(row).model_fields.keys()
        if unknown:
            raise TypeError(f"{type(row).__name__} has no {sorted(unknown)}")
        self._own(row)
        self._stays(row, values)
        self.session.writes.update(row)
        row.__dict__.update(values)

    def remove(self, row: Row) -> None:
        """Delete `row` at the commit."""
        self._own(row)
        self.session.writes.delete(row)

    def _own(self, row: Row) -> None:
        of_agency, client_column = owners(type(row))
        if of_agency and row.__dict__["agency_id"] != self.caller.agency_id:
            raise UnforeseenWrite(f"{type(row).__name__} belongs to another agency")
        if client_column is not None:
            client_id = row.__dict__[client_column]
            if not self._reaches(client_id):
                raise UnforeseenWrite(f"{type(row).__name__} is about a client whom nobody checked")
            if client_id is not None:
                self._written.add(client_id)

    def _stays(self, row: Row, values: Mapping[str, Any]) -> None:
        """Raises UnforeseenWrite where `values` would hand `row` to another agency or client."""
        _, client_column = owners(type(row))
        for name in {"id", "agency_id", client_column or "id"} & values.keys():
            if values[name] != row.__dict__[name]:
                raise UnforeseenWrite(f"{type(row).__name__} would change its {name}")

    def _reaches(self, client_id: UUID) -> bool:
        return self.caller.reach in (Reach.SERVICE, Reach.AGENCY) or client_id in self._reached

    def record(self, event: Event, about: Row) -> Envelope:
        """Publish `event` about the aggregate `about`, if and only if this work commits.

        Raises ValueError for an event that the service's PUBLISHES does not list, or that is too large for the log.
        """
        if type(event) not in self.kit.choreography.published:
            raise ValueError(f"{self.kit.name} does not publish {event.name}: add it to PUBLISHES")
        envelope = Envelope(
            id=new_id(),
            source=self.kit.name,
            type=event.name,
            version=event.version,
            subject=str(about.__dict__["id"]),
            time=self.now,
            agency_id=self.caller.agency_id,
            actor_id=self.caller.actor_id,
            correlation_id=self.trail.correlation_id,
            causation_id=self.trail.causation_id,
            partition_key=event.key,
            aggregate_version=about.__dict__.get("version", 1),
            traceparent=self.trail.traceparent,
        )
        record = to_record(event, envelope)
        refuse_too_large([record])
        self.session.writes.insert(
            OutboxRow(id=envelope.id, key=record.key, headers=dict(record.headers), value=record.value)
        )
        self.session.recorded = True
        return envelope

    def schedule(self, kind: str, subject_id: UUID, due_at: datetime, **details: Any) -> None:
        """Have `kind` of work done for `subject_id` when `due_at` comes; scheduling it again moves it.

        Raises ValueError for a kind that the service's SCHEDULED does not list.
        """
        if kind not in self.kit.choreography.due:
            raise ValueError(f"{self.kit.name} has no due work called {kind}: add it to SCHEDULED")
        self.session.writes.insert(
            DueWork(
                id=due_work_id(kind, subject_id),
                agency_id=self.caller.agency_id,
                kind=kind,
                subject_id=subject_id,
                due_at=due_at,
                details=details,
                correlation_id=self.trail.correlation_id,
                causation_id=self.trail.causation_id,
            )
        )
        self.session.scheduled = True

    def unschedule(self, kind: str, subject_id: UUID) -> None:
        """Forget work that is no longer due; nothing happens where there is none."""
        forgotten = DueWork(
            id=due_work_id(kind, subject_id),
            agency_id=self.caller.agency_id,
            kind=kind,
            subject_id=subject_id,
            due_at=self.now,
        )
        self.session.writes.delete(forgotten)

    def expect(self, row: Row, version: int) -> None:
        """The reader changes what he has seen: raises Stale unless `row` is still at `version` (from If-Match)."""
        if row.__dict__["version"] != version:
            raise Stale

    def share(self, kind: str, subject_id: UUID) -> ShareLinkOut:
        """A link that opens the document `kind` about `subject_id`, whom the caller reached, for thirty days."""
        expires_at = (self.now + LIFETIME).replace(microsecond=0)
        token = self.kit.share_links.sign(kind, subject_id, self.caller.agency_id, expires_at)
        url = f"{self.kit.settings.public_url.rstrip('/')}/{self.kit.name}/shared/{kind}/{token}"
        return ShareLinkOut(url=url, expires_at=expires_at)

    def open_shared(self, kind: str, token: str) -> UUID:
        """What a share link is about; the service goes on for the agency that gave it. Raises NotFound."""
        shared = self.kit.share_links.open(token, kind, self.now)
        self.act_for_agency(shared.agency_id)
        return shared.subject_id

    def tag(self, row: Row) -> None:
        """Answer with the ETag of `row`."""
        self.etag = f'"{row.__dict__["version"]}"'

    async def commit(self) -> None:
        """Write everything in hand; only the edge calls this. Raises WriteConflict, Unavailable."""
        await self.session.flush()


def due_work_id(kind: str, subject_id: UUID) -> UUID:
    """The id of the one piece of due work of `kind` for `subject_id`."""
    return uuid5(subject_id, kind)
