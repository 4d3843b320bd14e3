"""Routes about what came of leads: conversion by where people came from, and the way of one client."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.leads import queries
from services.leads.api.campaigns import STAFF
from services.leads.domain.conversion import Counted, GroupBy
from services.leads.schemas.attribution import AttributionOut, ConversionOut, ConversionRow
from services.leads.schemas.leads import TouchOut
from services.leads.tables import Lead
from services.leads.use_cases import attribution
from shared.caller import Role
from shared.money import Money
from shared.routing import Uow, allow, service_router

router = service_router("leads")


@router.get("/conversion", tags=["attribution"])
@allow(*STAFF)
async def read_conversion(
    uow: Uow,
    group_by: GroupBy = "channel",
    since: Annotated[date | None, Query(alias="from", description="captured on this day or later")] = None,
    until: Annotated[date | None, Query(alias="to", description="captured on this day or earlier")] = None,
) -> ConversionOut:
    """How far the leads in reach got, by channel, source or campaign, and the policies that were issued to them."""
    counts = await attribution.conversion(uow, group_by, since=since, until=until)
    titles = await attribution.titles_of_campaigns(uow) if group_by == "campaign" else {}
    rows = [
        ConversionRow(
            key=None if key is None else str(key),
            title=titles.get(key) if isinstance(key, UUID) else None,
            counts=counted,
        )
        for key, counted in counts.items()
    ]
    return ConversionOut(
        since=since,
        until=until,
        group_by=group_by,
        rows=sorted(rows, key=lambda row: (-row.counts.won, -row.counts.captured, row.key or "")),
        total=Counted.all_of(counts.values()),
    )


@router.get("/{client_id}/attribution", tags=["attribution"])
@allow(Role.AGENT, Role.MANAGER)
async def read_attribution(uow: Uow, client_id: UUID) -> AttributionOut:
    """The way of one client: his first touch, which has the credit, his last, and the policies issued to him."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    [touches] = await uow.all(queries.attribution.TOUCHES_OF_CLIENT, client_id=client_id)
    [policies] = await uow.all(queries.attribution.POLICIES_OF_CLIENT, client_id=client_id)
    return AttributionOut(
        client_id=lead.id,
        source=lead.source,
        channel=lead.channel,
        campaign_id=lead.campaign_id,
        first_touch=await _touch(uow, queries.attribution.FIRST_TOUCH, client_id),
        last_touch=await _touch(uow, queries.attribution.LAST_TOUCH, client_id),
        touches=touches["touches"],
        channels=touches["channels"],
        captured_at=lead.captured_at,
        won_at=lead.won_at,
        policies=policies["policies"],
        annual_premium=Money(policies["premium"]),
        first_policy_issued_at=policies["first_issued_at"],
    )


async def _touch(uow: Uow, query: Any, client_id: UUID) -> TouchOut | None:
    found = await uow.one(query, client_id=client_id, at_most=1)
    return None if found is None else TouchOut.model_validate(found, from_attributes=True)
