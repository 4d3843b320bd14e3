"""A service that exists for the tests of the kit: notes about clients, with every kind of row that the kit writes.

Its module is named as the service is, because an event belongs to the module of its publisher.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, UploadFile, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Index, UniqueConstraint, bindparam, select
from sqlalchemy.orm import registry
from sqlmodel import col

from shared.caller import Role
from shared.choreography import Choreography, Publishes, Reacts, Scheduled
from shared.clock import Clock
from shared.confinement import AgencyRow, ClientRow
from shared.event_log import EventLog
from shared.events import Event, Incoming
from shared.kit_tables import DueWork
from shared.money import Money
from shared.pagination import Listing, PageOf, PageRequest, page_request
from shared.problems import BrokenRule
from shared.routing import IfMatch, Uow, allow, public, service_router
from shared.rows import OnConflict, Versioned, identifier, instant, json, money, sealed
from shared.service import build_kit, build_service
from shared.settings import Settings
from shared.unit_of_work import UnitOfWork

_registry = registry()
ANYBODY_SIGNED_IN = (Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS, Role.CARRIER)


class OfAgency(AgencyRow, registry=_registry):
    """Rows of this service that belong to an agency."""


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""


class Note(Versioned, OfClient, table=True):
    """A note about a client: versioned, and one title a client."""

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("client_id", "title", name="one_note_a_title"),
        Index("note_by_time", "agency_id", "noted_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    title: str
    stars: int = 0
    amount: Money | None = money(None)
    tags: list[Any] | dict[str, Any] = json(list)
    secret: bytes | None = sealed(None)
    day: date | None = None
    noted_at: datetime = instant()


class Case(Versioned, OfClient, table=True):
    """Something about a client that a carrier works on."""

    __tablename__ = "carrier_case"

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    carrier_id: UUID


class Mark(OfClient, table=True):
    """A fact that is noted once: the first one stays."""

    __tablename__ = "mark"
    on_conflict: ClassVar[OnConflict] = "ignore"

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    text: str


class Latest(OfAgency, table=True):
    """What was said last: the last one wins."""

    __tablename__ = "latest"
    on_conflict: ClassVar[OnConflict] = "replace"

    id: UUID = identifier()
    agency_id: UUID
    text: str


class Loose(OfAgency, table=True):
    """A row of the agency without a version."""

    __tablename__ = "loose"

    id: UUID = identifier()
    agency_id: UUID
    text: str


TABLES = (
    """
    CREATE TABLE note (
        id uuid PRIMARY KEY, version integer NOT NULL, agency_id uuid NOT NULL, client_id uuid NOT NULL,
        title varchar NOT NULL, stars integer NOT NULL, amount numeric(15, 2), tags jsonb NOT NULL,
        secret bytea, day date, noted_at timestamptz NOT NULL,
        CONSTRAINT one_note_a_title UNIQUE (client_id, title)
    )
    """,
    "CREATE INDEX note_by_time ON note (agency_id, noted_at, id)",
    """
    CREATE TABLE carrier_case (
        id uuid PRIMARY KEY, version integer NOT NULL, agency_id uuid NOT NULL, client_id uuid NOT NULL,
        carrier_id uuid NOT NULL
    )
    """,
    """
    CREATE TABLE mark (
        id uuid PRIMARY KEY, agency_id uuid NOT NULL, client_id uuid NOT NULL, text varchar NOT NULL
    )
    """,
    "CREATE TABLE latest (id uuid PRIMARY KEY, agency_id uuid NOT NULL, text varchar NOT NULL)",
    "CREATE TABLE loose (id uuid PRIMARY KEY, agency_id uuid NOT NULL, text varchar NOT NULL)",
)
"""The tables above, as a migration would make them."""


class NoteTaken(Event):
    """A note was taken."""

    name: ClassVar[str] = "note-taken"

    client_id: UUID
    note_id: UUID
    stars: int = 0
    words: str = ""


class NoteChanged(Event):
    """A note was changed."""

    name: ClassVar[str] = "note-changed"

    client_id: UUID
    note_id: UUID


class NoteBurnt(Event):
    """Nobody lists this event among those that are published."""

    name: ClassVar[str] = "note-burnt"

    client_id: UUID


NOTE = select(Note).where(col(Note.id) == bindparam("note_id"))
NOTE_BY_TITLE = select(Note).where(col(Note.title) == bindparam("title"))
NOTES = Listing(
    select(Note),
    order=(col(Note.noted_at), col(Note.id)),
    filters=(("title", col(Note.title)), ("stars", col(Note.stars)), ("day", col(Note.day))),
)
NOTES_BACKWARDS = Listing(
    select(Note), order=(col(Note.noted_at), col(Note.id)), filters=NOTES.filters, descending=True
)
NOTES_BY_AMOUNT = Listing(
    select(Note).where(col(Note.amount).is_not(None)), order=(col(Note.amount), col(Note.id))
)
NOTES_WITH_STARS = Listing(
    select(Note),
    order=(col(Note.noted_at), col(Note.id)),
    filters=(("at_least", col(Note.stars) >= bindparam("at_least")),),
)
CASE = select(Case).where(col(Case.id) == bindparam("case_id"))


class TooManyStars(BrokenRule):
    """A note has at most {most} stars."""

    code = "TOO_MANY_STARS"
    zh = "一条记录最多有 {most} 颗星。"


class Input(BaseModel):
    """What is sent in."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NoteIn(Input):
    """A new note."""

    client_id: UUID
    title: Annotated[str, Field(min_length=1, max_length=60)]
    stars: int = 0
    amount: Money | None = None
    day: date | None = None
    tags: list[str] = []


