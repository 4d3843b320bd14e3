"""Campaigns begin."""

import secrets
from uuid import UUID

from services.leads.tables import Campaign
from shared.unit_of_work import UnitOfWork


async def open_campaign(
    uow: UnitOfWork,
    *,
    title: str,
    channel: str,
    source: str,
    agent_id: UUID | None,
    team_id: UUID | None,
    region: str | None,
) -> Campaign:
    """A campaign begins; its public key is made here."""
    return uow.add(
        Campaign(
            agency_id=uow.caller.agency_id,
            public_key=secrets.token_urlsafe(9),
            title=title,
            channel=channel,
            source=source,
            agent_id=agent_id,
            team_id=team_id,
            created_at=uow.now,
            region=region,
        )
    )
