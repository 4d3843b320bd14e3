"""The public self-assessment 客户测评 of a campaign: its page, the script and the style of the page, and what it sends."""

from typing import Annotated

from fastapi import Path, Query, status
from fastapi.responses import HTMLResponse, Response

from services.leads.consent_texts import current_text
from services.leads.schemas.campaigns import PublicCampaignOut
from services.leads.schemas.leads import CaptureOut
from services.leads.schemas.self_assessment import SelfAssessmentIn
from services.leads.self_assessment import page, page_address, script, style
from services.leads.use_cases import capture, self_assessment
from services.leads.use_cases.campaigns import found_by_key, taking_in
from shared.calendar import local_date
from shared.contracts.leads import Purpose, Segment
from shared.language import negotiate
from shared.routing import Uow, public, service_router

router = service_router("leads")
PublicKey = Annotated[str, Path(max_length=64)]


@router.get("/campaigns/{public_key}/self-assessment", tags=["self-assessment"])
@public
async def show_self_assessment(uow: Uow, public_key: PublicKey) -> PublicCampaignOut:
    """What the public page of a campaign shows, with the text of the consent that it asks for."""
    campaign = await taking_in(uow, public_key)
    settings = uow.kit.settings
    shown = current_text(Purpose.CONTACT, local_date(uow.now))
    return PublicCampaignOut(
        title=campaign.title,
        institution_name=settings.institution_name,
        licence_no=settings.licence_no,
        consent_text_version=shown.version,
        consent_text=shown.text[uow.language].format(institution=settings.institution_name),
        page=page_address(settings, public_key),
    )


@router.post(
    "/campaigns/{public_key}/self-assessment", status_code=status.HTTP_201_CREATED, tags=["self-assessment"]
)
@public
async def submit_self_assessment(uow: Uow, public_key: PublicKey, answers: SelfAssessmentIn) -> CaptureOut:
    """Somebody enters himself, and consents; his household goes on to be assessed if he consents to that too."""
    prospect = capture.Prospect(
        segment=Segment.PERSON,
        name=answers.name,
        phone=answers.phone,
        birth_date=answers.birth_date,
        sex=answers.sex,
        purposes=answers.consent_purposes,
        text_version=answers.consent_text_version,
        region=answers.region,
        guardian=None if answers.guardian is None else answers.guardian.told(),
    )
    household = None if answers.household is None else answers.household.stated()
    lead, outcome = await self_assessment.submit(uow, public_key, prospect, household)
    return CaptureOut(client_id=lead.id, outcome=outcome)


@router.get(
    "/campaigns/{public_key}/self-assessment/page", tags=["self-assessment"], response_class=HTMLResponse
)
@public
async def read_page(
    uow: Uow, public_key: PublicKey, language: Annotated[str | None, Query(max_length=20)] = None
) -> HTMLResponse:
    """The page on which people assess themselves; `language` decides over what the browser prefers."""
    if language is not None:
        uow.language = negotiate(language)
    campaign = await found_by_key(uow, public_key)
    return page(uow, campaign)


@router.get("/self-assessment.js", tags=["self-assessment"], response_class=Response)
@public
async def read_script() -> Response:
    """What the page does."""
    return script()


@router.get("/self-assessment.css", tags=["self-assessment"], response_class=Response)
@public
async def read_style() -> Response:
    """How the page looks."""
    return style()
