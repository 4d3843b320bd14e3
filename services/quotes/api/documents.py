"""The proposal as a page, for whoever has a token and for whoever was given a link."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.proposal_document import KIND, render
from services.quotes.tables import Proposal
from shared.caller import Role
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("quotes")


@router.get("/proposals/{proposal_id}/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_proposal(uow: Uow, proposal_id: UUID) -> HTMLResponse:
    """The proposal as a page: tiers side by side, what each pays and costs, and what that rests on."""
    return await render(uow, proposal_id)


@router.post("/proposals/{proposal_id}/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"])
@allow(Role.CLIENT, Role.AGENT)
async def share_proposal(uow: Uow, proposal_id: UUID) -> ShareLinkOut:
    """A link that opens the proposal without a token for thirty days."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    return uow.share(KIND, proposal.id)


@router.get("/shared/proposal/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_proposal(uow: Uow, token: str) -> HTMLResponse:
    """The proposal behind a share link."""
    shared = uow.kit.share_links.open(token, KIND, uow.now)
    uow.act_for_agency(shared.agency_id)
    return await render(uow, shared.subject_id, shared=True)
