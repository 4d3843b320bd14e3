"""Questions about leads."""

from sqlalchemy import LargeBinary, Uuid, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from services.leads.tables import Lead, Touch
from shared.pagination import Listing

LEAD = select(Lead).where(col(Lead.id) == bindparam("client_id"))
LEAD_BY_PHONE = select(Lead).where(col(Lead.phone_digest) == bindparam("phone_digest"))
LEADS_KNOWN = select(Lead).where(
    or_(
        col(Lead.phone_digest) == func.any(bindparam("phone_digests", type_=ARRAY(LargeBinary))),
        col(Lead.id_number_digest) == func.any(bindparam("id_number_digests", type_=ARRAY(LargeBinary))),
    )
)

TOUCH = select(Touch).where(col(Touch.id) == bindparam("touch_id"))

LEADS = Listing(
    select(Lead).where(col(Lead.merged_into).is_(None)),
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
TOUCHES = Listing(
    select(Touch).where(col(Touch.client_id) == func.any(bindparam("client_ids", type_=ARRAY(Uuid)))),
    order=(col(Touch.touched_at), col(Touch.id)),
)
