"""The library of sales material: a piece of it is made, gets versions, and is used. `material_decisions` decides."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from services.leads import queries
from services.leads.domain.material_problems import MaterialFixed, MaterialNotInUse, NotYourMaterial
from services.leads.domain.materials import Kind, check_open
from services.leads.tables import Material, MaterialVersion
from services.leads.use_cases.case_checks import check_title
from shared.calendar import local_date
from shared.caller import Caller, Role
from shared.file_store import FileKey, StoredFile
from shared.problems import NotFound
from shared.unit_of_work import UnitOfWork

FOLDER: Final = "materials"
SWEEP_WORK: Final = "sweep-material-files"
SWEPT_AFTER: Final = timedelta(days=2)
APPROVERS: Final = frozenset({Role.MANAGER, Role.OPS})


def is_approver(caller: Caller) -> bool:
    """Whether the caller decides about material, and so sees all of it."""
    return caller.role in APPROVERS


def make_material(uow: UnitOfWork, *, kind: str, title: str, **marks: Any) -> Material:
    """A new piece of sales material, without a version; raises TitleNamesPerson for a case that names one."""
    if kind == Kind.CLAIMS_CASE:
        check_title(uow, title)
    caller = uow.caller
    made = Material(
        agency_id=caller.agency_id,
        kind=kind,
        title=title,
        author=caller.actor_id,
        created_at=uow.now,
        **marks,
    )
    return uow.add(made)


async def material_in_reach(uow: UnitOfWork, material_id: UUID) -> Material:
    """One that is in use, one's own, or for those who approve any of the agency; raises NotFound."""
    found: Material = await uow.get(queries.materials.MATERIAL, material_id=material_id)
    ever_approved = found.status in ("approved", "expired", "withdrawn", "replaced")
    if not (is_approver(uow.caller) or ever_approved or found.author == uow.caller.actor_id):
        raise NotFound
    return found


async def version_in_reach(
    uow: UnitOfWork, material_id: UUID, number: int
) -> tuple[Material, MaterialVersion]:
    """A version that was ever approved, one's own, or for those who approve any of the agency; raises NotFound."""
    material: Material = await uow.get(queries.materials.MATERIAL, material_id=material_id)
    found: MaterialVersion = await uow.get(queries.materials.VERSION, material_id=material_id, number=number)
    own = found.uploaded_by == uow.caller.actor_id
    if not (is_approver(uow.caller) or own or found.approved_at is not None):
        raise NotFound
    return material, found


async def mark_anew(uow: UnitOfWork, material_id: UUID, seen: int, *, title: str, **marks: Any) -> Material:
    """Another title, or other marks; raises NotFound, Stale, NotYourMaterial, MaterialFixed, TitleNamesPerson."""
    material = await _own_material(uow, material_id)
    uow.expect(material, seen)
    if material.status not in ("draft", "rejected"):
        raise MaterialFixed
    if material.kind == Kind.CLAIMS_CASE:
        check_title(uow, title)
    uow.change(material, title=title, **marks)
    return material


async def add_version(
    uow: UnitOfWork, material_id: UUID, file: StoredFile, content_type: str, said: dict[str, Any]
) -> MaterialVersion:
    """The next version, as a draft; raises NotFound, NotYourMaterial."""
    material = await _own_material(uow, material_id)
    number = material.newest_number + 1
    added = uow.add(
        MaterialVersion(
            agency_id=uow.caller.agency_id,
            material_id=material.id,
            number=number,
            file_id=file.key.file_id,
            content_type=content_type,
            size_bytes=file.size,
            sha256=file.sha256.hex(),
            uploaded_by=uow.caller.actor_id,
            uploaded_at=uow.now,
            **_sealed(uow, said),
        )
    )
    _note(uow, material, newest_number=number, newest_status="draft")
    uow.schedule(SWEEP_WORK, added.id, uow.now + SWEPT_AFTER)
    return added


async def amend(
    uow: UnitOfWork, material_id: UUID, number: int, seen: int, said: dict[str, Any]
) -> MaterialVersion:
    """What is said beside the file of a draft, anew; raises NotFound, Stale, NotYourMaterial, VersionNotOpen."""
    _, version = await own_version(uow, material_id, number)
    uow.expect(version, seen)
    check_open(version.status)
    uow.change(version, **_sealed(uow, said))
    return version


async def version_in_use(uow: UnitOfWork, material_id: UUID) -> tuple[Material, MaterialVersion]:
    """The version that may be used today; raises NotFound, MaterialNotInUse."""
    material: Material = await uow.get(queries.materials.MATERIAL, material_id=material_id)
    if material.number_in_use is None:
        await material_in_reach(uow, material_id)
        raise MaterialNotInUse
    version: MaterialVersion = await uow.get(
        queries.materials.VERSION, material_id=material_id, number=material.number_in_use
    )
    if not may_be_used(uow, version):
        raise MaterialNotInUse
    return material, version


async def version_to_read(
    uow: UnitOfWork, material_id: UUID, number: int
) -> tuple[Material, MaterialVersion]:
    """A version whose file the caller may have: in use, his own on its way, or any for those who approve.

    Raises NotFound, MaterialNotInUse.
    """
    material, version = await version_in_reach(uow, material_id, number)
    own = version.uploaded_by == uow.caller.actor_id and version.approved_at is None
    if not (may_be_used(uow, version) or own or is_approver(uow.caller)):
        raise MaterialNotInUse
    return material, version


def may_be_used(uow: UnitOfWork, version: MaterialVersion) -> bool:
    """Whether the version is approved, and its last day is not over."""
    return (
        version.status == "approved"
        and version.expires_on is not None
        and local_date(uow.now) <= version.expires_on
    )


def file_of(version: MaterialVersion) -> FileKey:
    """Where the file of a version is kept."""
    return FileKey(FOLDER, version.agency_id, version.file_id)


async def _own_material(uow: UnitOfWork, material_id: UUID) -> Material:
    """Raises NotFound, NotYourMaterial."""
    material = await material_in_reach(uow, material_id)
    if not is_approver(uow.caller) and material.author != uow.caller.actor_id:
        raise NotYourMaterial
    return material


async def own_version(uow: UnitOfWork, material_id: UUID, number: int) -> tuple[Material, MaterialVersion]:
    """Raises NotFound, NotYourMaterial."""
    material, version = await version_in_reach(uow, material_id, number)
    if not is_approver(uow.caller) and version.uploaded_by != uow.caller.actor_id:
        raise NotYourMaterial
    return material, version


def note_status(uow: UnitOfWork, material: Material, version: MaterialVersion) -> None:
    """A material that has no version in use stands where its newest one does."""
    if version.number == material.newest_number:
        _note(uow, material, newest_number=version.number, newest_status=version.status)


def _note(uow: UnitOfWork, material: Material, *, newest_number: int, newest_status: str) -> None:
    status = material.status if material.number_in_use is not None else newest_status
    uow.change(material, newest_number=newest_number, status=status)


def _sealed(uow: UnitOfWork, said: dict[str, Any]) -> dict[str, Any]:
    """What is said beside a file, as it is kept: free text is sealed, for anybody may be named in it."""
    seal = uow.kit.cipher.seal
    texts = {"summary": "summary_sealed", "evidence_reference": "evidence_sealed", "note": "note_sealed"}
    kept = {column: None if said[name] is None else seal(said[name]) for name, column in texts.items()}
    return {**kept, "consent_id": said["consent_id"], "expires_on": said["expires_on"]}
