"""How far a lead is: moved on by what other services tell."""

from uuid import UUID

from services.leads import queries
from services.leads.domain.leads import advanced
from services.leads.tables import Lead
from shared.unit_of_work import UnitOfWork


async def advance(uow: UnitOfWork, client_id: UUID, to: str) -> None:
    """Another service's event moves the lead on; raises NotFound."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    status = advanced(lead.status, to)
    if status != lead.status:
        uow.change(lead, status=status, won_at=uow.now if status == "won" else lead.won_at)
