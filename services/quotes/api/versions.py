"""What lay before a client, version by version, and whether it was opened."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from pydantic import AwareDatetime

from services.quotes import queries
from services.quotes.api.shown import advice_of, tiers_out
from services.quotes.schemas.versions import (
    CoverWorthOut,
    OpeningOut,
    TierYearsOut,
    VersionDetailOut,
    VersionOut,
)
from services.quotes.tables import Proposal, ProposalOpening, ProposalVersion, Readership
from services.quotes.texts import sentences
from services.quotes.use_cases import versions
from services.quotes.use_cases.versions import accepted_version, presented_of
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("quotes")

VersionNumber = Annotated[int, Path(ge=1, le=100_000)]


@router.get("/proposals/{proposal_id}/versions", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_versions(uow: Uow, proposal_id: UUID, asked: Asked) -> PageOf[VersionOut]:
    """Each presentation of a proposal, the newest first; a draft has none."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    readership = await versions.readership_of(uow, proposal)
    return await queries.versions.VERSIONS.page(
        uow, asked, lambda version: _version_out(version, proposal, readership), proposal_id=proposal_id
    )


@router.get("/proposals/{proposal_id}/versions/{number}", tags=["proposals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_version(uow: Uow, proposal_id: UUID, number: VersionNumber) -> VersionDetailOut:
    """A proposal as it was presented that time: tiers, premiums and their reasons, whatever has changed since."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    version = await versions.version_of(uow, proposal, number)
    readership = await versions.readership_of(uow, proposal)
    facts = presented_of(version)
    return VersionDetailOut(
        **dict(_version_out(version, proposal, readership)),
        annual_budget=facts.annual_budget,
        gaps=list(facts.gaps),
        tiers=tiers_out(facts.offer, uow.language),
        premiums=[TierYearsOut(tier=one.tier, years=list(one.years)) for one in facts.premiums],
        savings=[
            CoverWorthOut(tier=one.tier, product_code=one.product, years=list(one.years))
            for one in facts.savings
        ],
        advice=advice_of(facts.offer, uow.language),
        because=list(facts.offer.because),
        caveats=sentences(facts.offer.caveats, uow.language),
    )


@router.get("/openings", tags=["proposals"])
@allow(Role.AGENT, Role.MANAGER)
async def list_openings(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    proposal_id: UUID | None = None,
    opened_from: Annotated[AwareDatetime | None, Query(description="opened then or later")] = None,
) -> PageOf[OpeningOut]:
    """Openings of proposals by share links, the newest first: once a link and day. Of the readers nothing is kept."""
    return await queries.versions.OPENINGS.page(
        uow, asked, _opening_out, client_id=client_id, proposal_id=proposal_id, opened_from=opened_from
    )


def _version_out(version: ProposalVersion, proposal: Proposal, readership: Readership | None) -> VersionOut:
    offer = presented_of(version).offer
    return VersionOut(
        number=version.number,
        presented_at=version.presented_at,
        priced_on=offer.priced_on,
        annual_premiums={tier.tier: tier.annual_premium for tier in offer.tiers},
        recommended_tier=offer.recommended_tier,
        is_newest=readership is not None and readership.newest == version.number,
        is_accepted=accepted_version(proposal.status, readership) == version.number,
    )


def _opening_out(opening: ProposalOpening) -> OpeningOut:
    return OpeningOut(
        id=opening.id,
        client_id=opening.client_id,
        proposal_id=opening.proposal_id,
        proposal_version=opening.number,
        first=opening.is_first,
        opened_at=opening.opened_at,
    )
