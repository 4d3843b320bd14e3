"""Routes about events: talks 社区讲座, family days 亲子活动 and salons at firms 员工福利沙龙, with their guests."""

from collections import Counter
from datetime import date
from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.api.campaigns import STAFF
from services.leads.domain.outreach import EventKind, Interest
from services.leads.schemas.outreach import (
    AttendanceIn,
    AttendeeIn,
    AttendeeOut,
    AttendeeStatus,
    EventChangeIn,
    EventCountsOut,
    EventIn,
    EventOut,
    EventStatus,
    FollowUpIn,
    NewGuestIn,
)
from services.leads.tables import Attendee, OutreachEvent
from services.leads.use_cases import outreach
from services.leads.use_cases.capture import Prospect
from shared.calendar import end_of_day, start_of_day
from shared.contracts.leads import Segment
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("leads")


@router.post("/events", status_code=status.HTTP_201_CREATED, tags=["events"])
@allow(*STAFF)
async def plan_event(uow: Uow, event: EventIn) -> EventOut:
    """Plan an event; a salon may be held at a firm that is a client."""
    planned = await outreach.plan(uow, **event.model_dump())
    uow.tag(planned)
    return _event(planned)


@router.get("/events", tags=["events"])
@allow(*STAFF)
async def list_events(
    uow: Uow,
    asked: Asked,
    kind: EventKind | None = None,
    status: EventStatus | None = None,
    agent_id: UUID | None = None,
    campaign_id: UUID | None = None,
    on_or_after: date | None = None,
    on_or_before: date | None = None,
) -> PageOf[EventOut]:
    """Events of the agency, the latest first."""
    return await queries.outreach.EVENTS.page(
        uow,
        asked,
        _event,
        kind=kind,
        status=status,
        agent_id=agent_id,
        campaign_id=campaign_id,
        starts_from=None if on_or_after is None else start_of_day(on_or_after),
        starts_to=None if on_or_before is None else end_of_day(on_or_before),
    )


@router.get("/events/follow-ups", tags=["events"])
@allow(*STAFF)
async def list_follow_ups(uow: Uow, asked: Asked, due_by: date | None = None) -> PageOf[AttendeeOut]:
    """Guests in reach who came and were not spoken to since, the first due first."""
    return await queries.outreach.FOLLOW_UPS.page(uow, asked, _attendee, due_by=due_by)


@router.get("/events/{event_id}", tags=["events"])
@allow(*STAFF)
async def read_event(uow: Uow, event_id: UUID) -> EventOut:
    """One event."""
    event: OutreachEvent = await uow.get(queries.outreach.EVENT, event_id=event_id)
    uow.tag(event)
    return _event(event)


@router.put("/events/{event_id}", tags=["events"])
@allow(*STAFF)
async def change_event(uow: Uow, event_id: UUID, version: IfMatch, event: EventChangeIn) -> EventOut:
    """Change or cancel an event; an agent changes his own."""
    changed = await outreach.change(uow, event_id, version, **event.model_dump())
    uow.tag(changed)
    return _event(changed)


@router.get("/events/{event_id}/counts", tags=["events"])
@allow(*STAFF)
async def count_guests(uow: Uow, event_id: UUID) -> EventCountsOut:
    """An event in numbers."""
    event: OutreachEvent = await uow.get(queries.outreach.EVENT, event_id=event_id)
    rows = await uow.all(queries.outreach.COUNTS, event_id=event_id)
    by: dict[str, Counter[str]] = {"status": Counter(), "interest": Counter(), "outcome": Counter()}
    for row in rows:
        for aspect, counts in by.items():
            if row[aspect] is not None:
                counts[row[aspect]] += row["guests"]
    still_open = sum(row["guests"] for row in rows if row["status"] == "attended" and row["outcome"] is None)
    return EventCountsOut(
        event_id=event_id,
        capacity=event.capacity,
        registered=event.registered,
        attended=event.attended,
        by_status=by["status"],
        by_interest=by["interest"],
        by_outcome=by["outcome"],
        follow_ups_open=still_open,
    )


@router.post("/events/{event_id}/attendees", status_code=status.HTTP_201_CREATED, tags=["events"])
@allow(*STAFF)
async def register_attendee(uow: Uow, event_id: UUID, attendee: AttendeeIn) -> AttendeeOut:
    """Register a guest: a client who is known, or a new one, who becomes a lead by his consent."""
    if attendee.client_id is not None:
        registered = await outreach.register_client(
            uow, event_id, attendee.client_id, interest=attendee.interest
        )
    else:
        assert attendee.guest is not None  # noqa: S101 the schema takes exactly one of both
        registered = await outreach.register_guest(
            uow, event_id, _prospect(attendee.guest), interest=attendee.interest
        )
    uow.tag(registered)
    return _attendee(registered)


@router.get("/events/{event_id}/attendees", tags=["events"])
@allow(*STAFF)
async def list_attendees(
    uow: Uow,
    event_id: UUID,
    asked: Asked,
    status: AttendeeStatus | None = None,
    interest: Interest | None = None,
) -> PageOf[AttendeeOut]:
    """Guests of an event whom the caller serves, the newest first."""
    await uow.get(queries.outreach.EVENT, event_id=event_id)
    return await queries.outreach.ATTENDEES.page(
        uow, asked, _attendee, event_id=event_id, status=status, interest=interest
    )


@router.put("/events/{event_id}/attendees/{attendee_id}/attendance", tags=["events"])
@allow(*STAFF)
async def note_attendance(
    uow: Uow, event_id: UUID, attendee_id: UUID, version: IfMatch, attendance: AttendanceIn
) -> AttendeeOut:
    """Note who came; he is to be followed up within some working days."""
    noted = await outreach.note_attendance(uow, event_id, attendee_id, version, **attendance.model_dump())
    uow.tag(noted)
    return _attendee(noted)


@router.put("/events/{event_id}/attendees/{attendee_id}/follow-up", tags=["events"])
@allow(*STAFF)
async def follow_up(
    uow: Uow, event_id: UUID, attendee_id: UUID, version: IfMatch, talk: FollowUpIn
) -> AttendeeOut:
    """Note what came of the talk with a guest after the event."""
    followed = await outreach.follow_up(uow, event_id, attendee_id, version, outcome=talk.outcome)
    uow.tag(followed)
    return _attendee(followed)


def _prospect(guest: NewGuestIn) -> Prospect:
    return Prospect(
        segment=Segment.PERSON,
        name=guest.name,
        phone=guest.phone,
        birth_date=None,
        sex=None,
        purposes=guest.consent_purposes,
        text_version=guest.consent_text_version,
    )


def _event(event: OutreachEvent) -> EventOut:
    return EventOut.model_validate(event, from_attributes=True)


def _attendee(attendee: Attendee) -> AttendeeOut:
    return AttendeeOut.model_validate(attendee, from_attributes=True)
