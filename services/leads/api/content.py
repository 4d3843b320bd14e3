"""Routes of the content plan 保险科普."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from services.leads import queries
from services.leads.api.campaigns import STAFF
from services.leads.domain.content import Finding, Wording
from services.leads.schemas.content import (
    ContentChannel,
    ContentIn,
    ContentOut,
    ContentStatus,
    DecisionIn,
    PublicationIn,
    PublicationOut,
    WordingIn,
)
from services.leads.tables import ContentItem, Publication
from services.leads.use_cases import content
from shared.because import Answer
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("leads")
SHOWN = set(ContentOut.model_fields) - {"findings"}


@router.post("/content", status_code=status.HTTP_201_CREATED, tags=["content"])
@allow(*STAFF)
async def draft_content(uow: Uow, said: ContentIn) -> ContentOut:
    """Draft a piece of content; nobody sees it outside before somebody else approved it."""
    item = await content.draft(uow, **said.model_dump())
    uow.tag(item)
    return _content(uow, item)


@router.get("/content", tags=["content"])
@allow(*STAFF)
async def list_content(
    uow: Uow,
    asked: Asked,
    status: ContentStatus | None = None,
    channel: ContentChannel | None = None,
    author: Annotated[str | None, Query(max_length=200)] = None,
    campaign_id: UUID | None = None,
    planned_from: date | None = None,
    planned_to: date | None = None,
) -> PageOf[ContentOut]:
    """The content plan, the newest first."""
    return await queries.content.CONTENTS.page(
        uow,
        asked,
        lambda item: _content(uow, item),
        status=status,
        channel=channel,
        author=author,
        campaign_id=campaign_id,
        planned_from=planned_from,
        planned_to=planned_to,
    )


@router.get("/content/{content_id}", tags=["content"])
@allow(*STAFF)
async def read_content(uow: Uow, content_id: UUID) -> ContentOut:
    """One piece of content."""
    item: ContentItem = await uow.get(queries.content.CONTENT, content_id=content_id)
    uow.tag(item)
    return _content(uow, item)


@router.put("/content/{content_id}", tags=["content"])
@allow(*STAFF)
async def edit_content(uow: Uow, content_id: UUID, version: IfMatch, said: ContentIn) -> ContentOut:
    """Word a draft otherwise, or one that was rejected or has expired: it is a draft again."""
    item = await content.edit(uow, content_id, version, **said.model_dump())
    uow.tag(item)
    return _content(uow, item)


@router.put("/content/{content_id}/submission", tags=["content"])
@allow(*STAFF)
async def submit_content(uow: Uow, content_id: UUID, version: IfMatch) -> ContentOut:
    """Ask for approval; wording that may not be published is refused at once."""
    item = await content.submit(uow, content_id, version)
    uow.tag(item)
    return _content(uow, item)


@router.put("/content/{content_id}/decision", tags=["content"])
@allow(Role.MANAGER, Role.OPS)
async def decide_content(uow: Uow, content_id: UUID, version: IfMatch, decision: DecisionIn) -> ContentOut:
    """Approve content for a while, or reject it with a reason; nobody decides on his own."""
    item = await content.decide(uow, content_id, version, **decision.model_dump())
    uow.tag(item)
    return _content(uow, item)


@router.post("/content/{content_id}/publications", status_code=status.HTTP_201_CREATED, tags=["content"])
@allow(*STAFF)
async def publish_content(uow: Uow, content_id: UUID, publication: PublicationIn) -> PublicationOut:
    """Note in the publish log that approved content was published, and where."""
    return _publication(await content.publish(uow, content_id, **publication.model_dump()))


@router.get("/content/{content_id}/publications", tags=["content"])
@allow(*STAFF)
async def list_publications(uow: Uow, content_id: UUID, asked: Asked) -> PageOf[PublicationOut]:
    """The publish log of a piece of content, the newest line first."""
    await uow.get(queries.content.CONTENT, content_id=content_id)
    return await queries.content.PUBLICATIONS.page(uow, asked, _publication, content_id=content_id)


@router.post("/calculators/content-wording", tags=["calculators"])
@allow(*STAFF)
async def check_wording(uow: Uow, said: WordingIn) -> Answer[tuple[Finding, ...]]:
    """What a wording would be refused for, and by which rule; stores nothing."""
    return content.check(uow, Wording(said.topic, said.body, said.insurer_notice_on, said.evidence))


def _content(uow: UnitOfWork, item: ContentItem) -> ContentOut:
    return ContentOut(**item.model_dump(include=SHOWN), findings=list(content.findings_of(uow, item).result))


def _publication(publication: Publication) -> PublicationOut:
    return PublicationOut.model_validate(publication, from_attributes=True)
