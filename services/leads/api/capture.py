"""Routes by which somebody comes in: he enters himself on the page of a campaign, or an agent enters him."""

from fastapi import status

from services.leads import queries
from services.leads.consent_texts import current_text
from services.leads.schemas.campaigns import PublicCampaignOut
from services.leads.schemas.leads import CaptureOut, LeadIn, SelfAssessmentIn
from services.leads.tables import Campaign
from services.leads.use_cases import capture
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts.leads import Purpose, Segment
from shared.routing import Uow, allow, public, service_router

router = service_router("leads")


@router.get("/campaigns/{public_key}/self-assessment", tags=["self-assessment"])
@public
async def show_self_assessment(uow: Uow, public_key: str) -> PublicCampaignOut:
    """What the public page of a campaign shows, with the text of the consent that it asks for."""
    campaign: Campaign = await uow.opened_by_capability(
        queries.campaigns.CAMPAIGN_BY_KEY, public_key=public_key
    )
    settings = uow.kit.settings
    shown = current_text(Purpose.CONTACT, local_date(uow.now))
    return PublicCampaignOut(
        title=campaign.title,
        institution_name=settings.institution_name,
        licence_no=settings.licence_no,
        consent_text_version=shown.version,
        consent_text=shown.text[uow.language].format(institution=settings.institution_name),
    )


@router.post(
    "/campaigns/{public_key}/self-assessment", status_code=status.HTTP_201_CREATED, tags=["self-assessment"]
)
@public
async def submit_self_assessment(uow: Uow, public_key: str, answers: SelfAssessmentIn) -> CaptureOut:
    """Somebody enters himself, and consents."""
    lead, outcome = await capture.capture_from_campaign(uow, public_key, _prospect(answers, Segment.PERSON))
    return CaptureOut(client_id=lead.id, outcome=outcome)


@router.post("", status_code=status.HTTP_201_CREATED, tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def capture_lead(uow: Uow, lead: LeadIn) -> CaptureOut:
    """Enter somebody who consented to be contacted; a phone that is known adds a touch to the lead that is there."""
    captured, outcome = await capture.capture_by_agent(
        uow, _prospect(lead, lead.segment), source=lead.source, channel=lead.channel
    )
    return CaptureOut(client_id=captured.id, outcome=outcome)


def _prospect(entered: LeadIn | SelfAssessmentIn, segment: Segment) -> capture.Prospect:
    return capture.Prospect(
        segment=segment,
        name=entered.name,
        phone=entered.phone,
        birth_date=entered.birth_date,
        sex=entered.sex,
        purposes=entered.consent_purposes,
        text_version=entered.consent_text_version,
        guardian=None if entered.guardian is None else entered.guardian.told(),
    )
