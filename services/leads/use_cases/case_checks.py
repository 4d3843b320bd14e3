"""What a claims case needs before anybody else may see it: consent, evidence, and nobody named in it."""

import asyncio
import codecs
from collections.abc import Sequence
from typing import Any, Final

from services.leads import queries
from services.leads.domain.anonymiser import find
from services.leads.domain.material_problems import (
    CaseConsentMissing,
    CaseConsentNotInForce,
    CaseEvidenceMissing,
    CaseFileTooLong,
    CaseNamesPerson,
    CaseSummaryMissing,
    TitleNamesPerson,
)
from services.leads.tables import Consent, Lead, Material, MaterialVersion
from shared.calendar import local_date
from shared.file_store import TEXT, FileKey, FileStore
from shared.unit_of_work import UnitOfWork

TEXT_BYTES: Final = 524_288
SHOWN: Final = 50


def check_title(uow: UnitOfWork, title: str) -> None:
    """Raises TitleNamesPerson: titles are kept as they are, so that they can be searched."""
    rule = uow.kit.jurisdiction.rule("case.anonymise", on=local_date(uow.now))
    if found := [finding.model_dump(mode="json") for finding in find(rule, title)]:
        raise TitleNamesPerson("/title", count=len(found), findings=found[:SHOWN])


async def check_case(uow: UnitOfWork, case: Material, version: MaterialVersion, file: FileKey) -> None:
    """A case may be submitted: raises what it lacks, or CaseNamesPerson with the kinds and the places of what names."""
    if version.consent_id is None:
        raise CaseConsentMissing("/consent_id")
    if version.evidence_sealed is None:
        raise CaseEvidenceMissing("/evidence_reference")
    if version.summary_sealed is None:
        raise CaseSummaryMissing("/summary")
    consent = await _consent(uow, version)
    texts = {"title": case.title, "summary": uow.kit.cipher.open(version.summary_sealed)}
    if version.content_type == TEXT:
        texts["file"] = await asyncio.to_thread(_text_of, uow.kit.files, file)
    names = await _names_of(uow, consent)
    if found := await asyncio.to_thread(_named_in, uow, texts, names):
        raise CaseNamesPerson(count=len(found), findings=found[:SHOWN])


async def _consent(uow: UnitOfWork, version: MaterialVersion) -> Consent:
    """The consent by which the case may be told, of a client in the author's reach; raises CaseConsentNotInForce."""
    rule = uow.kit.jurisdiction.rule("case.publication", on=local_date(uow.now))
    consent: Consent | None = await uow.one(queries.materials.CASE_CONSENT, consent_id=version.consent_id)
    if consent is None or consent.withdrawn_at is not None or consent.purpose != rule["consent_purpose"]:
        raise CaseConsentNotInForce("/consent_id")
    return consent


async def _names_of(uow: UnitOfWork, consent: Consent) -> list[str]:
    """The name of whoever consented, which must not stand in his case."""
    lead: Lead | None = await uow.one(queries.leads.LEAD, client_id=consent.client_id)
    return [] if lead is None else [uow.kit.cipher.open(lead.name_sealed)]


def _named_in(uow: UnitOfWork, texts: dict[str, str], names: Sequence[str]) -> list[dict[str, Any]]:
    rule = uow.kit.jurisdiction.rule("case.anonymise", on=local_date(uow.now))
    whole_names = [name for name in names if len(name.strip()) > 1]
    return [
        {"where": where, **finding.model_dump(mode="json")}
        for where, text in texts.items()
        for finding in find(rule, text, whole_names)
    ]


def _text_of(files: FileStore, key: FileKey) -> str:
    """The text of a file in whichever encoding Chinese texts come; raises CaseFileTooLong."""
    with files.open(key) as opened:
        if opened.size > TEXT_BYTES:
            raise CaseFileTooLong(limit=TEXT_BYTES)
        content = b"".join(opened.part(number) for number in range(opened.parts))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
