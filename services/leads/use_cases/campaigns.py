"""Campaigns begin, change, take people in, and are counted."""

import secrets
from typing import Any
from uuid import UUID

from services.leads import queries
from services.leads.domain.campaigns import check_open
from services.leads.domain.channel_problems import NotYours
from services.leads.domain.conversion import Counted, counted
from services.leads.tables import Campaign
from shared.calendar import local_date
from shared.caller import Role
from shared.unit_of_work import UnitOfWork


async def open_campaign(uow: UnitOfWork, **said: Any) -> Campaign:
    """A campaign begins; its public key is made here."""
    return uow.add(
        Campaign(
            agency_id=uow.caller.agency_id,
            public_key=secrets.token_urlsafe(9),
            created_at=uow.now,
            **said,
        )
    )


async def change_campaign(uow: UnitOfWork, campaign_id: UUID, version: int, **said: Any) -> Campaign:
    """A campaign is otherwise from now on, open or closed; raises NotFound, Stale, NotYours."""
    campaign: Campaign = await uow.get(queries.campaigns.CAMPAIGN, campaign_id=campaign_id)
    uow.expect(campaign, version)
    if uow.caller.role is Role.AGENT and campaign.agent_id != uow.caller.agent_id:
        raise NotYours
    uow.change(campaign, **said)
    return campaign


async def found_by_key(uow: UnitOfWork, public_key: str) -> Campaign:
    """The campaign of a public key, for whose agency the work goes on; raises NotFound."""
    campaign: Campaign = await uow.opened_by_capability(
        queries.campaigns.CAMPAIGN_BY_KEY, public_key=public_key
    )
    return campaign


async def taking_in(uow: UnitOfWork, public_key: str) -> Campaign:
    """The campaign of a public key, while it takes people in; raises NotFound, CampaignClosed."""
    campaign = await found_by_key(uow, public_key)
    check_open(campaign.status, campaign.starts_on, campaign.ends_on, today=local_date(uow.now))
    return campaign


async def counts(uow: UnitOfWork, campaign_id: UUID) -> Counted:
    """What became of those who first came by the campaign."""
    [leads] = await uow.all(queries.campaigns.LEADS_OF_CAMPAIGN, campaign_id=campaign_id)
    [policies] = await uow.all(queries.attribution.POLICIES_OF_CAMPAIGN, campaign_id=campaign_id)
    return counted(leads, policies)
