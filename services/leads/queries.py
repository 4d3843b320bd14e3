"""Every question that `leads` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import Campaign, Consent, Lead, Touch
from shared.pagination import Listing

LEAD = select(Lead).where(col(Lead.id) == bindparam("client_id"))
LEAD_BY_PHONE = select(Lead).where(col(Lead.phone_digest) == bindparam("phone_digest"))
CAMPAIGN = select(Campaign).where(col(Campaign.id) == bindparam("campaign_id"))
CAMPAIGN_BY_KEY = select(Campaign).where(col(Campaign.public_key) == bindparam("public_key"))
CONSENT_IN_FORCE = select(Consent).where(
    col(Consent.client_id) == bindparam("client_id"),
    col(Consent.purpose) == bindparam("purpose"),
    col(Consent.withdrawn_at).is_(None),
)

LEADS = Listing(
    select(Lead),
    order=(col(Lead.captured_at), col(Lead.id)),
    filters=(
        ("status", col(Lead.status)),
        ("channel", col(Lead.channel)),
        ("source", col(Lead.source)),
        ("campaign_id", col(Lead.campaign_id)),
        ("agent_id", col(Lead.agent_id)),
        ("phone_digest", col(Lead.phone_digest)),
    ),
    descending=True,
)
CAMPAIGNS = Listing(
    select(Campaign),
    order=(col(Campaign.created_at), col(Campaign.id)),
    filters=(("channel", col(Campaign.channel)),),
    descending=True,
)
TOUCHES = Listing(
    select(Touch).where(col(Touch.client_id) == bindparam("client_id")),
    order=(col(Touch.touched_at), col(Touch.id)),
)
CONSENTS = Listing(
    select(Consent).where(col(Consent.client_id) == bindparam("client_id")),
    order=(col(Consent.granted_at), col(Consent.id)),
)
