"""Two leads turn out to be one person: one goes up in the other, and can be parted from it for a while."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.merging import Candidate, check_merge, check_undo, undo_until
from services.leads.domain.people_problems import MergeUndone
from services.leads.tables import Lead, LeadMerge
from services.leads.use_cases.assignment import has_left, serve
from services.leads.use_cases.capture import Way, come_again
from services.leads.use_cases.merged import merged_into
from shared.contracts.leads import LeadUnmerged
from shared.unit_of_work import UnitOfWork

BY_MERGE = "merge"


async def merge_leads(
    uow: UnitOfWork, client_id: UUID, version: int, *, merged_client_id: UUID, reason: str
) -> LeadMerge:
    """`merged_client_id` goes up in `client_id`: its phone and identity number lead on, its history stays under its id.

    Raises NotFound, Stale and what `check_merge` raises.
    """
    survivor: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    uow.expect(survivor, version)
    merged: Lead = await uow.get(queries.leads.LEAD, client_id=merged_client_id)
    others = {one.id: await merged_into(uow, one) for one in (survivor, merged)}
    check_merge(_candidate(survivor, others[survivor.id]), _candidate(merged, others[merged.id]))
    way = Way(merged.source, BY_MERGE, merged.campaign_id)
    touch = come_again(uow, survivor, way, merged_lead=merged.id)
    merge = uow.add(
        LeadMerge(
            agency_id=uow.caller.agency_id,
            client_id=survivor.id,
            merged_client_id=merged.id,
            reason=reason,
            touch_id=touch.id,
            served_by_agent_id=merged.agent_id,
            served_by_team_id=merged.team_id,
            merged_by=uow.caller.actor_id,
            merged_at=uow.now,
            undo_until=undo_until(uow.kit.jurisdiction, merged_at=uow.now).result,
        )
    )
    uow.change(survivor)
    uow.change(merged, merged_into=survivor.id)
    _serve_both(uow, survivor, merged, others)
    return merge


def _serve_both(uow: UnitOfWork, survivor: Lead, merged: Lead, others: dict[UUID, list[Lead]]) -> None:
    """One agent serves both from now on: the survivor's, or where nobody serves him, the other's."""
    if survivor.agent_id is None and merged.agent_id is not None:
        serve(uow, survivor, others[survivor.id], merged.agent_id, merged.team_id, way=BY_MERGE)
    elif survivor.agent_id is not None:
        served = (survivor.agent_id, survivor.team_id)
        if served != (merged.agent_id, merged.team_id):
            serve(uow, merged, others[merged.id], *served, way=BY_MERGE)


async def undo_merge(uow: UnitOfWork, client_id: UUID, merge_id: UUID, version: int) -> LeadMerge:
    """The two are two again, each served by whom he was served by before, unless that agent left.

    Raises NotFound, Stale, MergeUndone, MergeUndoTooLate.
    """
    merge: LeadMerge = await uow.get(queries.merges.MERGE, client_id=client_id, merge_id=merge_id)
    uow.expect(merge, version)
    if merge.undone_at is not None:
        raise MergeUndone
    check_undo(merge.undo_until, uow.now)
    merged: Lead = await uow.get(queries.leads.LEAD, client_id=merge.merged_client_id)
    others = await merged_into(uow, merged)
    uow.change(merge, undone_at=uow.now, undone_by=uow.caller.actor_id)
    uow.change(merged, merged_into=None)
    touch = await uow.one(queries.leads.TOUCH, touch_id=merge.touch_id)
    if touch is not None:
        uow.remove(touch)
    before = merge.served_by_agent_id
    if before is not None and before != merged.agent_id and not await has_left(uow, before):
        serve(uow, merged, others, before, merge.served_by_team_id, way=BY_MERGE)
    uow.record(LeadUnmerged(client_id=client_id, merge_id=merge.id, merged_lead=merged.id), about=merge)
    return merge


def _candidate(lead: Lead, others: list[Lead]) -> Candidate:
    return Candidate(
        id=lead.id,
        segment=lead.segment,
        has_policy=any(one.status == "won" for one in (lead, *others)),
        merged_into=lead.merged_into,
        marks=frozenset(one.id_number_digest for one in (lead, *others) if one.id_number_digest is not None),
    )
