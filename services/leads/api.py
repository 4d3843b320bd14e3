"""The routes of `leads`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from services.leads import queries, use_cases
from services.leads.schemas import (
    AssignmentIn,
    CampaignIn,
    CampaignOut,
    CaptureOut,
    ConsentIn,
    ConsentOut,
    LeadIn,
    LeadOut,
    Phone,
    PublicCampaignOut,
    Purpose,
    SelfAssessmentIn,
    TouchOut,
)
from services.leads.tables import Campaign, Consent, Lead, Touch
from services.leads.texts import CONSENT_TEXT_VERSION, TEXTS
from shared.caller import Role
from shared.contracts.leads import Segment
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, public, service_router
from shared.unit_of_work import UnitOfWork

LEAD_SHOWN = set(LeadOut.model_fields) - {"client_id", "name", "phone"}

router = service_router("leads")


@router.post("/campaigns", status_code=status.HTTP_201_CREATED, tags=["campaigns"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def open_campaign(uow: Uow, campaign: CampaignIn) -> CampaignOut:
    """Open a campaign; those who come by it are served by its agent."""
    opened = await use_cases.open_campaign(uow, **campaign.model_dump())
    uow.tag(opened)
    return _campaign(opened)


@router.get("/campaigns", tags=["campaigns"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_campaigns(uow: Uow, asked: Asked, channel: str | None = None) -> PageOf[CampaignOut]:
    """Campaigns of the agency, the newest first."""
    return await queries.CAMPAIGNS.page(uow, asked, _campaign, channel=channel)


@router.get("/campaigns/{public_key}/self-assessment", tags=["self-assessment"])
@public
async def show_self_assessment(uow: Uow, public_key: str) -> PublicCampaignOut:
    """What the public page of a campaign shows, with the text of the consent that it asks for."""
    campaign: Campaign = await uow.opened_by_capability(queries.CAMPAIGN_BY_KEY, public_key=public_key)
    settings = uow.kit.settings
    return PublicCampaignOut(
        title=campaign.title,
        institution_name=settings.institution_name,
        licence_no=settings.licence_no,
        consent_text_version=CONSENT_TEXT_VERSION,
        consent_text=TEXTS.say("consent.contact", uow.language, institution=settings.institution_name),
    )


@router.post(
    "/campaigns/{public_key}/self-assessment", status_code=status.HTTP_201_CREATED, tags=["self-assessment"]
)
@public
async def submit_self_assessment(uow: Uow, public_key: str, answers: SelfAssessmentIn) -> CaptureOut:
    """Somebody enters himself, and consents."""
    lead, outcome = await use_cases.capture_from_campaign(uow, public_key, _prospect(answers, Segment.PERSON))
    return CaptureOut(client_id=lead.id, outcome=outcome)


@router.post("", status_code=status.HTTP_201_CREATED, tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def capture_lead(uow: Uow, lead: LeadIn) -> CaptureOut:
    """Enter somebody who consented to be contacted; a phone that is known adds a touch to the lead that is there."""
    captured, outcome = await use_cases.capture_by_agent(
        uow, _prospect(lead, lead.segment), source=lead.source, channel=lead.channel
    )
    return CaptureOut(client_id=captured.id, outcome=outcome)


@router.get("", tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def list_leads(
    uow: Uow,
    asked: Asked,
    status: Annotated[str | None, Query(examples=["qualified"])] = None,
    channel: str | None = None,
    source: str | None = None,
    campaign_id: UUID | None = None,
    agent_id: UUID | None = None,
    phone: Phone | None = None,
) -> PageOf[LeadOut]:
    """Leads in reach, the newest first; `phone` finds one however it is written."""
    return await queries.LEADS.page(
        uow,
        asked,
        lambda lead: _lead(uow, lead),
        status=status,
        channel=channel,
        source=source,
        campaign_id=campaign_id,
        agent_id=agent_id,
        phone_digest=None if phone is None else uow.kit.cipher.digest(phone),
    )


@router.get("/{client_id}", tags=["leads"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_lead(uow: Uow, client_id: UUID) -> LeadOut:
    """One lead."""
    lead: Lead = await uow.get(queries.LEAD, client_id=client_id)
    uow.tag(lead)
    return _lead(uow, lead)


@router.put("/{client_id}/assignment", tags=["leads"])
@allow(Role.MANAGER, Role.OPS)
async def assign_lead(uow: Uow, client_id: UUID, version: IfMatch, assignment: AssignmentIn) -> None:
    """Have another agent serve the client."""
    lead = await use_cases.assign(
        uow, client_id, version, agent_id=assignment.agent_id, team_id=assignment.team_id
    )
    uow.tag(lead)


@router.get("/{client_id}/touches", tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def list_touches(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[TouchOut]:
    """Every way by which the client came, the first first."""
    await uow.get(queries.LEAD, client_id=client_id)
    return await queries.TOUCHES.page(uow, asked, _touch, client_id=client_id)


@router.get("/{client_id}/consents", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_consents(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[ConsentOut]:
    """The consent ledger of the client, the first line first."""
    await uow.get(queries.LEAD, client_id=client_id)
    return await queries.CONSENTS.page(uow, asked, _consent, client_id=client_id)


@router.post("/{client_id}/consents", status_code=status.HTTP_201_CREATED, tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def grant_consent(uow: Uow, client_id: UUID, consent: ConsentIn) -> ConsentOut:
    """The client allows one purpose more."""
    return _consent(await use_cases.grant_consent(uow, client_id, **consent.model_dump()))


@router.post("/{client_id}/consents/{purpose}/withdraw", tags=["consents"])
@allow(Role.CLIENT, Role.AGENT)
async def withdraw_consent(uow: Uow, client_id: UUID, purpose: Purpose) -> ConsentOut:
    """The client forbids a purpose: every service stops at once."""
    return _consent(await use_cases.withdraw_consent(uow, client_id, purpose))


def _prospect(entered: LeadIn | SelfAssessmentIn, segment: Segment) -> use_cases.Prospect:
    return use_cases.Prospect(
        segment=segment,
        name=entered.name,
        phone=entered.phone,
        birth_date=entered.birth_date,
        sex=entered.sex,
        purposes=entered.consent_purposes,
        text_version=entered.consent_text_version,
    )


def _lead(uow: UnitOfWork, lead: Lead) -> LeadOut:
    cipher = uow.kit.cipher
    return LeadOut(
        client_id=lead.id,
        name=cipher.open(lead.name_sealed),
        phone=cipher.open(lead.phone_sealed),
        **lead.model_dump(include=LEAD_SHOWN),
    )


def _campaign(campaign: Campaign) -> CampaignOut:
    return CampaignOut.model_validate(campaign, from_attributes=True)


def _touch(touch: Touch) -> TouchOut:
    return TouchOut.model_validate(touch, from_attributes=True)


def _consent(consent: Consent) -> ConsentOut:
    return ConsentOut.model_validate(consent, from_attributes=True)
