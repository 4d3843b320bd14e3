"""What the agency publishes, and where it was published."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from services.leads.tables.base import OfAgency
from shared.rows import Versioned, identifier, instant


class ContentItem(Versioned, OfAgency, table=True):
    """One piece of the content plan 保险科普, from draft to expiry; nothing is published that nobody else approved."""

    __tablename__ = "content_item"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'approved', 'rejected', 'published', 'expired')",
            name="content_item_status",
        ),
        CheckConstraint(
            "(status IN ('approved', 'rejected', 'published', 'expired')) = (decided_at IS NOT NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)",
            name="content_item_decided",
        ),
        CheckConstraint(
            "(status IN ('approved', 'published', 'expired')) = (expires_on IS NOT NULL)",
            name="content_item_expiry",
        ),
        CheckConstraint("(insurer_notice IS NULL) = (insurer_notice_on IS NULL)", name="content_item_notice"),
        Index("content_item_by_time", "agency_id", "created_at", "id"),
    )

    id: UUID = identifier()
    version: int = 1
    agency_id: UUID
    author: str
    topic: str
    channel: str
    body: str
    planned_on: date
    campaign_id: UUID | None = None
    material_version_id: UUID | None = None
    insurer_notice: str | None = None
    insurer_notice_on: date | None = None
    evidence: str | None = None
    status: str = "draft"
    submitted_at: datetime | None = instant(None)
    decided_at: datetime | None = instant(None)
    decided_by: str | None = None
    decision_reason: str | None = None
    expires_on: date | None = None
    created_at: datetime = instant()


class Publication(OfAgency, table=True):
    """One line of the publish log: where a piece of content was published, when and by whom."""

    __tablename__ = "publication"
    __table_args__ = (Index("publication_by_content", "content_id", "published_at", "id"),)

    id: UUID = identifier()
    agency_id: UUID
    content_id: UUID
    place: str
    link: str | None = None
    published_at: datetime = instant()
    published_by: str
