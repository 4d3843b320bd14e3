"""Every question that `leads` asks its database. The caller's reach is added to each of them."""

from sqlalchemy import LargeBinary, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from services.leads.tables import Campaign, Consent, Lead, LeadImport, RefusedCell, Touch
from shared.pagination import Listing

LEAD = select(Lead).where(col(Lead.id) == bindparam("client_id"))
LEAD_BY_PHONE = select(Lead).where(col(Lead.phone_digest) == bindparam("phone_digest"))
LEADS_KNOWN = select(Lead).where(
    or_(
        col(Lead.phone_digest) == func.any(bindparam("phone_digests", type_=ARRAY(LargeBinary))),
        col(Lead.id_number_digest) == func.any(bindparam("id_number_digests", type_=ARRAY(LargeBinary))),
    )
)
IMPORT = select(LeadImport).where(col(LeadImport.id) == bindparam("import_id"))
IMPORTS_UNDER_WAY = select(LeadImport).where(col(LeadImport.status).in_(("waiting", "running")))
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
IMPORTS = Listing(
    select(LeadImport),
    order=(col(LeadImport.created_at), col(LeadImport.id)),
    filters=(
        ("agent_id", col(LeadImport.agent_id)),
        ("team_id", col(LeadImport.team_id)),
        ("status", col(LeadImport.status)),
    ),
    descending=True,
)
REFUSED_CELLS = Listing(
    select(RefusedCell).where(col(RefusedCell.import_id) == bindparam("import_id")),
    order=(col(RefusedCell.line), col(RefusedCell.id)),
)
