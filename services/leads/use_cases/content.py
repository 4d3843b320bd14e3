"""The content plan: drafted, submitted, decided by somebody else, published, expired."""

from datetime import date
from typing import Any
from uuid import UUID

from services.leads import queries
from services.leads.domain.channel_problems import NotTheAuthor, OwnContent
from services.leads.domain.content import (
    Finding,
    Wording,
    approved_until,
    check_editable,
    check_publishable,
    check_step,
    check_wording,
    refuse,
)
from services.leads.tables import ContentItem, Publication
from shared.because import Answer
from shared.calendar import end_of_day, local_date
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

EXPIRY_WORK = "content-expiry"


async def draft(uow: UnitOfWork, **said: Any) -> ContentItem:
    """A new piece of content, by the caller; raises NotFound for a campaign that the agency does not have."""
    await _find_campaign(uow, said["campaign_id"])
    author = uow.caller.actor_id
    return uow.add(ContentItem(agency_id=uow.caller.agency_id, author=author, created_at=uow.now, **said))


async def edit(uow: UnitOfWork, content_id: UUID, version: int, **said: Any) -> ContentItem:
    """Its author words it otherwise; what was decided is void. Raises NotFound, Stale, NotTheAuthor, ContentSettled."""
    item = await _own(uow, content_id, version)
    check_editable(item.status)
    await _find_campaign(uow, said["campaign_id"])
    undecided = dict.fromkeys(
        ("submitted_at", "decided_at", "decided_by", "decision_reason", "expires_on"), None
    )
    uow.change(item, status="draft", **undecided, **said)
    return item


async def submit(uow: UnitOfWork, content_id: UUID, version: int) -> ContentItem:
    """Its author asks for approval; raises NotFound, Stale, NotTheAuthor, ContentSettled and what wording is refused for."""
    item = await _own(uow, content_id, version)
    check_step(item.status, needed="draft")
    refuse(findings_of(uow, item))
    uow.change(item, status="submitted", submitted_at=uow.now)
    return item


async def decide(
    uow: UnitOfWork,
    content_id: UUID,
    version: int,
    *,
    approved: bool,
    reason: str | None,
    expires_on: date | None,
) -> ContentItem:
    """Somebody else approves it for a while, or rejects it.

    Raises NotFound, Stale, OwnContent, ContentSettled, ApprovalTooLong, and what wording is refused for.
    """
    item: ContentItem = await uow.get(queries.content.CONTENT, content_id=content_id)
    uow.expect(item, version)
    check_step(item.status, needed="submitted")
    if item.author == uow.caller.actor_id:
        raise OwnContent
    decision = {"decided_at": uow.now, "decided_by": uow.caller.actor_id, "decision_reason": reason}
    if not approved:
        uow.change(item, status="rejected", **decision)
        return item
    refuse(findings_of(uow, item))
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("content.approval", on=today)
    last_day = approved_until(expires_on, rule, today=today)
    uow.change(item, status="approved", expires_on=last_day, **decision)
    uow.schedule(EXPIRY_WORK, item.id, end_of_day(last_day))
    return item


async def publish(uow: UnitOfWork, content_id: UUID, *, place: str, link: str | None) -> Publication:
    """A line of the publish log; raises NotFound, NotApproved, ApprovalExpired, and what wording is refused for."""
    item: ContentItem = await uow.get(queries.content.CONTENT, content_id=content_id)
    check_publishable(item.status, item.expires_on, today=local_date(uow.now))
    refuse(findings_of(uow, item))
    uow.change(item, status="published")
    return uow.add(
        Publication(
            agency_id=item.agency_id,
            content_id=item.id,
            place=place,
            link=link,
            published_at=uow.now,
            published_by=uow.caller.actor_id,
        )
    )


async def expire(uow: UnitOfWork, due: DueWork) -> None:
    """The last day of an approval is over: nothing more is published by it."""
    item: ContentItem | None = await uow.one(queries.content.CONTENT, content_id=due.subject_id)
    if item is not None and item.status in ("approved", "published") and _is_over(uow, item):
        uow.change(item, status="expired")


def findings_of(uow: UnitOfWork, item: ContentItem) -> Answer[tuple[Finding, ...]]:
    """What the wording of `item` would be refused for today."""
    return check(uow, Wording(item.topic, item.body, item.insurer_notice_on, item.evidence))


def check(uow: UnitOfWork, wording: Wording) -> Answer[tuple[Finding, ...]]:
    """What `wording` would be refused for today; stores nothing."""
    today = local_date(uow.now)
    rule = uow.kit.jurisdiction.rule
    return check_wording(
        wording,
        closing_soon=rule("content.closing_soon", on=today),
        statistics=rule("content.statistics", on=today),
        on=today,
    )


def _is_over(uow: UnitOfWork, item: ContentItem) -> bool:
    return item.expires_on is not None and item.expires_on < local_date(uow.now)


async def _own(uow: UnitOfWork, content_id: UUID, version: int) -> ContentItem:
    item: ContentItem = await uow.get(queries.content.CONTENT, content_id=content_id)
    if item.author != uow.caller.actor_id:
        raise NotTheAuthor
    uow.expect(item, version)
    return item


async def _find_campaign(uow: UnitOfWork, campaign_id: UUID | None) -> None:
    if campaign_id is not None:
        await uow.get(queries.campaigns.CAMPAIGN, campaign_id=campaign_id)
