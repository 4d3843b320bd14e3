"""The register of agents, the rules by which they get leads, who served whom, and what became of a departed one's book."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from services.leads.tables.base import OfAgency, OfClient
from shared.fates import ERASED, KEPT_WITH_CONTRACT, Fate
from shared.rows import Versioned, identifier, instant, json

ONE_AGENT_AN_ID = "one_agent_an_id"


class Agent(Versioned, OfAgency, table=True):
    """An agent of the register; `agent_id` is who he is in tokens and events. The licence number is printed, so plain."""

    __tablename__ = "agent"
    __table_args__ = (
        UniqueConstraint("agency_id", "agent_id", name=ONE_AGENT_AN_ID),
        CheckConstraint("mode IN ('tied_agent', 'agency', 'broker')", name="agent_mode"),
        CheckConstraint("status IN ('active', 'left')", name="agent_status"),
        CheckConstraint("(status = 'left') = (left_on IS NOT NULL)", name="agent_left"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="agent_period"),
        Index("agent_by_time", "agency_id", "registered_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    agent_id: UUID
    team_id: UUID | None = None
    mode: str
    licence_no: str
    level: int
    lines: list[str] = json()
    life_insurers: list[str] = json()
    territories: list[str] = json()
    segments: list[str] = json()
    most_open_leads: int
    valid_from: date
    valid_to: date | None = None
    status: str = "active"
    left_on: date | None = None
    last_assigned_at: datetime | None = instant(None)
    registered_at: datetime = instant()


class AssignmentRules(Versioned, OfAgency, table=True):
    """The ordered rules of an agency; the id is derived from the agency's."""

    __tablename__ = "assignment_rules"

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    rules: list[dict[str, Any]] = json()
    changed_at: datetime = instant()


class Assignment(OfClient, table=True):
    """From when on an agent serves a client, and why."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("way IN ('rule', 'hand', 'handover', 'merge')", name="assignment_way"),
        Index("assignment_by_client", "client_id", "assigned_at", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    agency_id: UUID
    client_id: UUID
    agent_id: UUID
    team_id: UUID | None = None
    way: str
    because: dict[str, Any] | None = json(None)
    assigned_at: datetime = instant()


class Handover(Versioned, OfAgency, table=True):
    """An agent left: his clients go over to others, some hundreds at a time."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'done')", name="handover_status"),
        CheckConstraint("notified <= reassigned AND reassigned <= clients", name="handover_counts"),
        Index("handover_by_time", "agency_id", "begun_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    agent_id: UUID
    team_id: UUID | None = None
    left_on: date
    by_rule: bool
    successor_agent_id: UUID
    notice_last_day: date
    because: list[dict[str, Any]] = json()
    status: str = "running"
    clients: int = 0
    reassigned: int = 0
    notified: int = 0
    begun_at: datetime = instant()
    done_at: datetime | None = instant(None)


class HandedOver(Versioned, OfClient, table=True):
    """One client of a departed agent: who serves him now, and when he was told. The id is that of the notice to him."""

    __tablename__ = "handed_over"
    __table_args__ = (Index("handed_over_by_handover", "handover_id", "id"),)
    fate: ClassVar[Fate | None] = KEPT_WITH_CONTRACT

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    handover_id: UUID
    agent_id: UUID
    team_id: UUID | None = None
    handed_over_at: datetime = instant()
    notified_at: datetime | None = instant(None)
