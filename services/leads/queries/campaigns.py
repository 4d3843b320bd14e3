"""Questions about campaigns."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import Campaign
from shared.pagination import Listing

CAMPAIGN = select(Campaign).where(col(Campaign.id) == bindparam("campaign_id"))
CAMPAIGN_BY_KEY = select(Campaign).where(col(Campaign.public_key) == bindparam("public_key"))

CAMPAIGNS = Listing(
    select(Campaign),
    order=(col(Campaign.created_at), col(Campaign.id)),
    filters=(("channel", col(Campaign.channel)),),
    descending=True,
)
