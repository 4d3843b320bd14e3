"""Routes about who somebody is: his identity number, and leads that are one person."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.schemas.people import IdentityIn, MergeIn, MergeOut
from services.leads.tables import LeadMerge
from services.leads.use_cases.identity import set_identity
from services.leads.use_cases.merging import merge_leads, undo_merge
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("leads")


@router.put("/{client_id}/identity", tags=["leads"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def put_identity(uow: Uow, client_id: UUID, version: IfMatch, identity: IdentityIn) -> None:
    """Keep the identity number of a person: checked, encrypted, and never given out again."""
    uow.tag(await set_identity(uow, client_id, version, identity.id_number))


@router.post("/{client_id}/merges", status_code=status.HTTP_201_CREATED, tags=["merges"])
@allow(Role.MANAGER, Role.OPS)
async def merge(uow: Uow, client_id: UUID, version: IfMatch, asked: MergeIn) -> MergeOut:
    """Another lead is the same person: it goes up in this one and keeps its history."""
    merged = await merge_leads(
        uow, client_id, version, merged_client_id=asked.merged_client_id, reason=asked.reason
    )
    uow.tag(merged)
    return _merge(merged)


@router.get("/{client_id}/merges", tags=["merges"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_merges(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[MergeOut]:
    """What went up in this lead, the newest first; those that were undone too."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.merges.MERGES.page(uow, asked, _merge, client_id=client_id)


@router.post("/{client_id}/merges/{merge_id}/undo", tags=["merges"])
@allow(Role.MANAGER, Role.OPS)
async def undo(uow: Uow, client_id: UUID, merge_id: UUID, version: IfMatch) -> MergeOut:
    """The two were two people after all: they are parted again, within the time for it."""
    undone = await undo_merge(uow, client_id, merge_id, version)
    uow.tag(undone)
    return _merge(undone)


def _merge(merged: LeadMerge) -> MergeOut:
    return MergeOut.model_validate(merged, from_attributes=True)
