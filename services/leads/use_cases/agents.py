"""The register of agents: who is entered, what changes of him, and what he may sell."""

from datetime import date
from typing import Any
from uuid import UUID

from services.leads import queries
from services.leads.domain.agents import AgentMode, Authorisation, Licence, authorisation, check_licence
from services.leads.domain.people_problems import AgentKnown, AgentLeft
from services.leads.tables import ONE_AGENT_AN_ID, Agent
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.problems import NotFound
from shared.unit_of_work import UnitOfWork


async def register(uow: UnitOfWork, agent_id: UUID, facts: dict[str, Any]) -> Agent:
    """An agent is entered; a manager enters those of his own team.

    Raises AgentKnown, LevelUnknown, PeriodBackwards, TiedToOneInsurer, NotFound for another team.
    """
    _check(uow, facts)
    known = await uow.already_there(ONE_AGENT_AN_ID, queries.agents.AGENT, agent_id=agent_id)
    if known is not None:
        raise AgentKnown("/agent_id")
    return uow.add(Agent(agency_id=uow.caller.agency_id, agent_id=agent_id, registered_at=uow.now, **facts))


async def change(uow: UnitOfWork, agent_id: UUID, version: int, facts: dict[str, Any]) -> Agent:
    """What the register says of him is otherwise; raises NotFound, Stale, AgentLeft and what `register` raises."""
    agent = await agent_of_mine(uow, agent_id)
    uow.expect(agent, version)
    if agent.status == "left":
        raise AgentLeft
    _check(uow, facts)
    uow.change(agent, **facts)
    return agent


async def agent_of_mine(uow: UnitOfWork, agent_id: UUID) -> Agent:
    """An agent whom the caller may change: of a manager, one of his own team. Raises NotFound."""
    agent: Agent = await uow.get(queries.agents.AGENT, agent_id=agent_id)
    _refuse_other_team(uow, agent.team_id)
    return agent


async def may_sell(
    uow: UnitOfWork, agent_id: UUID, *, line: Line, complexity: int, on: date | None, insurer: UUID | None
) -> Answer[Authorisation]:
    """Whether the agent may sell it on that day; raises NotFound."""
    agent: Agent = await uow.get(queries.agents.AGENT, agent_id=agent_id)
    licence = Licence(
        mode=AgentMode(agent.mode),
        level=agent.level,
        lines=frozenset(agent.lines),
        life_insurers=frozenset(UUID(one) for one in agent.life_insurers),
        valid_from=agent.valid_from,
        valid_to=agent.valid_to,
        left_on=agent.left_on,
    )
    day = on or local_date(uow.now)
    return authorisation(
        uow.kit.jurisdiction, licence, line=line, complexity=complexity, on=day, insurer=insurer
    )


def _check(uow: UnitOfWork, facts: dict[str, Any]) -> None:
    _refuse_other_team(uow, facts["team_id"])
    check_licence(
        uow.kit.jurisdiction,
        on=local_date(uow.now),
        **{name: facts[name] for name in ("mode", "level", "life_insurers", "valid_from", "valid_to")},
    )


def _refuse_other_team(uow: UnitOfWork, team_id: UUID | None) -> None:
    if uow.caller.role is Role.MANAGER and team_id != uow.caller.team_id:
        raise NotFound
