"""Whose client a client is, known in every service: the reactions that keep the directory which confinement reads."""

from uuid import UUID

from shared.choreography import Reacts
from shared.contracts.leads import ClientAssigned, LeadCaptured
from shared.events import Incoming
from shared.kit_tables import ClientDirectory
from shared.unit_of_work import UnitOfWork


async def note_client(uow: UnitOfWork, event: Incoming[LeadCaptured] | Incoming[ClientAssigned]) -> None:
    """A client came or changed hands."""
    enter(uow, event.data.client_id, event.data.agent_id, event.data.team_id)


def enter(uow: UnitOfWork, client_id: UUID, agent_id: UUID | None, team_id: UUID | None) -> None:
    """Put the client into this service's directory, over what it said before."""
    uow.admit_client(client_id)
    uow.add(ClientDirectory(id=client_id, agency_id=uow.caller.agency_id, agent_id=agent_id, team_id=team_id))


FOLLOWS_CLIENTS = (
    Reacts(LeadCaptured, note_client, "whose client this is decides who may see him"),
    Reacts(ClientAssigned, note_client, "a new agent sees his clients from now on"),
)
