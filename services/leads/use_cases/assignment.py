"""Who serves a client."""

from uuid import UUID

from services.leads import queries
from services.leads.tables import Lead
from shared import client_directory
from shared.contracts.leads import ClientAssigned
from shared.unit_of_work import UnitOfWork


async def assign(
    uow: UnitOfWork, client_id: UUID, version: int, *, agent_id: UUID, team_id: UUID | None
) -> Lead:
    """Another agent serves the client from now on; raises NotFound, Stale."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    uow.expect(lead, version)
    uow.change(lead, agent_id=agent_id, team_id=team_id)
    client_directory.enter(uow, lead.id, agent_id, team_id)
    uow.record(ClientAssigned(client_id=lead.id, agent_id=agent_id, team_id=team_id), about=lead)
    return lead
