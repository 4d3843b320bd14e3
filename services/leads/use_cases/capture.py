"""Somebody comes in: as a new lead, or as one who is known already."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.consent_texts import require_known
from services.leads.domain.consents import Guardian, check_guardian, check_minor_captured
from services.leads.domain.leads import check_capture
from services.leads.tables import ONE_LEAD_A_PHONE, Campaign, Lead, Touch
from services.leads.use_cases.consents import grant, is_child
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
    guardian: Guardian | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody came, and who serves those who come that way."""

    source: str
    channel: str
    campaign_id: UUID | None = None
    agent_id: UUID | None = None
    team_id: UUID | None = None


async def capture_from_campaign(uow: UnitOfWork, public_key: str, prospect: Prospect) -> tuple[Lead, str]:
    """Somebody comes by the public page of a campaign; raises NotFound for a key that none has."""
    campaign: Campaign = await uow.opened_by_capability(
        queries.campaigns.CAMPAIGN_BY_KEY, public_key=public_key
    )
    way = Way(campaign.source, campaign.channel, campaign.id, campaign.agent_id, campaign.team_id)
    return await capture(uow, prospect, way)


async def capture_by_agent(
    uow: UnitOfWork, prospect: Prospect, *, source: str, channel: str
) -> tuple[Lead, str]:
    """An agent or manager enters somebody; an agent's lead is his own."""
    agent_id = uow.caller.agent_id if uow.caller.role is Role.AGENT else None
    team_id = uow.caller.team_id if uow.caller.role is Role.MANAGER else None
    return await capture(uow, prospect, Way(source, channel, None, agent_id, team_id))


async def capture(uow: UnitOfWork, prospect: Prospect, way: Way) -> tuple[Lead, str]:
    """A new lead (`captured`), or a touch on the one with the same phone (`merged`); first source wins.

    Raises ConsentMissing, BornInTheFuture, UnknownConsentText; of a child, GuardianConsentNeeded, MinorConsentMissing.
    """
    check_capture(purposes=prospect.purposes, birth_date=prospect.birth_date, today=local_date(uow.now))
    for purpose in prospect.purposes:
        require_known(purpose, prospect.text_version, pointer="/consent_text_version")
    minor = is_child(uow, prospect.birth_date)
    check_guardian(minor=minor, purposes=prospect.purposes, guardian=prospect.guardian)
    check_minor_captured(minor=minor, purposes=prospect.purposes)
    digest = uow.kit.cipher.digest(prospect.phone)
    known: Lead | None = await uow.already_there(
        ONE_LEAD_A_PHONE, queries.leads.LEAD_BY_PHONE, phone_digest=digest
    )
    if known is not None:
        return merge(uow, known, way), "merged"
    return enter(uow, prospect, way, phone_digest=digest), "captured"


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
        ),
        about=lead,
    )
    return lead


def merge(uow: UnitOfWork, lead: Lead, way: Way) -> Lead:
    """A lead who is known came again: one touch more."""
    uow.admit_client(lead.id)
    touch = _touch(uow, lead.id, way)
    uow.record(
        LeadMerged(
            client_id=lead.id,
            touch_id=touch.id,
            source=way.source,
            channel=way.channel,
            campaign_id=way.campaign_id,
        ),
        about=lead,
    )
    return lead


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
