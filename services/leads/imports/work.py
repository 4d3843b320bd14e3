"""The rows of an import, some hundreds at a time: each time one transaction, which also says how far the import is.

A process that dies in the middle leaves the import where its last transaction left it, and whichever process finds the
work due goes on from there. Between two rows the others who are served by this process have their turn.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from services.leads import queries
from services.leads.domain.consents import is_minor
from services.leads.domain.import_problems import (
    FileUnreadable,
    ImportInterrupted,
    ServedByOthers,
    TwoPeople,
)
from services.leads.domain.imports import Column, Entry, Refused
from services.leads.domain.leads import advanced
from services.leads.domain.problems import GuardianConsentNeeded
from services.leads.imports.people import Marks, People, Person
from services.leads.imports.reading import Layout, Line, Rows, survey
from services.leads.imports.use_cases import (
    FOLDER,
    ROWS_WORK,
    UNDER_WAY,
    end,
    file_of_rows,
    uploaded_file,
)
from services.leads.imports.workbooks import unfold
from services.leads.tables import LeadImport, RefusedCell
from services.leads.use_cases.capture import Prospect, Way, enter, merge
from services.leads.use_cases.merged import survivor
from shared.calendar import local_date
from shared.encryption import Cipher
from shared.kit_tables import DueWork
from shared.problems import Malformed, NotFound
from shared.unit_of_work import UnitOfWork

TOGETHER: Final = 500
AT_A_STRETCH: Final = 20
ATTEMPTS: Final = 6
KEPT_OPEN: Final = 8
FORGOTTEN_AFTER: Final = timedelta(days=2)

STATUS_BY_KIND: Final = {"leads": "new", "clients": "won"}


@dataclass(slots=True)
class Place:
    """Where a process is in a file; in a dry run, which leaves no leads behind, with everybody who came before."""

    rows: Rows
    people: People = field(default_factory=People)


@dataclass(slots=True)
class Outcome:
    """What became of the rows of one transaction."""

    captured: int = 0
    merged: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.captured + self.merged + self.refused


@dataclass(frozen=True, slots=True)
class Judged:
    """A row as it was read, with the marks of whom it is about; or what is wrong with it."""

    line: int
    entry: Entry | None
    marks: Marks | None
    way: Way | None
    refused: tuple[Refused, ...] = ()


async def import_rows(uow: UnitOfWork, due: DueWork) -> None:
    """The next rows of an import; before the first of them, the file is looked through."""
    going: LeadImport | None = await uow.one(queries.imports.IMPORT, import_id=due.subject_id)
    if going is None or going.status not in UNDER_WAY:
        return
    if due.attempts >= ATTEMPTS:
        end(uow, going, "failed", ImportInterrupted())
        return
    try:
        if going.status == "waiting":
            await _look_through(uow, going)
            return
        place = await _place(uow, going)
        lines = await asyncio.to_thread(place.rows.take, TOGETHER)
    except (Malformed, NotFound) as problem:
        end(uow, going, "failed", FileUnreadable() if isinstance(problem, NotFound) else problem)
        return
    outcome = await _take(uow, going, place, lines)
    counts = {
        "rows": going.rows + outcome.rows,
        "captured": going.captured + outcome.captured,
        "merged": going.merged + outcome.merged,
        "refused": going.refused + outcome.refused,
    }
    if len(lines) < TOGETHER:
        end(uow, going, "done", None, **counts)
        return
    uow.change(going, **counts)
    uow.schedule(ROWS_WORK, going.id, uow.now)
    _keep_open(uow, going, place)


async def forget_file(uow: UnitOfWork, due: DueWork) -> None:
    """The file of an import that is over is deleted, and files of uploads that never became one."""
    over: LeadImport | None = await uow.one(queries.imports.IMPORT, import_id=due.subject_id)
    files = uow.kit.files
    uow.kit.kept_open.pop(due.subject_id, None)
    if over is not None:
        await files.delete(file_of_rows(over))
        await files.delete(uploaded_file(over))
    needed = {
        key
        for under_way in await uow.all(queries.imports.IMPORTS_UNDER_WAY)
        for key in (file_of_rows(under_way), uploaded_file(under_way))
    }
    for key in await files.older_than(FOLDER, due.agency_id, uow.now - FORGOTTEN_AFTER):
        if key not in needed:
            await files.delete(key)


async def _look_through(uow: UnitOfWork, going: LeadImport) -> None:
    """Raises what makes a file unreadable as a whole."""
    files = uow.kit.files
    if going.format == "xlsx":
        await unfold(files, uploaded_file(going), file_of_rows(going))
    layout = await asyncio.to_thread(survey, files, file_of_rows(going))
    uow.change(
        going, status="running", encoding=layout.encoding, separator=layout.separator, total=layout.rows
    )
    uow.schedule(ROWS_WORK, going.id, uow.now)


async def _place(uow: UnitOfWork, going: LeadImport) -> Place:
    """Behind the last row that was imported; where this process has it open there, or may read up to there, it does."""
    place: Place | None = uow.kit.kept_open.pop(going.id, None)
    if place is None or place.rows.passed > going.rows:
        layout = Layout(going.encoding or "", going.separator or "", going.total or 0)
        place = Place(await asyncio.to_thread(Rows, uow.kit.files, file_of_rows(going), layout))
    while place.rows.passed < going.rows:
        lines = await asyncio.to_thread(place.rows.take, min(TOGETHER, going.rows - place.rows.passed))
        if not lines:
            raise FileUnreadable
        if going.dry_run:
            await _take(uow, going, place, lines, again=True)
    return place


def _keep_open(uow: UnitOfWork, going: LeadImport, place: Place) -> None:
    kept = uow.kit.kept_open
    kept[going.id] = place
    while len(kept) > KEPT_OPEN:
        del kept[next(iter(kept))]


async def _take(
    uow: UnitOfWork, going: LeadImport, place: Place, lines: list[Line], *, again: bool = False
) -> Outcome:
    """Import the rows; in a dry run only say what would become of them, and `again` not even that."""
    judged = await _judge(uow, going, place, lines)
    known = await _known(uow, judged)
    outcome = Outcome()
    for number, row in enumerate(judged):
        if number % AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        refused = _settle(uow, going, place, row, known, outcome)
        outcome.refused += bool(refused)
        if not again:
            for cell in refused:
                _refuse(uow, going, row.line, cell)
    return outcome


async def _judge(uow: UnitOfWork, going: LeadImport, place: Place, lines: list[Line]) -> list[Judged]:
    header, cipher, today = place.rows.header, uow.kit.cipher, local_date(uow.now)
    judged = []
    for number, line in enumerate(lines):
        if number % AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        entry = header.check(line.cells, today)
        if isinstance(entry, Entry) and is_minor(uow.kit.jurisdiction, entry.birth_date, on=today):
            refused = Refused(Column.BIRTH_DATE, GuardianConsentNeeded())
            judged.append(Judged(line.number, None, None, None, (refused,)))
        elif isinstance(entry, Entry):
            judged.append(_marked(going, line.number, entry, cipher))
        else:
            judged.append(Judged(line.number, None, None, None, tuple(entry)))
    return judged


def _marked(going: LeadImport, line: int, entry: Entry, cipher: Cipher) -> Judged:
    if going.agent_id is not None and entry.agent_id not in (None, going.agent_id):
        return Judged(line, None, None, None, (Refused(Column.AGENT_ID, ServedByOthers()),))
    if entry.team_id not in (None, going.team_id) and (going.team_id or going.agent_id):
        return Judged(line, None, None, None, (Refused(Column.TEAM_ID, ServedByOthers()),))
    marks = Marks(
        cipher.digest(entry.phone), None if entry.id_number is None else cipher.digest(entry.id_number)
    )
    way = Way(
        entry.source or going.source,
        entry.channel or going.channel,
        None,
        entry.agent_id or going.agent_id,
        entry.team_id or going.team_id,
    )
    return Judged(line, entry, marks, way)


async def _known(uow: UnitOfWork, judged: list[Judged]) -> People:
    """Those of them who are leads already, by one question."""
    marks = [row.marks for row in judged if row.marks is not None]
    leads = await uow.all(
        queries.leads.LEADS_KNOWN,
        phone_digests=[mark.phone for mark in marks],
        id_number_digests=[mark.id_number for mark in marks if mark.id_number is not None],
    )
    return People.of([(lead, await survivor(uow, lead)) for lead in leads])


def _settle(
    uow: UnitOfWork, going: LeadImport, place: Place, row: Judged, known: People, outcome: Outcome
) -> tuple[Refused, ...]:
    """Capture or merge one row; gives what is wrong with it otherwise."""
    if row.entry is None or row.marks is None or row.way is None:
        return row.refused
    try:
        person = known.find(row.marks) or (place.people.find(row.marks) if going.dry_run else None)
    except TwoPeople as problem:
        return (Refused(Column.ID_NUMBER, problem),)
    if person is not None:
        outcome.merged += 1
        if person.lead is not None and not going.dry_run:
            _again(uow, going, person, row.way)
        return ()
    outcome.captured += 1
    if going.dry_run:
        place.people.note(Person(row.marks, None))
        return ()
    prospect = _prospect(going, row.entry)
    lead = enter(uow, prospect, row.way, phone_digest=row.marks.phone, status=STATUS_BY_KIND[going.kind])
    known.note(Person(row.marks, lead))
    return ()


def _again(uow: UnitOfWork, going: LeadImport, person: Person, way: Way) -> None:
    """Somebody who is known is in the file: a touch more, and whoever is in the book of clients is won."""
    lead = person.lead
    if lead is None:
        return
    merge(uow, lead, way)
    status = advanced(lead.status, STATUS_BY_KIND[going.kind])
    if status != lead.status:
        uow.change(lead, status=status)


def _prospect(going: LeadImport, entry: Entry) -> Prospect:
    return Prospect(
        segment=entry.segment,
        name=entry.name,
        phone=entry.phone,
        birth_date=entry.birth_date,
        sex=entry.sex,
        purposes=frozenset(going.consent_purposes),
        text_version=going.consent_text_version,
        id_number=entry.id_number,
    )


def _refuse(uow: UnitOfWork, going: LeadImport, line: int, cell: Refused) -> None:
    details: Mapping[str, Any] = cell.problem.values
    uow.add(
        RefusedCell(
            agency_id=going.agency_id,
            import_id=going.id,
            line=line,
            column_name=cell.column.value,
            code=cell.problem.code,
            details=dict(details),
        )
    )
