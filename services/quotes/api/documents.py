"""The proposal as a page, for whoever has a token and for whoever was given a link."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, status
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.proposal_document import render, render_draft
from services.quotes.tables import Proposal
from services.quotes.use_cases import openings, versions
from services.quotes.use_cases.versions import KIND
from shared.caller import Role
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("quotes")

OfVersion = Annotated[
    int | None, Query(alias="version", ge=1, le=100_000, description="a version; without it, the newest")
]


@router.get("/proposals/{proposal_id}/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_proposal(uow: Uow, proposal_id: UUID, number: OfVersion = None) -> HTMLResponse:
    """A version of the proposal as a page: tiers side by side, what each pays and costs, and what that rests on."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    readership = await versions.readership_of(uow, proposal)
    if readership is None:
        return render_draft(uow, proposal)
    version = await versions.version_of(uow, proposal, number)
    return await render(uow, proposal, version, readership)


@router.post("/proposals/{proposal_id}/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"])
@allow(Role.CLIENT, Role.AGENT)
async def share_proposal(uow: Uow, proposal_id: UUID, number: OfVersion = None) -> ShareLinkOut:
    """A link that opens that version of the proposal without a token for thirty days.

    When it is opened, `proposal-opened` tells the agent, once a link and day.
    """
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    version = await versions.version_of(uow, proposal, number)
    return uow.share(KIND, version.id)


@router.get("/shared/proposal/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_proposal(
    uow: Uow,
    token: str,
    sec_purpose: Annotated[
        str | None, Header(description="what a browser says when it fetches a page ahead")
    ] = None,
) -> HTMLResponse:
    """The version of the proposal behind a share link; that it was opened is noted, but not by whom."""
    opened = await openings.open_link(uow, token, is_read=sec_purpose is None)
    return await render(uow, *opened, shared=True)
