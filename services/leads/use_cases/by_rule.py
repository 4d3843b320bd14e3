"""Who gets a lead by the rules of the agency, and the rules themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.leads import queries
from services.leads.domain.assignment import AssignmentRule, Candidate, Choice, Newcomer, choose, reason
from services.leads.tables import Agent, AssignmentRules
from shared.because import Because
from shared.calendar import local_date
from shared.caller import Reach
from shared.problems import Stale
from shared.unit_of_work import UnitOfWork

SEE_ENOUGH = (Reach.SERVICE, Reach.AGENCY, Reach.TEAM)
"""Who sees what his candidates have to do; a manager's are those of his own team."""


@dataclass(slots=True)
class Roster:
    """The rules and the agents as they are, with what is given to each of them meanwhile."""

    rules: tuple[AssignmentRule, ...]
    version: int
    today: date
    candidates: dict[UUID, Candidate] = field(default_factory=dict)
    rows: dict[UUID, Agent] = field(default_factory=dict)

    def choose(self, lead: Newcomer) -> Choice | None:
        """Who gets the lead, or None where nobody fits."""
        return choose(self.rules, lead, list(self.candidates.values()), on=self.today)

    def because(self, choice: Choice, lead: Newcomer) -> Because:
        """Why he."""
        return reason(choice, lead, version=self.version)

    def give(self, uow: UnitOfWork, agent_id: UUID) -> None:
        """He has one more; so nobody else who decides at the same moment overlooks it."""
        agent = self.candidates[agent_id]
        self.candidates[agent_id] = replace(agent, open_leads=agent.open_leads + 1, last_assigned_at=uow.now)
        uow.change(self.rows[agent_id], last_assigned_at=uow.now)


async def roster(uow: UnitOfWork) -> Roster | None:
    """The rules with the agents who may be chosen; None where the agency has no rules, or the caller sees too little."""
    kept: AssignmentRules | None = await uow.one(queries.agents.RULES)
    if kept is None or not kept.rules or uow.caller.reach not in SEE_ENOUGH:
        return None
    agents: list[Agent] = await uow.all(queries.agents.ACTIVE_AGENTS)
    if uow.caller.reach is Reach.TEAM:
        agents = [agent for agent in agents if agent.team_id == uow.caller.team_id]
    counted = await uow.all(queries.agents.OPEN_LEADS, agent_ids=[agent.agent_id for agent in agents])
    open_leads = {row["agent_id"]: row["open_leads"] for row in counted}
    return Roster(
        rules=tuple(_rule(rule) for rule in kept.rules),
        version=kept.version,
        today=local_date(uow.now),
        candidates={agent.agent_id: _candidate(agent, open_leads) for agent in agents},
        rows={agent.agent_id: agent for agent in agents},
    )


async def change_rules(uow: UnitOfWork, version: int, rules: Sequence[dict[str, Any]]) -> AssignmentRules:
    """Other rules from now on; the first ones have the version 0 before them. Raises Stale."""
    kept: AssignmentRules | None = await uow.one(queries.agents.RULES)
    if kept is None:
        if version != 0:
            raise Stale
        agency_id = uow.caller.agency_id
        return uow.add(
            AssignmentRules(
                id=uuid5(agency_id, "assignment-rules"),
                agency_id=agency_id,
                rules=list(rules),
                changed_at=uow.now,
            )
        )
    uow.expect(kept, version)
    uow.change(kept, rules=list(rules), changed_at=uow.now)
    return kept


def _rule(kept: dict[str, Any]) -> AssignmentRule:
    team_id = kept.get("team_id")
    return AssignmentRule(
        name=kept["name"],
        regions=tuple(kept["regions"]),
        segments=tuple(kept["segments"]),
        campaigns=tuple(UUID(campaign) for campaign in kept["campaigns"]),
        least_level=kept["least_level"],
        team_id=None if team_id is None else UUID(team_id),
    )


def _candidate(agent: Agent, open_leads: dict[UUID, int]) -> Candidate:
    return Candidate(
        id=agent.agent_id,
        team_id=agent.team_id,
        level=agent.level,
        territories=tuple(agent.territories),
        segments=tuple(agent.segments),
        open_leads=open_leads.get(agent.agent_id, 0),
        most_open_leads=agent.most_open_leads,
        last_assigned_at=agent.last_assigned_at,
        valid_from=agent.valid_from,
        valid_to=agent.valid_to,
    )
