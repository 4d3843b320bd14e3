"""Routes about campaigns."""

from uuid import UUID

from fastapi import status

from services.leads import queries
from services.leads.schemas.campaigns import (
    CampaignChangeIn,
    CampaignIn,
    CampaignOut,
    CampaignStatisticsOut,
    CampaignStatus,
)
from services.leads.self_assessment import page_address
from services.leads.tables import Campaign
from services.leads.use_cases import campaigns
from shared.caller import Role
from shared.money import Money
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

STAFF = (Role.AGENT, Role.MANAGER, Role.OPS)

router = service_router("leads")


@router.post("/campaigns", status_code=status.HTTP_201_CREATED, tags=["campaigns"])
@allow(*STAFF)
async def open_campaign(uow: Uow, campaign: CampaignIn) -> CampaignOut:
    """Open a campaign; those who come by it are served by its agent."""
    opened = await campaigns.open_campaign(uow, **campaign.model_dump())
    uow.tag(opened)
    return _campaign(uow, opened)


@router.get("/campaigns", tags=["campaigns"])
@allow(*STAFF)
async def list_campaigns(
    uow: Uow,
    asked: Asked,
    channel: str | None = None,
    status: CampaignStatus | None = None,
    agent_id: UUID | None = None,
) -> PageOf[CampaignOut]:
    """Campaigns of the agency, the newest first."""
    return await queries.campaigns.CAMPAIGNS.page(
        uow,
        asked,
        lambda campaign: _campaign(uow, campaign),
        channel=channel,
        status=status,
        agent_id=agent_id,
    )


@router.get("/campaigns/{campaign_id}", tags=["campaigns"])
@allow(*STAFF)
async def read_campaign(uow: Uow, campaign_id: UUID) -> CampaignOut:
    """One campaign."""
    campaign: Campaign = await uow.get(queries.campaigns.CAMPAIGN, campaign_id=campaign_id)
    uow.tag(campaign)
    return _campaign(uow, campaign)


@router.put("/campaigns/{campaign_id}", tags=["campaigns"])
@allow(*STAFF)
async def change_campaign(
    uow: Uow, campaign_id: UUID, version: IfMatch, campaign: CampaignChangeIn
) -> CampaignOut:
    """Change, close or open a campaign; an agent changes his own."""
    changed = await campaigns.change_campaign(uow, campaign_id, version, **campaign.model_dump())
    uow.tag(changed)
    return _campaign(uow, changed)


@router.get("/campaigns/{campaign_id}/statistics", tags=["campaigns"])
@allow(*STAFF)
async def read_statistics(uow: Uow, campaign_id: UUID) -> CampaignStatisticsOut:
    """What a campaign brought so far, of the clients whom the caller sees."""
    campaign: Campaign = await uow.get(queries.campaigns.CAMPAIGN, campaign_id=campaign_id)
    counts = await campaigns.counts(uow, campaign_id)
    [touched] = await uow.all(queries.campaigns.TOUCHES_OF_CAMPAIGN, campaign_id=campaign_id)
    [content] = await uow.all(queries.campaigns.CONTENT_OF_CAMPAIGN, campaign_id=campaign_id)
    [events] = await uow.all(queries.campaigns.EVENTS_OF_CAMPAIGN, campaign_id=campaign_id)
    return CampaignStatisticsOut(
        campaign_id=campaign_id,
        touches=touched["touches"],
        people_touched=touched["people"],
        content=content["items"],
        published_content=content["published"],
        events=events["events"],
        guests=events["guests"],
        leads=counts,
        cost_per_lead=_cost(campaign.budget, counts.captured),
    )


def _cost(budget: Money | None, leads: int) -> Money | None:
    return None if budget is None or not leads else Money.rounded(budget.amount / leads)


def _campaign(uow: UnitOfWork, campaign: Campaign) -> CampaignOut:
    return CampaignOut(
        self_assessment_page=page_address(uow.kit.settings, campaign.public_key),
        **campaign.model_dump(include=SHOWN),
    )


SHOWN = set(CampaignOut.model_fields) - {"self_assessment_page"}