class NoteChange(Input):
    """What changes of a note."""

    title: Annotated[str, Field(min_length=1, max_length=60)]


class NoteOut(BaseModel):
    """A note."""

    id: UUID
    version: int
    title: str
    stars: int
    amount: Money | None
    day: date | None


class StarsIn(Input):
    """How many stars more."""

    more: int = 1


class Doubled(BaseModel):
    """An amount, twice."""

    amount: Money


Asked = Annotated[PageRequest, Depends(page_request)]


router = service_router("notes")


@router.get("/public")
@public
async def everybody_may_read(uow: Uow) -> dict[str, str]:
    """Public."""
    return {"language": uow.language}


@router.post("", status_code=status.HTTP_201_CREATED)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def take(uow: Uow, note: NoteIn) -> NoteOut:
    """Take a note about a client in reach."""
    await uow.reach_client(note.client_id)
    if note.stars == 6:
        raise TooManyStars("/stars", most=5)
    taken = uow.add(Note(agency_id=uow.caller.agency_id, noted_at=uow.now, **note.model_dump()))
    uow.record(NoteTaken(client_id=note.client_id, note_id=taken.id), about=taken)
    uow.tag(taken)
    return _out(taken)


@router.get("")
@allow(*ANYBODY_SIGNED_IN)
async def list_notes(
    uow: Uow, asked: Asked, title: str | None = None, stars: int | None = None
) -> PageOf[NoteOut]:
    """Notes in reach, the first first."""
    return await NOTES.page(uow, asked, _out, title=title, stars=stars)


@router.get("/backwards")
@allow(*ANYBODY_SIGNED_IN)
async def list_backwards(uow: Uow, asked: Asked) -> PageOf[NoteOut]:
    """Notes in reach, the last first."""
    return await NOTES_BACKWARDS.page(uow, asked, _out)


@router.post("/double")
@allow(Role.AGENT)
async def double(uow: Uow, doubled: Doubled) -> Doubled:
    """Twice an amount."""
    return Doubled(amount=doubled.amount * 2)


@router.post("/{note_id}/scan")
@allow(Role.AGENT)
async def scan(uow: Uow, note_id: UUID, file: UploadFile) -> NoteOut:
    """The first words of a file become the note's title."""
    note: Note = await uow.get(NOTE, note_id=note_id)
    uow.change(note, title=f"{note.title}, {(await file.read()).decode()}")
    return _out(note)


@router.get("/{note_id}")
@allow(*ANYBODY_SIGNED_IN)
async def read(uow: Uow, note_id: UUID) -> NoteOut:
    """One note."""
    note: Note = await uow.get(NOTE, note_id=note_id)
    uow.tag(note)
    return _out(note)


@router.put("/{note_id}")
@allow(Role.AGENT)
async def rename(uow: Uow, note_id: UUID, version: IfMatch, change: NoteChange) -> NoteOut:
    """Give a note that was read another title."""
    note: Note = await uow.get(NOTE, note_id=note_id)
    uow.expect(note, version)
    uow.change(note, title=change.title)
    uow.tag(note)
    return _out(note)


@router.post("/{note_id}/stars")
@allow(Role.AGENT)
async def add_stars(uow: Uow, note_id: UUID, stars: StarsIn) -> NoteOut:
    """Add stars to a note as it is: at most 100."""
    note: Note = await uow.get(NOTE, note_id=note_id)
    if note.stars + stars.more > 100:
        raise TooManyStars("/more", most=100)
    uow.change(note, stars=note.stars + stars.more)
    uow.record(NoteChanged(client_id=note.client_id, note_id=note.id), about=note)
    return _out(note)


@router.post("/{note_id}/defect")
@allow(Role.AGENT)
async def fail(uow: Uow, note_id: UUID) -> None:
    """Fails after writing."""
    note: Note = await uow.get(NOTE, note_id=note_id)
    uow.change(note, title="half done")
    uow.record(NoteChanged(client_id=note.client_id, note_id=note.id), about=note)
    raise RuntimeError("a defect about 张三丰, 13800138000")


def _out(note: Note) -> NoteOut:
    return NoteOut.model_validate(note, from_attributes=True)


Reaction = Callable[[UnitOfWork, Incoming[Any]], Awaitable[None]]
Work = Callable[[UnitOfWork, DueWork], Awaitable[None]]


async def ignore(uow: UnitOfWork, event: Incoming[Any]) -> None:
    """A reaction that does nothing."""


def choreography_for(
    *, reacts_to: Sequence[tuple[type[Event], Reaction]] = (), scheduled: Sequence[tuple[str, Work]] = ()
) -> Choreography:
    """What the service does in one test."""
    return Choreography(
        service="notes",
        publishes=(Publishes(NoteTaken, "a note was taken"), Publishes(NoteChanged, "a note was changed")),
        reacts_to=tuple(Reacts(event, reaction, "a test asks for it") for event, reaction in reacts_to),
        scheduled=tuple(Scheduled(kind, work, "a test asks for it") for kind, work in scheduled),
    )


def build_app(
    settings: Settings,
    *,
    event_log: EventLog,
    clock: Clock,
    choreography: Choreography | None = None,
    more_routers: Sequence[APIRouter] = (),
) -> FastAPI:
    """The app of the service."""
    kit = build_kit(settings, choreography or choreography_for(), event_log=event_log, clock=clock)
    return build_service(
        kit, routers=[router, *more_routers], title="Notes", summary="Notes for the tests of the kit."
    )
