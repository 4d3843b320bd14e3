"""Somebody comes in: as a new lead, or as one who is known already."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.consent_texts import require_known
from services.leads.domain.assignment import Newcomer
from services.leads.domain.consents import Guardian, check_guardian, check_minor_captured
from services.leads.domain.import_problems import TwoPeople
from services.leads.domain.leads import check_capture, come_back
from services.leads.tables import ONE_LEAD_A_PHONE, Lead, Touch
from services.leads.use_cases.assignment import note_assignment
from services.leads.use_cases.by_rule import roster
from services.leads.use_cases.consents import grant, is_child
from services.leads.use_cases.do_not_contact import refuse_do_not_contact
from services.leads.use_cases.merged import survivor
from shared import client_directory
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts.leads import LeadCaptured, LeadMerged, Segment
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody as he was entered; `phone` is normalised, `id_number` (checked) is known of few."""

    segment: Segment
    name: str
    phone: str
    birth_date: date | None
    sex: str | None
    purposes: Set[str]
    text_version: str
    id_number: str | None = None
    region: str | None = None
    guardian: Guardian | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody came, and who serves those who come that way."""

    source: str
    channel: str
    campaign_id: UUID | None = None
    agent_id: UUID | None = None
    team_id: UUID | None = None
    referrer_id: UUID | None = None


async def capture_by_agent(
    uow: UnitOfWork, prospect: Prospect, *, source: str, channel: str
) -> tuple[Lead, str]:
    """An agent or manager enters somebody; an agent's lead is his own. Raises DoNotContact, and what `capture` does."""
    agent_id = uow.caller.agent_id if uow.caller.role is Role.AGENT else None
    team_id = uow.caller.team_id if uow.caller.role is Role.MANAGER else None
    lead, outcome = await capture(uow, prospect, Way(source, channel, None, agent_id, team_id))
    if outcome == "merged":
        await refuse_do_not_contact(uow, lead.id)
    return lead, outcome


async def capture(uow: UnitOfWork, prospect: Prospect, way: Way) -> tuple[Lead, str]:
    """A new lead (`captured`), or a touch on the one with the same phone or identity number (`merged`).

    The first source wins. Somebody whom nobody would serve is given to an agent by the rules of the agency, where they
    have one. Raises ConsentMissing, BornInTheFuture, UnknownConsentText, TwoPeople; of a child, GuardianConsentNeeded,
    MinorConsentMissing.
    """
    check_capture(purposes=prospect.purposes, birth_date=prospect.birth_date, today=local_date(uow.now))
    for purpose in prospect.purposes:
        require_known(purpose, prospect.text_version, pointer="/consent_text_version")
    minor = is_child(uow, prospect.birth_date)
    check_guardian(minor=minor, purposes=prospect.purposes, guardian=prospect.guardian)
    check_minor_captured(minor=minor, purposes=prospect.purposes)
    digest = uow.kit.cipher.digest(prospect.phone)
    known = await _known(uow, prospect, digest)
    if known is not None:
        return _come_again(uow, known, way), "merged"
    if way.agent_id is None:
        return await _enter_by_rule(uow, prospect, way, digest), "captured"
    return enter(uow, prospect, way, phone_digest=digest), "captured"


async def _known(uow: UnitOfWork, prospect: Prospect, phone_digest: bytes) -> Lead | None:
    """Who this is, if he is a lead; raises TwoPeople where phone and identity number are of different ones."""
    if prospect.id_number is None:
        found: Lead | None = await uow.already_there(
            ONE_LEAD_A_PHONE, queries.leads.LEAD_BY_PHONE, phone_digest=phone_digest
        )
        return None if found is None else await survivor(uow, found)
    number = uow.kit.cipher.digest(prospect.id_number)
    asked = (
        (queries.leads.LEAD_BY_PHONE, {"phone_digest": phone_digest}),
        (queries.merges.LEAD_BY_IDENTITY_NUMBER, {"id_number_digest": number}),
    )
    marked: list[Lead] = [
        lead for query, mark in asked if (lead := await uow.one_in_agency(query, **mark)) is not None
    ]
    people = [await survivor(uow, lead) for lead in marked]
    numbers = {one.id_number_digest for one in (*marked, *people)} - {None, number}
    if len({one.id for one in people}) > 1 or numbers:
        raise TwoPeople("/id_number")
    return people[0] if people else None


