"""What came of leads."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.leads.domain.conversion import Counted, GroupBy
from services.leads.schemas.leads import TouchOut
from shared.money import Money


class ConversionRow(BaseModel):
    """One channel, source or campaign (`key` null: by none); `title` is a campaign's."""

    key: str | None
    title: str | None
    counts: Counted


class ConversionOut(BaseModel):
    """What became of those who were captured from `since` to `until` (both included), the best first."""

    since: date | None
    until: date | None
    group_by: GroupBy
    rows: list[ConversionRow]
    total: Counted


class AttributionOut(BaseModel):
    """The way of one client from the first touch, which has the credit, to the policies that were issued to him."""

    client_id: UUID
    source: str
    channel: str
    campaign_id: UUID | None
    first_touch: TouchOut | None
    last_touch: TouchOut | None
    touches: int
    channels: int
    captured_at: datetime
    won_at: datetime | None
    policies: int
    annual_premium: Money
    first_policy_issued_at: datetime | None
