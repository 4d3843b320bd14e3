"""Questions about campaigns."""

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from services.leads.tables import Campaign, ContentItem, Lead, OutreachEvent, Touch
from shared.pagination import Listing

CAMPAIGN = select(Campaign).where(col(Campaign.id) == bindparam("campaign_id"))
CAMPAIGN_BY_KEY = select(Campaign).where(col(Campaign.public_key) == bindparam("public_key"))
CAMPAIGN_TITLES = select(col(Campaign.id), col(Campaign.title))

TOUCHES_OF_CAMPAIGN = select(
    func.count().label("touches"), func.count(col(Touch.client_id).distinct()).label("people")
).where(col(Touch.campaign_id) == bindparam("campaign_id"))
CONTENT_OF_CAMPAIGN = select(
    func.count(col(ContentItem.id)).label("items"),
    func.count(col(ContentItem.id)).filter(col(ContentItem.status) == "published").label("published"),
).where(col(ContentItem.campaign_id) == bindparam("campaign_id"))
EVENTS_OF_CAMPAIGN = select(
    func.count(col(OutreachEvent.id)).label("events"),
    func.coalesce(func.sum(col(OutreachEvent.attended)), 0).label("guests"),
).where(col(OutreachEvent.campaign_id) == bindparam("campaign_id"), col(OutreachEvent.status) == "planned")
LEADS_OF_CAMPAIGN = select(
    func.count(col(Lead.id)).label("captured"),
    func.count(col(Lead.id)).filter(col(Lead.status).in_(("qualified", "won"))).label("qualified"),
    func.count(col(Lead.id)).filter(col(Lead.status) == "won").label("won"),
).where(col(Lead.campaign_id) == bindparam("campaign_id"))

CAMPAIGNS = Listing(
    select(Campaign),
    order=(col(Campaign.created_at), col(Campaign.id)),
    filters=(
        ("channel", col(Campaign.channel)),
        ("status", col(Campaign.status)),
        ("agent_id", col(Campaign.agent_id)),
    ),
    descending=True,
)
