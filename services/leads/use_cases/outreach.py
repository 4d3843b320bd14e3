"""Events: planned, guests registered, noted who came, followed up."""

from typing import Any
from uuid import UUID

from services.leads import queries
from services.leads.domain.channel_problems import (
    AlreadyRegistered,
    CapacityTooSmall,
    NotAFirm,
    NotYours,
)
from services.leads.domain.outreach import check_begun, check_follow_up, check_place, follow_up_day
from services.leads.tables import ONE_ATTENDANCE_A_CLIENT, Attendee, Campaign, Lead, OutreachEvent
from services.leads.use_cases.capture import Prospect, Way, capture, merge
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts.leads import Segment
from shared.unit_of_work import UnitOfWork


async def plan(uow: UnitOfWork, **said: Any) -> OutreachEvent:
    """A new event; raises NotFound for a campaign or firm out of reach, NotAFirm."""
    await _find_references(uow, said)
    if said["agent_id"] is None and uow.caller.role is Role.AGENT:
        said["agent_id"] = uow.caller.agent_id
    if said["team_id"] is None and uow.caller.role is Role.MANAGER:
        said["team_id"] = uow.caller.team_id
    return uow.add(OutreachEvent(agency_id=uow.caller.agency_id, created_at=uow.now, **said))


async def change(uow: UnitOfWork, event_id: UUID, version: int, **said: Any) -> OutreachEvent:
    """An event is otherwise from now on, or cancelled; raises NotFound, Stale, NotYours, NotAFirm, CapacityTooSmall."""
    event: OutreachEvent = await uow.get(queries.outreach.EVENT, event_id=event_id)
    uow.expect(event, version)
    if uow.caller.role is Role.AGENT and event.agent_id != uow.caller.agent_id:
        raise NotYours
    if said["capacity"] is not None and said["capacity"] < event.registered:
        raise CapacityTooSmall("/capacity", registered=event.registered)
    await _find_references(uow, said)
    uow.change(event, **said)
    return event


async def register_client(
    uow: UnitOfWork, event_id: UUID, client_id: UUID, *, interest: str | None
) -> Attendee:
    """A client who is known comes to an event: one touch more.

    Raises NotFound, EventCancelled, EventFull, AlreadyRegistered.
    """
    event = await _event_with_a_place(uow, event_id)
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    merge(uow, lead, await _way(uow, event))
    return await _enter(uow, event, lead.id, interest)


async def register_guest(
    uow: UnitOfWork, event_id: UUID, guest: Prospect, *, interest: str | None
) -> Attendee:
    """Somebody comes to an event: a new lead, or a touch on the one with his phone.

    Raises NotFound, EventCancelled, EventFull, ConsentMissing, AlreadyRegistered.
    """
    event = await _event_with_a_place(uow, event_id)
    lead, _ = await capture(uow, guest, await _way(uow, event))
    return await _enter(uow, event, lead.id, interest)


async def note_attendance(
    uow: UnitOfWork, event_id: UUID, attendee_id: UUID, version: int, *, status: str, interest: str | None
) -> Attendee:
    """A guest came, did not come, or will not come; who came is followed up within some days.

    Raises NotFound, Stale, EventCancelled, NotYetHeld, EventFull.
    """
    attendee = await _attendee(uow, event_id, attendee_id)
    uow.expect(attendee, version)
    event: OutreachEvent = await uow.get(queries.outreach.EVENT, event_id=event_id)
    if status != "cancelled":
        check_begun(event.status, event.starts_at, now=uow.now)
    if attendee.status == "cancelled" and status != "cancelled":
        check_place(event.status, registered=event.registered, capacity=event.capacity)
    came = status == "attended"
    rule = uow.kit.jurisdiction.rule("events.follow_up", on=local_date(event.starts_at))
    uow.change(
        event,
        registered=event.registered + (status != "cancelled") - (attendee.status != "cancelled"),
        attended=event.attended + came - (attendee.status == "attended"),
    )
    uow.change(
        attendee,
        status=status,
        interest=interest or attendee.interest,
        follow_up_on=follow_up_day(event.starts_at, rule["working_days"]) if came else None,
    )
    return attendee


async def follow_up(
    uow: UnitOfWork, event_id: UUID, attendee_id: UUID, version: int, *, outcome: str
) -> Attendee:
    """A guest who came was spoken to; raises NotFound, Stale, NoFollowUpDue."""
    attendee = await _attendee(uow, event_id, attendee_id)
    uow.expect(attendee, version)
    check_follow_up(attendee.status)
    uow.change(attendee, outcome=outcome, followed_up_at=uow.now)
    return attendee


async def _attendee(uow: UnitOfWork, event_id: UUID, attendee_id: UUID) -> Attendee:
    attendee: Attendee = await uow.get(queries.outreach.ATTENDEE, event_id=event_id, attendee_id=attendee_id)
    return attendee


async def _event_with_a_place(uow: UnitOfWork, event_id: UUID) -> OutreachEvent:
    event: OutreachEvent = await uow.get(queries.outreach.EVENT, event_id=event_id)
    check_place(event.status, registered=event.registered, capacity=event.capacity)
    return event


async def _way(uow: UnitOfWork, event: OutreachEvent) -> Way:
    """Who comes to an event comes by its campaign, or else by the event itself, and is served by who registers him."""
    agent_id, team_id = event.agent_id, event.team_id
    if uow.caller.role is Role.AGENT:
        agent_id = uow.caller.agent_id
    if uow.caller.role is Role.MANAGER:
        team_id = uow.caller.team_id
    if event.campaign_id is None:
        return Way("event", event.kind, None, agent_id, team_id)
    campaign: Campaign = await uow.get(queries.campaigns.CAMPAIGN, campaign_id=event.campaign_id)
    return Way(campaign.source, campaign.channel, campaign.id, agent_id, team_id)


async def _enter(uow: UnitOfWork, event: OutreachEvent, client_id: UUID, interest: str | None) -> Attendee:
    uow.change(event, registered=event.registered + 1)
    there: Attendee | None = await uow.already_there(
        ONE_ATTENDANCE_A_CLIENT,
        queries.outreach.ATTENDANCE_OF,
        event_id=event.id,
        client_id=client_id,
    )
    if there is None:
        return uow.add(
            Attendee(
                agency_id=event.agency_id,
                client_id=client_id,
                event_id=event.id,
                interest=interest,
                registered_at=uow.now,
            )
        )
    if there.status != "cancelled":
        raise AlreadyRegistered
    uow.change(there, status="registered", interest=interest or there.interest)
    return there


async def _find_references(uow: UnitOfWork, said: dict[str, Any]) -> None:
    if said["campaign_id"] is not None:
        await uow.get(queries.campaigns.CAMPAIGN, campaign_id=said["campaign_id"])
    if said["firm_client_id"] is not None:
        firm: Lead = await uow.get(queries.leads.LEAD, client_id=said["firm_client_id"])
        if firm.segment != Segment.FIRM:
            raise NotAFirm("/firm_client_id")
