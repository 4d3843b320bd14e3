"""The plan for a firm as a page, for whoever has a token and for whoever was given a link."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.enterprise_document import KIND, render
from services.quotes.tables import EnterpriseProposal
from shared.caller import Role
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("quotes")


@router.get("/enterprise-proposals/{proposal_id}/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_enterprise_proposal(uow: Uow, proposal_id: UUID) -> HTMLResponse:
    """The plan as a page: its covers and their premiums, the risk-transfer table, and what that rests on."""
    return await render(uow, proposal_id)


@router.post(
    "/enterprise-proposals/{proposal_id}/share-links",
    status_code=status.HTTP_201_CREATED,
    tags=["documents"],
)
@allow(Role.CLIENT, Role.AGENT)
async def share_enterprise_proposal(uow: Uow, proposal_id: UUID) -> ShareLinkOut:
    """A link that opens the plan without a token for thirty days."""
    proposal: EnterpriseProposal = await uow.get(
        queries.enterprise_proposals.PROPOSAL, proposal_id=proposal_id
    )
    return uow.share(KIND, proposal.id)


@router.get("/shared/enterprise-proposal/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_enterprise_proposal(uow: Uow, token: str) -> HTMLResponse:
    """The plan behind a share link."""
    return await render(uow, uow.open_shared(KIND, token))
