"""Who serves a client from now on, whoever decided it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.domain.people_problems import AgentLeft
from services.leads.tables import Agent, Assignment, Lead
from services.leads.use_cases.merged import merged_into, refuse_merged
from shared import client_directory
from shared.because import Because
from shared.contracts.leads import ClientAssigned
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Departure:
    """Why the client is told: his agent left, and under which id the notice goes."""

    agent_id: UUID
    left_on: date
    notice_id: UUID


async def assign(
    uow: UnitOfWork, client_id: UUID, version: int, *, agent_id: UUID, team_id: UUID | None
) -> Lead:
    """Another agent serves the client from now on; raises NotFound, Stale, LeadMerged, AgentLeft."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    uow.expect(lead, version)
    refuse_merged(lead)
    if await has_left(uow, agent_id):
        raise AgentLeft("/agent_id")
    serve(uow, lead, await merged_into(uow, lead), agent_id, team_id, way="hand")
    return lead


async def has_left(uow: UnitOfWork, agent_id: UUID) -> bool:
    """Whether the register says that the agent is here no more."""
    agent: Agent | None = await uow.one(queries.agents.AGENT, agent_id=agent_id)
    return agent is not None and agent.status == "left"


def serve(
    uow: UnitOfWork,
    lead: Lead,
    same_person: Iterable[Lead],
    agent_id: UUID,
    team_id: UUID | None,
    *,
    way: str,
    because: Because | None = None,
    departure: Departure | None = None,
) -> None:
    """The agent serves the lead, and with him every lead that was merged into him."""
    _serve(uow, lead, agent_id, team_id, way, because, departure)
    for merged in same_person:
        _serve(uow, merged, agent_id, team_id, way, because, None)


def _serve(
    uow: UnitOfWork,
    lead: Lead,
    agent_id: UUID,
    team_id: UUID | None,
    way: str,
    because: Because | None,
    departure: Departure | None,
) -> None:
    client_directory.enter(uow, lead.id, agent_id, team_id)
    uow.change(lead, agent_id=agent_id, team_id=team_id)
    note_assignment(uow, lead, way=way, because=because)
    uow.record(
        ClientAssigned(
            client_id=lead.id,
            agent_id=agent_id,
            team_id=team_id,
            departed_agent_id=None if departure is None else departure.agent_id,
            left_on=None if departure is None else departure.left_on,
            notice_id=None if departure is None else departure.notice_id,
        ),
        about=lead,
    )


def note_assignment(uow: UnitOfWork, lead: Lead, *, way: str, because: Because | None) -> None:
    """From when on who serves the lead, and why, is kept."""
    if lead.agent_id is None:
        return
    uow.add(
        Assignment(
            agency_id=uow.caller.agency_id,
            client_id=lead.id,
            agent_id=lead.agent_id,
            team_id=lead.team_id,
            way=way,
            because=None if because is None else because.model_dump(mode="json"),
            assigned_at=uow.now,
        )
    )
