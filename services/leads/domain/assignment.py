"""Who gets a lead: the first rule that fits him and has a fitting agent; among those, the one with the least to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.because import Because

SOURCE = "assignment rules of the agency"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the rules ask of a lead. `region` is six digits of GB/T 2260; `team_id` is set where only a team may serve."""

    segment: str
    region: str | None = None
    campaign_id: UUID | None = None
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who may take leads. No territory or segment means every one."""

    id: UUID
    team_id: UUID | None
    level: int
    territories: tuple[str, ...]
    segments: tuple[str, ...]
    open_leads: int
    most_open_leads: int
    last_assigned_at: datetime | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """One rule of the list: what a lead must be like (nothing said: any), and who may take him."""

    name: str
    regions: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    campaigns: tuple[UUID, ...] = ()
    least_level: int = 1
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who it is, by which rule, out of whom."""

    agent: Candidate
    rule: AssignmentRule
    place: int
    fitting: int


def choose(
    rules: Sequence[AssignmentRule], lead: Newcomer, agents: Sequence[Candidate], *, on: date
) -> Choice | None:
    """The agent for `lead`, or None where no rule that fits him has an agent with room.

    Among fitting agents the fewest open leads decide, then who has waited longest for one, then the id.
    """
    for place, rule in enumerate(rules, start=1):
        if not fits(rule, lead):
            continue
        fitting = [agent for agent in agents if _may_take(agent, rule, lead, on)]
        if fitting:
            return Choice(min(fitting, key=_load), rule, place, len(fitting))
    return None


def fits(rule: AssignmentRule, lead: Newcomer) -> bool:
    """Whether the rule is about such a lead; one without a region is in no territory."""
    return (
        (not rule.regions or _lies_in(lead.region, rule.regions))
        and (not rule.segments or lead.segment in rule.segments)
        and (not rule.campaigns or lead.campaign_id in rule.campaigns)
    )


def reason(choice: Choice, lead: Newcomer, *, version: int) -> Because:
    """Why this agent: to be kept with the assignment."""
    inputs: dict[str, Any] = {
        "rule": choice.rule.name,
        "place": choice.place,
        "segment": lead.segment,
        "region": lead.region,
        "campaign_id": lead.campaign_id,
        "fitting_agents": choice.fitting,
        "open_leads": choice.agent.open_leads,
        "last_assigned_at": choice.agent.last_assigned_at,
    }
    return Because(inputs=inputs, rule="assignment", source=SOURCE, version=f"assignment@{version}")


def _may_take(agent: Candidate, rule: AssignmentRule, lead: Newcomer, on: date) -> bool:
    teams = {team for team in (rule.team_id, lead.team_id) if team is not None}
    return (
        agent.level >= rule.least_level
        and agent.open_leads < agent.most_open_leads
        and agent.valid_from <= on
        and (agent.valid_to is None or on <= agent.valid_to)
        and (not agent.segments or lead.segment in agent.segments)
        and (not agent.territories or _lies_in(lead.region, agent.territories))
        and teams <= {agent.team_id}
    )


def _lies_in(region: str | None, territories: Iterable[str]) -> bool:
    """A territory is a code or the beginning of one: 11 is all of Beijing."""
    return region is not None and any(region.startswith(territory) for territory in territories)


def _load(agent: Candidate) -> tuple[int, float, UUID]:
    waited_since = agent.last_assigned_at.timestamp() if agent.last_assigned_at else 0.0
    return agent.open_leads, waited_since, agent.id
