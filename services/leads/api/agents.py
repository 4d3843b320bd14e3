"""Routes about agents: the register, what each may sell, and what becomes of his clients when he leaves."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from services.leads import queries
from services.leads.domain.agents import Authorisation
from services.leads.schemas.agents import (
    AgentFacts,
    AgentIn,
    AgentOut,
    DepartureIn,
    HandedOverOut,
    HandoverOut,
)
from services.leads.tables import Agent, HandedOver, Handover
from services.leads.texts import PEOPLE_TEXTS
from services.leads.use_cases import agents, handover
from shared.because import Answer
from shared.caller import Role
from shared.contracts import Line
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("leads")


@router.post("/agents", status_code=status.HTTP_201_CREATED, tags=["agents"])
@allow(Role.MANAGER, Role.OPS)
async def register_agent(uow: Uow, agent: AgentIn) -> AgentOut:
    """Enter an agent into the register; a manager enters those of his team."""
    registered = await agents.register(uow, agent.agent_id, _facts(agent))
    uow.tag(registered)
    return _agent(registered)


@router.get("/agents", tags=["agents"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_agents(
    uow: Uow,
    asked: Asked,
    status: Annotated[str | None, Query(examples=["active"])] = None,
    team_id: UUID | None = None,
    mode: str | None = None,
) -> PageOf[AgentOut]:
    """The register of the agency, the newest first; `status` is active or left."""
    return await queries.agents.AGENTS.page(uow, asked, _agent, status=status, team_id=team_id, mode=mode)


@router.get("/agents/{agent_id}", tags=["agents"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def read_agent(uow: Uow, agent_id: UUID) -> AgentOut:
    """One agent."""
    agent: Agent = await uow.get(queries.agents.AGENT, agent_id=agent_id)
    uow.tag(agent)
    return _agent(agent)


@router.put("/agents/{agent_id}", tags=["agents"])
@allow(Role.MANAGER, Role.OPS)
async def change_agent(uow: Uow, agent_id: UUID, version: IfMatch, facts: AgentFacts) -> AgentOut:
    """What the register says of an agent is otherwise from now on."""
    changed = await agents.change(uow, agent_id, version, _facts(facts))
    uow.tag(changed)
    return _agent(changed)


@router.get("/agents/{agent_id}/authorisation", tags=["calculators"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def check_authorisation(
    uow: Uow,
    agent_id: UUID,
    line: Line,
    complexity: Annotated[int, Query(ge=1, le=5, description="the complexity level of the product")],
    on: date | None = None,
    insurer: Annotated[UUID | None, Query(description="whose product it is")] = None,
) -> Answer[Authorisation]:
    """Whether the agent may sell such a product on that day (today), and everything that stands against it."""
    answer = await agents.may_sell(uow, agent_id, line=line, complexity=complexity, on=on, insurer=insurer)
    said = [PEOPLE_TEXTS.say(f"caveat.{code}", uow.language) for code in answer.caveats]
    return answer.model_copy(update={"caveats": said})


@router.post("/agents/{agent_id}/departure", status_code=status.HTTP_201_CREATED, tags=["handovers"])
@allow(Role.MANAGER, Role.OPS)
async def depart(uow: Uow, agent_id: UUID, version: IfMatch, departure: DepartureIn) -> HandoverOut:
    """An agent has left: each of his clients goes over to another and is told within the time the law sets."""
    begun = await handover.depart(uow, agent_id, version, **departure.model_dump())
    uow.tag(begun)
    return _handover(begun)


@router.get("/handovers", tags=["handovers"])
@allow(Role.MANAGER, Role.OPS)
async def list_handovers(
    uow: Uow, asked: Asked, status: str | None = None, agent_id: UUID | None = None
) -> PageOf[HandoverOut]:
    """Handovers of the agency with how far they are, the newest first; `status` is running or done."""
    return await queries.agents.HANDOVERS.page(uow, asked, _handover, status=status, agent_id=agent_id)


@router.get("/handovers/{handover_id}", tags=["handovers"])
@allow(Role.MANAGER, Role.OPS)
async def read_handover(uow: Uow, handover_id: UUID) -> HandoverOut:
    """One handover, and how far it is."""
    found: Handover = await uow.get(queries.agents.HANDOVER, handover_id=handover_id)
    uow.tag(found)
    return _handover(found)


@router.get("/handovers/{handover_id}/clients", tags=["handovers"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_handed_over(
    uow: Uow, handover_id: UUID, asked: Asked, unnotified: bool = False
) -> PageOf[HandedOverOut]:
    """The clients of a handover who are in reach; `unnotified` leaves those who have not been told."""
    await uow.get(queries.agents.HANDOVER, handover_id=handover_id)
    listing = queries.agents.UNNOTIFIED if unnotified else queries.agents.CLIENTS_HANDED_OVER
    return await listing.page(uow, asked, _handed_over, handover_id=handover_id)


def _facts(sent: AgentFacts) -> dict[str, object]:
    as_json = {"lines", "life_insurers", "territories", "segments"}
    plain = sent.model_dump(exclude={"agent_id", *as_json})
    lists = sent.model_dump(mode="json", include=as_json)
    return plain | {name: sorted(set(values)) for name, values in lists.items()}


def _agent(agent: Agent) -> AgentOut:
    return AgentOut.model_validate(agent, from_attributes=True)


def _handover(found: Handover) -> HandoverOut:
    return HandoverOut.model_validate(found, from_attributes=True)


def _handed_over(client: HandedOver) -> HandedOverOut:
    return HandedOverOut.model_validate(client, from_attributes=True)
