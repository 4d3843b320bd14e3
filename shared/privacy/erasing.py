"""Erasure: what no rule keeps is deleted when a client wants it; what one keeps, when its time is over.

A client without a contract is gone after the first time; of one with a contract, what its service does not need goes at
once, and the rest is only stored from the contract's end until the last day that a rule sets.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from shared.because import Because
from shared.calendar import add_years, end_of_day, local_date
from shared.choreography import Scheduled
from shared.confinement import ClientRow
from shared.database import Store
from shared.fates import Contract, Fate, Keeping, keeping
from shared.kit_tables import DueWork
from shared.privacy.about_clients import fate_of, kinds_about_clients, rows_about
from shared.privacy.following import CONTRACTS, ERASURE, ERASURE_WORK
from shared.privacy.tables import ClientContract, ClientErasure
from shared.unit_of_work import UnitOfWork

DUE_ABOUT = select(DueWork).where(
    col(DueWork.subject_id) == func.any(bindparam("subject_ids", type_=ARRAY(Uuid))),
    col(DueWork.kind) != ERASURE_WORK,
)
PROCESSING_RECORD = "retention.processing_record"
ERASED_AMONG = "SELECT id FROM client_erasure WHERE id = ANY($1::uuid[]) AND status = 'erased'"


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one table that rules keep: how many, the last day of the last of them (None: open), and why."""

    table: str
    rows: int
    until: date | None
    because: tuple[Because, ...]


@dataclass(slots=True)
class Judgement:
    """The rows about a client, by what becomes of them today."""

    kept: list[Kept]
    deleted: list[ClientRow]
    ends: list[date]
    identified: bool = False
    """Whether anything is kept beside the records of what was done with the client's data."""


async def erase(uow: UnitOfWork, due: DueWork) -> None:
    """Delete what nothing keeps today, and come again when the next rule lets go."""
    erasure: ClientErasure | None = await uow.one(ERASURE, client_id=due.subject_id)
    if erasure is None or (erasure.status == "requested" and erasure.settled_at > uow.now):
        return
    judged = await judge(uow, erasure.id)
    deleted: defaultdict[str, int] = defaultdict(int, erasure.deleted)
    for row in judged.deleted:
        uow.remove(row)
        deleted[str(row.__tablename__)] += 1
    await _forget_due_work(uow, judged.deleted)
    uow.change(
        erasure,
        status="restricted" if judged.identified else "erased",
        decided_at=uow.now,
        deleted=dict(deleted),
    )
    if judged.ends:
        uow.schedule(ERASURE_WORK, erasure.id, end_of_day(min(judged.ends)))


async def judge(uow: UnitOfWork, client_id: UUID) -> Judgement:
    """What would be deleted and kept of a client today; changes nothing."""
    found: list[ClientContract] = await uow.all(CONTRACTS, client_id=client_id)
    contracts = [Contract(_is_long(contract), contract.ended_on) for contract in found]
    judged = Judgement([], [], [])
    for kind in kinds_about_clients(uow.kit.name):
        if kind is not ClientErasure:
            await _judge_table(uow, client_id, kind, contracts, judged)
    return judged


async def _judge_table(
    uow: UnitOfWork, client_id: UUID, kind: type[ClientRow], contracts: list[Contract], judged: Judgement
) -> None:
    fate, today = fate_of(kind), local_date(uow.now)
    kept: list[Keeping] = []
    for row in await uow.all(rows_about(kind), client_id=client_id):
        reason = keeping(uow.kit.jurisdiction, fate, contracts, _own_date(row, fate), on=today)
        if reason is None:
            judged.deleted.append(row)
        else:
            kept.append(reason)
    if not kept:
        return
    untils = [reason.until for reason in kept if reason.until is not None]
    open_end = any(reason.is_open for reason in kept)
    because = {one.version: one for reason in kept for one in reason.because}
    rules = {one.rule for one in because.values()}
    judged.kept.append(
        Kept(
            str(kind.__tablename__),
            len(kept),
            None if open_end else max(untils),
            tuple(because.values()),
        )
    )
    judged.ends += untils
    judged.identified = judged.identified or any(rule != PROCESSING_RECORD for rule in rules)


def _own_date(row: ClientRow, fate: Fate) -> object:
    return None if fate.dated_by is None else row.__dict__[fate.dated_by]


def _is_long(contract: ClientContract) -> bool:
    """Whether it ran for more than a year; one of which only the end was heard is kept as if it had."""
    if contract.effective_on is None or contract.coverage_last_day is None:
        return True
    return contract.coverage_last_day >= add_years(contract.effective_on, 1)


async def _forget_due_work(uow: UnitOfWork, deleted: list[ClientRow]) -> None:
    """What was to be done in time about rows that are gone."""
    ids = sorted({row.__dict__["id"] for row in deleted})
    for due in await uow.all(DUE_ABOUT, subject_ids=ids) if ids else []:
        uow.session.writes.delete(due)


async def erased_among(store: Store, keys: Collection[str]) -> set[str]:
    """Those of the partition keys that are clients who are erased."""
    ids = [UUID(key) for key in keys]
    return {str(row["id"]) for row in await store.fetch(ERASED_AMONG, [ids])}


ERASES = (Scheduled(ERASURE_WORK, erase, "what no rule keeps any more of a client who left is deleted"),)
