"""The content plan."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.leads.domain.channel_problems import NoticeIncomplete, ReasonMissing
from services.leads.domain.content import Finding
from services.leads.schemas.campaigns import Day
from shared.sent import Input

ContentChannel = Literal["moments", "short-video", "article", "live-stream", "poster"]
"""朋友圈, 短视频, 文章, 直播, 海报."""

ContentStatus = Literal["draft", "submitted", "approved", "rejected", "published", "expired"]
Line = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f<>]+$")]
Text = Annotated[str, Field(min_length=1, max_length=5000, pattern=r"^[^\x00]+$")]


class WordingIn(Input):
    """What is to be said, with the insurer's notice and the evidence that stand behind it."""

    topic: Line = Field(examples=["重疾险为什么要先看保额"])
    body: Text = Field(examples=["保额决定生病时家里能不能安心……"])
    insurer_notice: Line | None = Field(None, examples=["公告〔2026〕12号"])
    insurer_notice_on: Day | None = None
    evidence: Line | None = Field(None, examples=["EV-2026-003"])

    @model_validator(mode="after")
    def _a_notice_has_a_day(self) -> Self:
        if (self.insurer_notice is None) != (self.insurer_notice_on is None):
            raise NoticeIncomplete
        return self


class ContentIn(WordingIn):
    """A piece of content; leads from it are attributed to its campaign."""

    channel: ContentChannel
    planned_on: Day
    campaign_id: UUID | None = None
    material_version_id: UUID | None = None


class DecisionIn(Input):
    """What is decided on content that was submitted; an approval holds to the day `expires_on`, or as is usual."""

    approved: bool
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]+$")] | None = None
    expires_on: Day | None = None

    @model_validator(mode="after")
    def _a_rejection_has_a_reason(self) -> Self:
        if not self.approved and self.reason is None:
            raise ReasonMissing
        return self


class PublicationIn(Input):
    """Where content is published, and the address that it has there."""

    place: Line = Field(examples=["公众号 明禾保险"])
    link: Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s<>\x00-\x1f]+$")] | None = None


class ContentOut(BaseModel):
    """A piece of content; `findings` is what its wording would be refused for today."""

    id: UUID
    version: int
    status: ContentStatus
    author: str
    topic: str
    channel: ContentChannel
    body: str
    planned_on: date
    campaign_id: UUID | None
    material_version_id: UUID | None
    insurer_notice: str | None
    insurer_notice_on: date | None
    evidence: str | None
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None
    expires_on: date | None
    created_at: datetime
    findings: list[Finding]


class PublicationOut(BaseModel):
    """One line of the publish log."""

    id: UUID
    content_id: UUID
    place: str
    link: str | None
    published_at: datetime
    published_by: str
