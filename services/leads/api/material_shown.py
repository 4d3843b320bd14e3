"""How sales material is shown, and its files are sent; what only its author and those who approve see."""

from typing import Any

from fastapi.responses import StreamingResponse

from services.leads.material_texts import TEXTS
from services.leads.schemas.materials import MaterialOut, VersionOut
from services.leads.tables import Material, MaterialVersion
from services.leads.use_cases import materials
from services.leads.use_cases.material_decisions import CONSENT_WITHDRAWN
from shared.downloads import download
from shared.file_store import TEXT
from shared.office_files import DOCUMENT, PRESENTATION, WORKBOOK
from shared.unit_of_work import UnitOfWork

SUFFIXES = {
    TEXT: "txt",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    DOCUMENT: "docx",
    WORKBOOK: "xlsx",
    PRESENTATION: "pptx",
}
SHOWN = set(VersionOut.model_fields) - {"summary", "note", "evidence_reference", "reason", "may_be_used"}


def only_seen_by(uow: UnitOfWork) -> str | None:
    """Beyond what is approved, an agent sees his own; None: all is seen."""
    return None if materials.is_approver(uow.caller) else uow.caller.actor_id


def material_out(material: Material) -> MaterialOut:
    """One piece of sales material."""
    return MaterialOut.model_validate(material, from_attributes=True)


def version_out(uow: UnitOfWork, version: MaterialVersion) -> VersionOut:
    """One version, as far as the caller may see it."""
    caller = uow.caller
    trusted = materials.is_approver(caller) or version.uploaded_by == caller.actor_id
    shown: dict[str, Any] = version.model_dump(include=SHOWN)
    if not trusted:
        shown["consent_id"] = None
    return VersionOut(
        **shown,
        summary=_opened(uow, version.summary_sealed),
        note=_opened(uow, version.note_sealed),
        evidence_reference=_opened(uow, version.evidence_sealed) if trusted else None,
        reason=_reason(uow, version) if trusted else None,
        may_be_used=materials.may_be_used(uow, version),
    )


async def send_file(uow: UnitOfWork, material: Material, version: MaterialVersion) -> StreamingResponse:
    """The file of a version, named after the material."""
    name = f"{material.title} v{version.number}.{SUFFIXES.get(version.content_type, 'bin')}"
    key = materials.file_of(version)
    return await download(uow.kit.files, key, name=name, content_type=version.content_type)


def _reason(uow: UnitOfWork, version: MaterialVersion) -> str | None:
    told = _opened(uow, version.reason_sealed)
    return TEXTS.say(told, uow.language) if told == CONSENT_WITHDRAWN else told


def _opened(uow: UnitOfWork, text: bytes | None) -> str | None:
    return None if text is None else uow.kit.cipher.open(text)
