"""The route by which an agent enters somebody."""

from fastapi import status

from services.leads.schemas.leads import CaptureOut, LeadIn
from services.leads.use_cases import capture
from services.leads.use_cases.identity import identified
from shared.caller import Role
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.post("", status_code=status.HTTP_201_CREATED, tags=["leads"])
@allow(Role.AGENT, Role.MANAGER)
async def capture_lead(uow: Uow, lead: LeadIn) -> CaptureOut:
    """Enter somebody who consented to be contacted; a known phone or identity number is a touch on the lead there is."""
    prospect = capture.Prospect(
        segment=lead.segment,
        name=lead.name,
        phone=lead.phone,
        birth_date=lead.birth_date,
        sex=lead.sex,
        purposes=lead.consent_purposes,
        text_version=lead.consent_text_version,
        region=lead.region,
        guardian=None if lead.guardian is None else lead.guardian.told(),
    )
    if lead.id_number is not None:
        prospect = identified(uow, prospect, lead.id_number)
    captured, outcome = await capture.capture_by_agent(
        uow, prospect, source=lead.source, channel=lead.channel
    )
    return CaptureOut(client_id=captured.id, outcome=outcome)
