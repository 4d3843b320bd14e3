"""Plans for firms: reading them, and what a client or agent does with one."""

from typing import Literal
from uuid import UUID

from services.quotes import queries
from services.quotes.api.firms_shown import enterprise_proposal_detail_out, enterprise_proposal_out
from services.quotes.schemas.enterprise_proposals import (
    EnterpriseAcceptIn,
    EnterpriseProposalDetailOut,
    EnterpriseProposalOut,
)
from services.quotes.schemas.proposals import RejectIn
from services.quotes.tables import EnterpriseProposal
from services.quotes.use_cases import enterprise_proposals
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router

router = service_router("quotes")


@router.get("/enterprise-proposals", tags=["enterprise proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_enterprise_proposals(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    status: Literal["draft", "presented", "accepted", "rejected", "superseded"] | None = None,
    assessment_id: UUID | None = None,
) -> PageOf[EnterpriseProposalOut]:
    """Plans for firms in reach, the newest first."""
    return await queries.enterprise_proposals.PROPOSALS.page(
        uow,
        asked,
        enterprise_proposal_out,
        client_id=client_id,
        status=status,
        assessment_id=assessment_id,
    )


@router.get("/enterprise-proposals/{proposal_id}", tags=["enterprise proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_enterprise_proposal(uow: Uow, proposal_id: UUID) -> EnterpriseProposalDetailOut:
    """One plan: its covers, every premium with its reason, the risk-transfer table, and what speaks against it."""
    proposal: EnterpriseProposal = await uow.get(
        queries.enterprise_proposals.PROPOSAL, proposal_id=proposal_id
    )
    return _detail(uow, proposal)


@router.post("/enterprise-proposals/{proposal_id}/reprice", tags=["enterprise proposals"])
@allow(Role.AGENT)
async def reprice_enterprise_proposal(
    uow: Uow, proposal_id: UUID, version: IfMatch
) -> EnterpriseProposalDetailOut:
    """Price an open plan with what is on sale today, for the heads that the firm has now, and present it again."""
    return _detail(uow, await enterprise_proposals.reprice(uow, proposal_id, version))


@router.post("/enterprise-proposals/{proposal_id}/accept", tags=["enterprise proposals"])
@allow(Role.CLIENT)
async def accept_enterprise_proposal(
    uow: Uow, proposal_id: UUID, version: IfMatch, acceptance: EnterpriseAcceptIn
) -> EnterpriseProposalDetailOut:
    """The client chooses covers for his firm, himself: some of the lines, or all of them."""
    accepted = await enterprise_proposals.accept(uow, proposal_id, version, lines=acceptance.lines)
    return _detail(uow, accepted)


@router.post("/enterprise-proposals/{proposal_id}/reject", tags=["enterprise proposals"])
@allow(Role.CLIENT, Role.AGENT)
async def reject_enterprise_proposal(
    uow: Uow, proposal_id: UUID, version: IfMatch, rejection: RejectIn
) -> EnterpriseProposalDetailOut:
    """The client wants none of it for his firm."""
    return _detail(uow, await enterprise_proposals.reject(uow, proposal_id, version, rejection.reason_code))


def _detail(uow: Uow, proposal: EnterpriseProposal) -> EnterpriseProposalDetailOut:
    uow.tag(proposal)
    return enterprise_proposal_detail_out(proposal, uow.language)