async def _enter_by_rule(uow: UnitOfWork, prospect: Prospect, way: Way, digest: bytes) -> Lead:
    """A new lead, of the agent whom the rules choose, if they choose one."""
    chosen_from = await roster(uow)
    newcomer = Newcomer(prospect.segment, prospect.region, way.campaign_id, way.team_id)
    choice = None if chosen_from is None else chosen_from.choose(newcomer)
    if chosen_from is None or choice is None:
        return enter(uow, prospect, way, phone_digest=digest)
    agent = choice.agent
    way = replace(way, agent_id=agent.id, team_id=agent.team_id or way.team_id)
    lead = enter(uow, prospect, way, phone_digest=digest)
    note_assignment(uow, lead, way="rule", because=chosen_from.because(choice, newcomer))
    chosen_from.give(uow, agent.id)
    return lead


def _come_again(uow: UnitOfWork, known: Lead, way: Way) -> Lead:
    """A touch more; whoever had said no is asked anew."""
    merge(uow, known, way)
    if known.status != (status := come_back(known.status)):
        uow.change(known, status=status)
    return known


def enter(uow: UnitOfWork, prospect: Prospect, way: Way, *, phone_digest: bytes, status: str = "new") -> Lead:
    """A new lead, of whom it is certain that he may be contacted and that nobody knows him yet."""
    cipher, id_number = uow.kit.cipher, prospect.id_number
    lead = Lead(
        agency_id=uow.caller.agency_id,
        segment=prospect.segment,
        name_sealed=cipher.seal(prospect.name),
        phone_sealed=cipher.seal(prospect.phone),
        phone_digest=phone_digest,
        id_number_sealed=None if id_number is None else cipher.seal(id_number),
        id_number_digest=None if id_number is None else cipher.digest(id_number),
        birth_date=prospect.birth_date,
        sex=prospect.sex,
        status=status,
        source=way.source,
        channel=way.channel,
        campaign_id=way.campaign_id,
        agent_id=way.agent_id,
        team_id=way.team_id,
        captured_at=uow.now,
        region=prospect.region,
    )
    client_directory.enter(uow, lead.id, way.agent_id, way.team_id)
    uow.add(lead)
    _touch(uow, lead.id, way)
    for purpose in sorted(prospect.purposes):
        grant(uow, lead.id, purpose, prospect.text_version, way.channel, prospect.guardian)
    uow.record(
        LeadCaptured(
            client_id=lead.id,
            segment=prospect.segment,
            source=way.source,
            channel=way.channel,
            campaign_id=way.campaign_id,
            agent_id=way.agent_id,
            team_id=way.team_id,
            consent_purposes=sorted(prospect.purposes),
            referrer_client_id=way.referrer_id,
        ),
        about=lead,
    )
    return lead


def merge(uow: UnitOfWork, lead: Lead, way: Way) -> Lead:
    """A lead who is known came again: one touch more."""
    come_again(uow, lead, way)
    return lead


def come_again(uow: UnitOfWork, lead: Lead, way: Way, *, merged_lead: UUID | None = None) -> Touch:
    """The touch of somebody who is known; `merged_lead` is what he was taken for when he came that way."""
    uow.admit_client(lead.id)
    touch = _touch(uow, lead.id, way)
    uow.record(
        LeadMerged(
            client_id=lead.id,
            touch_id=touch.id,
            source=way.source,
            channel=way.channel,
            campaign_id=way.campaign_id,
            merged_lead=merged_lead,
        ),
        about=lead,
    )
    return touch


def _touch(uow: UnitOfWork, client_id: UUID, way: Way) -> Touch:
    return uow.add(
        Touch(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            source=way.source,
            channel=way.channel,
            campaign_id=way.campaign_id,
            touched_at=uow.now,
        )
    )
