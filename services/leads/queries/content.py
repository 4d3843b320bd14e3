"""Questions about the content plan."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from services.leads.tables import ContentItem, Publication
from shared.pagination import Listing

CONTENT = select(ContentItem).where(col(ContentItem.id) == bindparam("content_id"))

CONTENTS = Listing(
    select(ContentItem),
    order=(col(ContentItem.created_at), col(ContentItem.id)),
    filters=(
        ("status", col(ContentItem.status)),
        ("channel", col(ContentItem.channel)),
        ("author", col(ContentItem.author)),
        ("campaign_id", col(ContentItem.campaign_id)),
        ("planned_from", col(ContentItem.planned_on) >= bindparam("planned_from")),
        ("planned_to", col(ContentItem.planned_on) <= bindparam("planned_to")),
    ),
    descending=True,
)
PUBLICATIONS = Listing(
    select(Publication).where(col(Publication.content_id) == bindparam("content_id")),
    order=(col(Publication.published_at), col(Publication.id)),
    descending=True,
)
