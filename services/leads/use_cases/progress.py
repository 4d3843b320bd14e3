"""How far a lead is: moved on by what other services tell."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.leads import advanced
from services.leads.tables import Lead
from services.leads.use_cases.merged import survivor
from shared.unit_of_work import UnitOfWork


async def advance(uow: UnitOfWork, client_id: UUID, to: str) -> None:
    """Another service's event moves the lead on, and the one that stands for him; raises NotFound."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    _advance(uow, lead, to)
    if lead.merged_into is not None:
        _advance(uow, await survivor(uow, lead), to)


def _advance(uow: UnitOfWork, lead: Lead, to: str) -> None:
    status = advanced(lead.status, to)
    if status != lead.status:
        uow.change(lead, status=status, won_at=uow.now if status == "won" else lead.won_at)
