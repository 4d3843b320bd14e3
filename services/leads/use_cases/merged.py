"""Leads that were merged: which one stands for a person, and which others are the same one."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.people_problems import LeadMerged
from services.leads.tables import Lead
from shared.unit_of_work import UnitOfWork

FIRST = UUID(int=0)


def refuse_merged(lead: Lead) -> None:
    """Raises LeadMerged for one that is no more for himself."""
    if lead.merged_into is not None:
        raise LeadMerged(merged_into=str(lead.merged_into))


async def survivor(uow: UnitOfWork, lead: Lead) -> Lead:
    """The lead that stands for this one: itself, unless it was merged."""
    while lead.merged_into not in (None, lead.id):
        lead = await uow.one_in_agency(queries.leads.LEAD, client_id=lead.merged_into)
    return lead


async def merged_into(uow: UnitOfWork, lead: Lead) -> list[Lead]:
    """Every lead that is the same person and leads on to this one, also by others."""
    found, known = [lead], {lead.id}
    for above in found:
        after = FIRST
        while below := await uow.one_in_agency(
            queries.merges.NEXT_MERGED_INTO, client_id=above.id, after=after
        ):
            after = below.id
            if below.id not in known:
                known.add(below.id)
                found.append(below)
    return found[1:]


async def same_person(uow: UnitOfWork, lead: Lead) -> list[Lead]:
    """This lead and every other one of the same person."""
    top = await survivor(uow, lead)
    return [one if one.id != lead.id else lead for one in (top, *await merged_into(uow, top))]
