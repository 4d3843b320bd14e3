"""What is asked about stated wants."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.needs.tables import DeepNeed
from shared.pagination import Listing

DEEP_NEEDS = Listing(
    select(DeepNeed).where(
        col(DeepNeed.client_id) == bindparam("client_id"),
        col(DeepNeed.assessment_id) == bindparam("assessment_id"),
    ),
    order=(col(DeepNeed.recorded_at), col(DeepNeed.id)),
    filters=(("want", col(DeepNeed.want)),),
    descending=True,
)
