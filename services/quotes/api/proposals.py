"""Proposals: reading them, and what a client or agent does with one."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime

from services.quotes import queries
from services.quotes.api.plans_shown import suggestion_out
from services.quotes.api.shown import proposal_detail_out, proposal_out, with_openings
from services.quotes.domain.product import Code
from services.quotes.domain.suitability import Suitability
from services.quotes.schemas.proposals import AcceptIn, ProposalDetailOut, ProposalOut, RejectIn
from services.quotes.tables import Proposal
from services.quotes.texts import worded
from services.quotes.use_cases import adjustments, outlooks, proposals, versions
from shared.because import Answer
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")


@router.get("/proposals", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_proposals(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    status: Literal["draft", "presented", "accepted", "rejected", "superseded"] | None = None,
    assessment_id: UUID | None = None,
    plan_id: Annotated[UUID | None, Query(description="those of one family's plan")] = None,
    opened: Annotated[bool | None, Query(description="whether a share link of it was ever opened")] = None,
    opened_from: Annotated[AwareDatetime | None, Query(description="last opened then or later")] = None,
) -> PageOf[ProposalOut]:
    """Proposals in reach, the newest first; by their openings, those that were presented."""
    by_opening = opened is not None or opened_from is not None
    listing = queries.versions.PROPOSALS_BY_OPENING if by_opening else queries.proposals.PROPOSALS
    page = await listing.page(
        uow,
        asked,
        proposal_out,
        client_id=client_id,
        status=status,
        assessment_id=assessment_id,
        plan_id=plan_id,
        opened=opened,
        opened_from=opened_from,
    )
    readerships = await uow.all(
        queries.versions.READERSHIPS, proposal_ids=[proposal.id for proposal in page.items]
    )
    return with_openings(page, readerships)


@router.get("/proposals/{proposal_id}", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_proposal(uow: Uow, proposal_id: UUID) -> ProposalDetailOut:
    """One proposal: its tiers, every premium with its reason, the tier recommended, and what speaks against it."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    return await _detail(uow, proposal)


@router.get("/proposals/{proposal_id}/suitability", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_suitability(
    uow: Uow, proposal_id: UUID, tier: Annotated[Code, Query(examples=["advanced"])]
) -> Answer[Suitability]:
    """Whether a tier fits the client today: what must be signed or confirmed before it can be accepted."""
    return worded(await proposals.suitability(uow, proposal_id, tier), uow.language)


@router.post("/proposals/{proposal_id}/reprice", tags=["proposals"])
@allow(Role.AGENT)
async def reprice_proposal(uow: Uow, proposal_id: UUID, version: IfMatch) -> ProposalDetailOut:
    """Price an open proposal with what is on sale today, at today's age, and present it again."""
    return await _detail(uow, await proposals.reprice(uow, proposal_id, version))


@router.post("/proposals/{proposal_id}/accept", tags=["proposals"])
@allow(Role.CLIENT)
async def accept_proposal(
    uow: Uow, proposal_id: UUID, version: IfMatch, acceptance: AcceptIn
) -> ProposalDetailOut:
    """The client chooses a tier, himself; where it may not fit him, only after he signed the statement about it."""
    return await _detail(uow, await proposals.accept(uow, proposal_id, version, tier=acceptance.tier))


@router.post("/proposals/{proposal_id}/reject", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT)
async def reject_proposal(
    uow: Uow, proposal_id: UUID, version: IfMatch, rejection: RejectIn
) -> ProposalDetailOut:
    """The client wants none of it."""
    return await _detail(uow, await proposals.reject(uow, proposal_id, version, rejection.reason_code))


async def _detail(uow: UnitOfWork, proposal: Proposal) -> ProposalDetailOut:
    offer = proposals.offer_of(proposal)
    found = await outlooks.alternatives_for(uow, proposal.client_id, offer.tiers if offer else ())
    readership = await versions.readership_of(uow, proposal)
    suggested = await adjustments.open_for(uow, proposal.client_id, proposal.member_id)
    uow.tag(proposal)
    return proposal_detail_out(
        proposal, readership, found, [suggestion_out(one, uow) for one in suggested], uow.language
    )
