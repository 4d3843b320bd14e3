"""How far a lead is: moved on by what other services tell."""

from datetime import datetime
from uuid import UUID

from services.leads import queries
from services.leads.domain.leads import advanced
from services.leads.tables import Lead, Refusal
from services.leads.use_cases.merged import survivor
from shared.unit_of_work import UnitOfWork


async def advance(uow: UnitOfWork, client_id: UUID, to: str, *, at: datetime) -> None:
    """Another service's event of the instant `at` moves the lead on, and the one that stands for him; raises NotFound.

    What was so before the client said no does not bring him back, whenever it is heard of; a policy always does.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    await _advance(uow, lead, to, at)
    if lead.merged_into is not None:
        await _advance(uow, await survivor(uow, lead), to, at)


async def _advance(uow: UnitOfWork, lead: Lead, to: str, at: datetime) -> None:
    status = advanced(lead.status, to)
    if status == lead.status:
        return
    if lead.status == "refused" and to != "won":
        refusal: Refusal | None = await uow.one(queries.reflection.LATEST_REFUSAL, client_id=lead.id)
        if refusal is not None and at <= refusal.recorded_at:
            return
    uow.change(lead, status=status, won_at=uow.now if status == "won" else lead.won_at)
