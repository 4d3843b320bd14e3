"""Routes about campaigns."""

from fastapi import status

from services.leads import queries
from services.leads.schemas.campaigns import CampaignIn, CampaignOut
from services.leads.tables import Campaign
from services.leads.use_cases import campaigns
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.post("/campaigns", status_code=status.HTTP_201_CREATED, tags=["campaigns"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def open_campaign(uow: Uow, campaign: CampaignIn) -> CampaignOut:
    """Open a campaign; those who come by it are served by its agent."""
    opened = await campaigns.open_campaign(uow, **campaign.model_dump())
    uow.tag(opened)
    return _campaign(opened)


@router.get("/campaigns", tags=["campaigns"])
@allow(Role.AGENT, Role.MANAGER, Role.OPS)
async def list_campaigns(uow: Uow, asked: Asked, channel: str | None = None) -> PageOf[CampaignOut]:
    """Campaigns of the agency, the newest first."""
    return await queries.campaigns.CAMPAIGNS.page(uow, asked, _campaign, channel=channel)


def _campaign(campaign: Campaign) -> CampaignOut:
    return CampaignOut.model_validate(campaign, from_attributes=True)
