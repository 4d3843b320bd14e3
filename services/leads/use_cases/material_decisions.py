"""What becomes of a version of sales material: it is submitted, decided about, withdrawn, and over in the end."""

from datetime import date
from typing import Final
from uuid import UUID

from services.leads import queries
from services.leads.domain.material_problems import CaseFileUnread
from services.leads.domain.materials import Kind, check_decision, check_open, check_under_way, expiry
from services.leads.tables import Material, MaterialVersion
from services.leads.use_cases.case_checks import check_case
from services.leads.use_cases.materials import (
    FOLDER,
    SWEPT_AFTER,
    file_of,
    may_be_used,
    note_status,
    own_version,
    version_in_reach,
)
from shared.calendar import end_of_day, local_date
from shared.contracts import Line
from shared.contracts.leads import ContentApproved
from shared.file_store import TEXT
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

EXPIRE_WORK: Final = "expire-material"
CONSENT_WITHDRAWN: Final = "reason.consent_withdrawn"
"""A reason that is a text of ours, in the reader's language."""


async def submit(uow: UnitOfWork, material_id: UUID, number: int, seen: int) -> MaterialVersion:
    """The version is to be decided on; raises NotFound, Stale, NotYourMaterial, VersionNotOpen, and what a case lacks."""
    material, version = await own_version(uow, material_id, number)
    uow.expect(version, seen)
    check_open(version.status)
    if material.kind == Kind.CLAIMS_CASE:
        await check_case(uow, material, version, file_of(version))
    uow.change(
        version,
        status="submitted",
        submitted_at=uow.now,
        decided_by=None,
        decided_at=None,
        reason_sealed=None,
    )
    note_status(uow, material, version)
    return version


async def approve(
    uow: UnitOfWork, material_id: UUID, number: int, seen: int, *, expires_on: date | None, file_read: bool
) -> MaterialVersion:
    """The version is used from now on, instead of the one before it.

    Raises NotFound, Stale, VersionNotSubmitted, OwnMaterial, ExpiryOutOfRange, CaseFileUnread.
    """
    material, version = await version_in_reach(uow, material_id, number)
    uow.expect(version, seen)
    check_decision(version.status, uploaded_by=version.uploaded_by, decided_by=uow.caller.actor_id)
    if material.kind == Kind.CLAIMS_CASE and version.content_type != TEXT and not file_read:
        raise CaseFileUnread("/file_read")
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("material.validity", on=today)
    last = expiry(rule, today=today, asked=expires_on or version.expires_on)
    await _replace(uow, material)
    uow.change(
        version,
        status="approved",
        decided_by=uow.caller.actor_id,
        decided_at=uow.now,
        approved_at=uow.now,
        expires_on=last,
    )
    uow.change(material, status="approved", number_in_use=number, expires_on=last)
    uow.schedule(EXPIRE_WORK, version.id, end_of_day(last))
    uow.record(
        ContentApproved(
            content_id=material.id,
            content_type=material.kind,
            content_version=number,
            line=None if material.line is None else Line(material.line),
            segment=material.segment,
            language=material.language,
            expires_on=last,
        ),
        about=material,
    )
    return version


async def reject(uow: UnitOfWork, material_id: UUID, number: int, seen: int, reason: str) -> MaterialVersion:
    """The version goes back to its author; raises NotFound, Stale, VersionNotSubmitted, OwnMaterial."""
    material, version = await version_in_reach(uow, material_id, number)
    uow.expect(version, seen)
    check_decision(version.status, uploaded_by=version.uploaded_by, decided_by=uow.caller.actor_id)
    uow.change(
        version,
        status="rejected",
        decided_by=uow.caller.actor_id,
        decided_at=uow.now,
        reason_sealed=uow.kit.cipher.seal(reason),
    )
    note_status(uow, material, version)
    return version


async def withdraw(
    uow: UnitOfWork, material_id: UUID, number: int, seen: int, reason: str
) -> MaterialVersion:
    """Nobody uses the version any more; raises NotFound, Stale, NotYourMaterial, VersionEnded."""
    material, version = await own_version(uow, material_id, number)
    uow.expect(version, seen)
    check_under_way(version.status)
    _end(uow, material, version, "withdrawn", reason)
    return version


async def withdraw_cases(uow: UnitOfWork, consent_id: UUID) -> None:
    """The consent to telling a case is withdrawn: every version that rests on it is, too (PIPL art. 15)."""
    for version in await uow.all(queries.materials.CASES_ON_CONSENT, consent_id=consent_id):
        material: Material = await uow.get(queries.materials.MATERIAL, material_id=version.material_id)
        _end(uow, material, version, "withdrawn", CONSENT_WITHDRAWN)


async def expire(uow: UnitOfWork, due: DueWork) -> None:
    """The last day of an approved version is over."""
    version: MaterialVersion | None = await uow.one(
        queries.materials.VERSION_BY_ID, version_id=due.subject_id
    )
    if version is None or version.status != "approved" or may_be_used(uow, version):
        return
    material: Material = await uow.get(queries.materials.MATERIAL, material_id=version.material_id)
    _end(uow, material, version, "expired", None)


async def sweep_files(uow: UnitOfWork, due: DueWork) -> None:
    """Files of uploads that never became a version are deleted."""
    files = uow.kit.files
    old = await files.older_than(FOLDER, due.agency_id, uow.now - SWEPT_AFTER / 2)
    kept = await uow.all(queries.materials.FILES_IN_THE_LIBRARY, file_ids=[key.file_id for key in old])
    needed = {record["file_id"] for record in kept}
    for key in old:
        if key.file_id not in needed:
            await files.delete(key)


async def _replace(uow: UnitOfWork, material: Material) -> None:
    """The version that is in use gives way to the next."""
    if material.number_in_use is not None:
        before: MaterialVersion = await uow.get(
            queries.materials.VERSION, material_id=material.id, number=material.number_in_use
        )
        uow.change(before, status="replaced", ended_at=uow.now)
        uow.unschedule(EXPIRE_WORK, before.id)


def _end(
    uow: UnitOfWork, material: Material, version: MaterialVersion, status: str, reason: str | None
) -> None:
    uow.change(
        version,
        status=status,
        ended_at=uow.now,
        reason_sealed=version.reason_sealed if reason is None else uow.kit.cipher.seal(reason),
    )
    if material.number_in_use == version.number:
        uow.unschedule(EXPIRE_WORK, version.id)
        uow.change(material, status=status, number_in_use=None, expires_on=None)
    else:
        note_status(uow, material, version)
