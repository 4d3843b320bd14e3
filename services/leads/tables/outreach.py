"""Events to which an agency invites, and who comes to them."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from services.leads.tables.base import OfAgency, OfClient
from shared.fates import ERASED, Fate
from shared.rows import Versioned, identifier, instant

ONE_ATTENDANCE_A_CLIENT = "one_attendance_a_client"


class OutreachEvent(Versioned, OfAgency, table=True):
    """A talk 社区讲座, a family day 亲子活动 or a salon at a firm 员工福利沙龙.

    Whoever registers a guest changes this row too, so that `registered` never exceeds `capacity`.
    """

    __tablename__ = "outreach_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('community-talk', 'family-day', 'corporate-salon')", name="outreach_event_kind"
        ),
        CheckConstraint("status IN ('planned', 'cancelled')", name="outreach_event_status"),
        CheckConstraint("capacity >= registered AND registered >= 0", name="outreach_event_capacity"),
        CheckConstraint("kind = 'corporate-salon' OR firm_client_id IS NULL", name="outreach_event_firm"),
        Index("outreach_event_by_start", "agency_id", "starts_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    kind: str
    title: str
    place: str
    starts_at: datetime = instant()
    capacity: int | None = None
    campaign_id: UUID | None = None
    firm_client_id: UUID | None = None
    agent_id: UUID | None = None
    team_id: UUID | None = None
    status: str = "planned"
    registered: int = 0
    attended: int = 0
    created_at: datetime = instant()


class Attendee(Versioned, OfClient, table=True):
    """A client at an event: registered, then there or not, then followed up."""

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("event_id", "client_id", name=ONE_ATTENDANCE_A_CLIENT),
        CheckConstraint(
            "status IN ('registered', 'attended', 'absent', 'cancelled')", name="attendee_status"
        ),
        CheckConstraint("interest IN ('group', 'individual')", name="attendee_interest"),
        CheckConstraint("(outcome IS NULL) = (followed_up_at IS NULL)", name="attendee_outcome"),
        Index("attendee_by_event", "event_id", "registered_at", "id"),
        Index("attendee_by_follow_up", "agency_id", "follow_up_on", "id"),
    )
    fate: ClassVar[Fate | None] = ERASED

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    client_id: UUID
    event_id: UUID
    status: str = "registered"
    interest: str | None = None
    registered_at: datetime = instant()
    follow_up_on: date | None = None
    followed_up_at: datetime | None = instant(None)
    outcome: str | None = None
