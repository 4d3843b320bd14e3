"""Routes about referral: the review that comes first, the demand card, who refers whom."""

from uuid import UUID

from fastapi import status
from fastapi.responses import HTMLResponse

from services.leads import queries
from services.leads.demand_card import KIND, render
from services.leads.schemas.referrals import (
    DemandCardIn,
    DemandCardOut,
    PolicyReviewIn,
    PolicyReviewOut,
    ReferralIn,
    ReferralOut,
    ReferredOut,
    ReferrersOut,
)
from services.leads.tables import DemandCard, PolicyReview, Referral
from services.leads.use_cases import referrals
from services.leads.use_cases.capture import Prospect
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, public, service_router
from shared.share_links import ShareLinkOut

router = service_router("leads")


@router.post("/{client_id}/policy-reviews", status_code=status.HTTP_201_CREATED, tags=["referrals"])
@allow(Role.AGENT, Role.MANAGER)
async def record_policy_review(uow: Uow, client_id: UUID, review: PolicyReviewIn) -> PolicyReviewOut:
    """The client's policies were gone through with him: the service that comes before any referral."""
    return _review(await referrals.record_review(uow, client_id, **review.model_dump()))


@router.get("/{client_id}/policy-reviews", tags=["referrals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_policy_reviews(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[PolicyReviewOut]:
    """Reviews of the client's policies, the newest first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.referrals.POLICY_REVIEWS.page(uow, asked, _review, client_id=client_id)


@router.post("/{client_id}/demand-cards", status_code=status.HTTP_201_CREATED, tags=["referrals"])
@allow(Role.AGENT, Role.MANAGER)
async def hand_over_demand_card(uow: Uow, client_id: UUID, card: DemandCardIn) -> DemandCardOut:
    """A demand card for somebody whom the client knows; after a policy review only."""
    made = await referrals.hand_over_card(uow, client_id, **card.model_dump(mode="json"))
    return _card(made)


@router.get("/{client_id}/demand-cards", tags=["referrals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_demand_cards(uow: Uow, client_id: UUID, asked: Asked) -> PageOf[DemandCardOut]:
    """The demand cards that the client was handed, the newest first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.referrals.DEMAND_CARDS.page(uow, asked, _card, client_id=client_id)


@router.get("/demand-cards/{card_id}", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_demand_card(uow: Uow, card_id: UUID) -> HTMLResponse:
    """The demand card: what one may want to talk about, what is promised and what is not, and who answers for it."""
    return await render(uow, card_id)


@router.post("/demand-cards/{card_id}/share-links", status_code=status.HTTP_201_CREATED, tags=["documents"])
@allow(Role.CLIENT, Role.AGENT)
async def share_demand_card(uow: Uow, card_id: UUID) -> ShareLinkOut:
    """A link that opens the demand card without a token for thirty days, for whom the client knows."""
    card: DemandCard = await uow.get(queries.referrals.DEMAND_CARD, card_id=card_id)
    return uow.share(KIND, card.id)


@router.get("/shared/demand-card/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_demand_card(uow: Uow, token: str) -> HTMLResponse:
    """The demand card behind a share link."""
    return await render(uow, uow.open_shared(KIND, token))


@router.post("/{client_id}/referrals", status_code=status.HTTP_201_CREATED, tags=["referrals"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def refer(uow: Uow, client_id: UUID, referral: ReferralIn) -> ReferredOut:
    """The client names somebody who agreed to it; after a demand card only, and for no money and no gift.

    A client who does so himself is not told whether the agency knew him: whose client somebody is, is nobody else's matter.
    """
    prospect = Prospect(
        segment=referral.segment,
        name=referral.name,
        phone=referral.phone,
        birth_date=None,
        sex=None,
        purposes=referral.consent_purposes,
        text_version=referral.consent_text_version,
        region=referral.region,
    )
    named, outcome, kept = await referrals.refer(
        uow, client_id, prospect, channel=referral.channel, benefit=referral.benefit
    )
    if uow.caller.role is Role.CLIENT:
        return ReferredOut(outcome="received", referee_client_id=None, referral_id=None, depth=None)
    return ReferredOut(
        outcome=outcome,
        referee_client_id=named.id,
        referral_id=None if kept is None else kept.id,
        depth=None if kept is None else kept.depth,
    )


@router.get("/{client_id}/referrals", tags=["referrals"])
@allow(Role.AGENT, Role.MANAGER)
async def list_referrals(
    uow: Uow, client_id: UUID, asked: Asked, direct: bool = False
) -> PageOf[ReferralOut]:
    """Whom the client referred, and whom those did, as far as the reader sees them, the newest first."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    return await queries.referrals.REFERRALS_BELOW.page(
        uow, asked, _referral, client_text=str(client_id), referrer_id=client_id if direct else None
    )


@router.get("/{client_id}/referrers", tags=["referrals"])
@allow(Role.AGENT, Role.MANAGER)
async def read_referrers(uow: Uow, client_id: UUID) -> ReferrersOut:
    """By whom the client came, and by whom that one came, back to where the reader sees no further."""
    depth, chain = await referrals.referrers(uow, client_id)
    return ReferrersOut(depth=depth, referrers=[_referral(referral) for referral in chain])


def _review(review: PolicyReview) -> PolicyReviewOut:
    return PolicyReviewOut.model_validate(review, from_attributes=True)


def _card(card: DemandCard) -> DemandCardOut:
    return DemandCardOut.model_validate(card, from_attributes=True)


def _referral(referral: Referral) -> ReferralOut:
    return ReferralOut(
        referrer_client_id=referral.client_id,
        referee_client_id=referral.referee_id,
        **referral.model_dump(include={"id", "depth", "benefit", "referred_at"}),
    )
