"""Questions about leads that are one person."""

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from services.leads.tables import Lead, LeadMerge
from shared.pagination import Listing

LEADS_MERGED_INTO = select(Lead).where(
    col(Lead.merged_into) == func.any(bindparam("client_ids", type_=ARRAY(Uuid)))
)
NEXT_MERGED_INTO = (
    select(Lead)
    .where(col(Lead.merged_into) == bindparam("client_id"), col(Lead.id) > bindparam("after"))
    .order_by(col(Lead.id))
    .limit(1)
)
LEAD_BY_IDENTITY_NUMBER = select(Lead).where(col(Lead.id_number_digest) == bindparam("id_number_digest"))

MERGE = select(LeadMerge).where(
    col(LeadMerge.id) == bindparam("merge_id"), col(LeadMerge.client_id) == bindparam("client_id")
)
MERGES = Listing(
    select(LeadMerge).where(col(LeadMerge.client_id) == bindparam("client_id")),
    order=(col(LeadMerge.merged_at), col(LeadMerge.id)),
    descending=True,
)
