"""Questions about events and their guests."""

from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from services.leads.tables import Attendee, OutreachEvent
from shared.pagination import Listing

EVENT = select(OutreachEvent).where(col(OutreachEvent.id) == bindparam("event_id"))
ATTENDEE = select(Attendee).where(
    col(Attendee.event_id) == bindparam("event_id"), col(Attendee.id) == bindparam("attendee_id")
)
ATTENDANCE_OF = select(Attendee).where(
    col(Attendee.event_id) == bindparam("event_id"), col(Attendee.client_id) == bindparam("client_id")
)
_COUNTED: Final[tuple[Any, ...]] = (
    col(Attendee.status).label("status"),
    col(Attendee.interest).label("interest"),
    col(Attendee.outcome).label("outcome"),
)
COUNTS = (
    select(*_COUNTED, func.count(col(Attendee.id)).label("guests"))
    .where(col(Attendee.event_id) == bindparam("event_id"))
    .group_by(*_COUNTED)
)


EVENTS = Listing(
    select(OutreachEvent),
    order=(col(OutreachEvent.starts_at), col(OutreachEvent.id)),
    filters=(
        ("kind", col(OutreachEvent.kind)),
        ("status", col(OutreachEvent.status)),
        ("agent_id", col(OutreachEvent.agent_id)),
        ("campaign_id", col(OutreachEvent.campaign_id)),
        ("starts_from", col(OutreachEvent.starts_at) >= bindparam("starts_from")),
        ("starts_to", col(OutreachEvent.starts_at) < bindparam("starts_to")),
    ),
    descending=True,
)
ATTENDEES = Listing(
    select(Attendee).where(col(Attendee.event_id) == bindparam("event_id")),
    order=(col(Attendee.registered_at), col(Attendee.id)),
    filters=(("status", col(Attendee.status)), ("interest", col(Attendee.interest))),
    descending=True,
)
FOLLOW_UPS = Listing(
    select(Attendee).where(
        col(Attendee.status) == "attended",
        col(Attendee.followed_up_at).is_(None),
        col(Attendee.follow_up_on).is_not(None),
    ),
    order=(col(Attendee.follow_up_on), col(Attendee.id)),
    filters=(("due_by", col(Attendee.follow_up_on) <= bindparam("due_by")),),
)
