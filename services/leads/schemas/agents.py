"""The register of agents, the rules by which they get leads, and handovers."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.domain.agents import AgentMode
from services.leads.schemas.people import Region
from shared.contracts import Line
from shared.contracts.leads import Segment
from shared.sent import Input

Territory = Annotated[
    str,
    Field(
        pattern=r"^[1-9][0-9]{1,5}$",
        examples=["1101"],
        description="a region code or how it begins: 11 is all of Beijing",
    ),
]
LicenceNo = Annotated[
    str, Field(min_length=6, max_length=40, pattern=r"^[0-9A-Z]+$", examples=["02000031000080002026000001"])
]


class AgentFacts(Input):
    """What the register says of an agent. An empty list of territories or segments means every one."""

    team_id: UUID | None = None
    mode: AgentMode
    licence_no: LicenceNo
    level: Annotated[int, Field(ge=1, le=100, examples=[3])]
    lines: Annotated[list[Line], Field(max_length=20)]
    life_insurers: Annotated[list[UUID], Field(default_factory=list, max_length=100)]
    territories: Annotated[list[Territory], Field(default_factory=list, max_length=200)]
    segments: Annotated[list[Segment], Field(default_factory=list, max_length=2)]
    most_open_leads: Annotated[int, Field(ge=0, le=100_000, examples=[80])]
    valid_from: date
    valid_to: date | None = None


class AgentIn(AgentFacts):
    """An agent who is entered; `agent_id` is the subject of his tokens."""

    agent_id: UUID


class AgentOut(BaseModel):
    """An agent of the register."""

    agent_id: UUID
    version: int
    team_id: UUID | None
    mode: AgentMode
    licence_no: str
    level: int
    lines: list[Line]
    life_insurers: list[UUID]
    territories: list[str]
    segments: list[Segment]
    most_open_leads: int
    valid_from: date
    valid_to: date | None
    status: str
    left_on: date | None
    last_assigned_at: datetime | None


class RuleIn(Input):
    """One rule: what a lead must be like (an empty list: any), and who may take him."""

    name: Annotated[str, Field(min_length=1, max_length=60, examples=["北京企业客户"])]
    regions: Annotated[list[Territory], Field(default_factory=list, max_length=200)]
    segments: Annotated[list[Segment], Field(default_factory=list, max_length=2)]
    campaigns: Annotated[list[UUID], Field(default_factory=list, max_length=200)]
    least_level: Annotated[int, Field(ge=1, le=100)] = 1
    team_id: UUID | None = None


class RulesIn(Input):
    """The whole list, in its order."""

    rules: Annotated[list[RuleIn], Field(max_length=100)]


class RulesOut(BaseModel):
    """The rules in force; version 0: there are none yet."""

    version: int
    rules: list[RuleIn]


class NewcomerQuestion(Input):
    """A lead who might come."""

    segment: Segment = Segment.PERSON
    region: Region | None = None
    campaign_id: UUID | None = None


class ChosenOut(BaseModel):
    """Who would get him; null: nobody."""

    agent_id: UUID | None
    team_id: UUID | None
    rule: str | None


class AssignmentOut(BaseModel):
    """From when on an agent serves a client, and why: by a rule, by hand, by a handover or a merge."""

    id: UUID
    agent_id: UUID
    team_id: UUID | None
    way: str
    because: dict[str, Any] | None
    assigned_at: datetime


class DepartureIn(Input):
    """An agent has left. With `by_rule` the rules choose, and the successor gets those whom they give to nobody."""

    left_on: date
    successor_agent_id: UUID
    by_rule: bool = False


class HandoverOut(BaseModel):
    """How far a handover is: clients in the book, handed over, and told of it."""

    id: UUID
    version: int
    agent_id: UUID
    left_on: date
    by_rule: bool
    successor_agent_id: UUID
    notice_last_day: date
    because: list[dict[str, Any]]
    status: str
    clients: int
    reassigned: int
    notified: int
    begun_at: datetime
    done_at: datetime | None


class HandedOverOut(BaseModel):
    """One client of the departed agent."""

    id: UUID
    client_id: UUID
    agent_id: UUID
    team_id: UUID | None
    handed_over_at: datetime
    notified_at: datetime | None
