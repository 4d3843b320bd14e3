"""What can happen to an import: it is opened, looked at, cancelled. Its rows are worked through by `work`."""

from typing import Any
from uuid import UUID, uuid5

from services.leads import queries
from services.leads.domain.import_problems import ImportEnded
from services.leads.imports.schemas import ImportIn
from services.leads.tables import LeadImport
from shared.caller import Caller, Role
from shared.file_store import ZIP, FileKey
from shared.problems import NotFound, Problem
from shared.unit_of_work import UnitOfWork
from shared.uploads import Upload

FOLDER = "imports"
ROWS_WORK = "import-rows"
FORGET_WORK = "forget-import-file"
UNDER_WAY = ("waiting", "running")


def open_import(uow: UnitOfWork, upload: Upload, asked: ImportIn) -> LeadImport:
    """A file came in: its rows are due now. It belongs to the agent who sent it, or to the manager's team."""
    proof = asked.consent_proof
    opened = uow.add(
        LeadImport(
            agency_id=uow.caller.agency_id,
            **owners(uow.caller),
            kind=asked.kind,
            dry_run=asked.dry_run,
            format="xlsx" if upload.file.content_type == ZIP else "csv",
            source=asked.source,
            channel=asked.channel,
            consent_purposes=sorted(asked.consent_purposes),
            consent_text_version=asked.consent_text_version,
            consent_proof_sealed=None if proof is None else uow.kit.cipher.seal(proof),
            file_id=upload.file.key.file_id,
            created_at=uow.now,
        )
    )
    uow.schedule(ROWS_WORK, opened.id, uow.now)
    return opened


async def import_in_reach(uow: UnitOfWork, import_id: UUID) -> LeadImport:
    """An import of the caller's own, of his team, or for operations of his agency; raises NotFound."""
    found: LeadImport = await uow.get(queries.imports.IMPORT, import_id=import_id)
    if any(getattr(found, name) != value for name, value in owners(uow.caller).items()):
        raise NotFound
    return found


async def cancel(uow: UnitOfWork, import_id: UUID) -> LeadImport:
    """The rows that are not yet imported stay out; raises NotFound, ImportEnded."""
    found = await import_in_reach(uow, import_id)
    if found.status not in UNDER_WAY:
        raise ImportEnded
    end(uow, found, "cancelled")
    return found


def end(
    uow: UnitOfWork, ended: LeadImport, status: str, failure: Problem | None = None, **counts: int
) -> None:
    """The import is over, and its file is forgotten."""
    uow.change(
        ended,
        status=status,
        failure=failure and failure.code,
        failure_details=failure.values if failure else {},
        ended_at=uow.now,
        **counts,
    )
    uow.schedule(FORGET_WORK, ended.id, uow.now)


def owners(caller: Caller) -> dict[str, Any]:
    """Whose the imports are that the caller may see; none but their agency limits operations."""
    if caller.role is Role.AGENT:
        return {"agent_id": caller.agent_id}
    return {"team_id": caller.team_id} if caller.role is Role.MANAGER else {}


def uploaded_file(of: LeadImport) -> FileKey:
    """Where the file is that came in."""
    return FileKey(FOLDER, of.agency_id, of.file_id)


def file_of_rows(of: LeadImport) -> FileKey:
    """Where its rows are as text: a workbook is unfolded into a file of its own."""
    if of.format == "csv":
        return uploaded_file(of)
    return FileKey(FOLDER, of.agency_id, uuid5(of.file_id, "rows"))
