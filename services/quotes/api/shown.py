"""Proposals as answers show them, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from services.quotes.api.products_shown import basis_out
from services.quotes.domain.alternatives import Alternative
from services.quotes.domain.offer import Offer, OfferedCover, OfferedTier
from services.quotes.domain.plan import MissingPart
from services.quotes.schemas.plans import SuggestionOut
from services.quotes.schemas.proposals import (
    AlternativeOut,
    CoverOut,
    InsuredOut,
    MissingOut,
    ProposalDetailOut,
    ProposalOut,
    TierOut,
)
from services.quotes.tables import Proposal, Readership
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.proposals import offer_of
from services.quotes.use_cases.versions import accepted_version
from shared.contracts import Sex
from shared.language import Language
from shared.pagination import PageOf


def proposal_out(proposal: Proposal, readership: Readership | None = None) -> ProposalOut:
    """A proposal as lists show it; without `readership` nobody has opened it."""
    offer = offer_of(proposal)
    return ProposalOut(
        id=proposal.id,
        version=proposal.version,
        client_id=proposal.client_id,
        assessment_id=proposal.assessment_id,
        member_id=proposal.member_id,
        status=proposal.status,
        draft_reason=proposal.draft_reason,
        annual_budget=proposal.annual_budget,
        annual_premiums={tier.tier: tier.annual_premium for tier in offer.tiers} if offer else {},
        recommended_tier=offer.recommended_tier if offer else None,
        chosen_tier=proposal.chosen_tier,
        rejection_reason=proposal.rejection_reason,
        priced_on=offer.priced_on if offer else None,
        drafted_at=proposal.drafted_at,
        presented_at=proposal.presented_at,
        settled_at=proposal.settled_at,
        household_changed_on=proposal.household_changed_on,
        plan_id=proposal.plan_id,
        **_openings(proposal.status, readership),
    )


def with_openings(page: PageOf[ProposalOut], readerships: Iterable[Readership]) -> PageOf[ProposalOut]:
    """A page of proposals with how often each was opened."""
    by_proposal = {readership.id: readership for readership in readerships}
    items = [item.model_copy(update=_openings(item.status, by_proposal.get(item.id))) for item in page.items]
    return PageOf(items=items, next_cursor=page.next_cursor)


def _openings(status: str, readership: Readership | None) -> dict[str, Any]:
    return {
        "newest_version": readership.newest if readership else None,
        "accepted_version": accepted_version(status, readership),
        "openings": readership.openings if readership else 0,
        "first_opened_at": readership.first_opened_at if readership else None,
        "opened_at": readership.opened_at if readership else None,
    }


def proposal_detail_out(
    proposal: Proposal,
    readership: Readership | None,
    found: Iterable[Alternative],
    suggested: Iterable[SuggestionOut],
    language: Language,
) -> ProposalDetailOut:
    """A proposal with its tiers and reasons."""
    offer = offer_of(proposal)
    return ProposalDetailOut(
        **dict(proposal_out(proposal, readership)),
        insured=InsuredOut(
            member_id=proposal.member_id,
            birth_date=proposal.birth_date,
            sex=Sex(proposal.sex),
            occupation_class=proposal.occupation_class,
        ),
        tiers=tiers_out(offer, language) if offer else [],
        advice=advice_of(offer, language) if offer else [],
        alternatives=[alternative_out(one, language) for one in found],
        suggestions=list(suggested),
        because=list(offer.because) if offer else [],
        caveats=sentences(offer.caveats, language) if offer else [],
    )


def tiers_out(offer: Offer, language: Language) -> list[TierOut]:
    """Every tier, most modest first."""
    return [_tier(tier, offer.recommended_tier, language) for tier in offer.tiers]


def advice_of(offer: Offer, language: Language) -> list[str]:
    """What to change where the budget carries no tier, in that order."""
    return sentences(offer.recommendation.advice, language) if offer.recommendation else []


def alternative_out(found: Alternative, language: Language) -> AlternativeOut:
    """What is advised for a line that will not be had as offered."""
    return AlternativeOut(**found.model_dump(), advice=TEXTS.say(f"advice.{found.advice}", language))


def _tier(tier: OfferedTier, recommended: str | None, language: Language) -> TierOut:
    return TierOut(
        tier=tier.tier,
        name=TEXTS.say(f"tier.{tier.tier}", language),
        annual_premium=tier.annual_premium,
        recommended=tier.tier == recommended,
        covers=[cover_out(cover, language) for cover in tier.covers],
        missing=missing_out(tier.missing, language),
    )


def missing_out(missing: Iterable[MissingPart], language: Language) -> list[MissingOut]:
    """Covers that cannot be had, each with its reason."""
    return [
        MissingOut(line=part.line, problem=part.problem, text=TEXTS.say(f"missing.{part.problem}", language))
        for part in missing
    ]


def cover_out(cover: OfferedCover, language: Language) -> CoverOut:
    """One product as it is offered."""
    return CoverOut(
        product_id=cover.product_id,
        product_code=cover.product_code,
        product_version=cover.product_version,
        carrier_id=cover.carrier_id,
        line=cover.line,
        name=cover.name[language],
        insurer=cover.insurer[language],
        sum_insured=cover.sum_insured,
        coverage_term=cover.coverage_term,
        payment_years=cover.payment_years,
        annual_premium=cover.annual_premium,
        waiting_days=cover.waiting_days,
        basis=basis_out(cover.basis, language),
        illustrative=cover.basis.kind == "illustrative",
        because=cover.because,
    )
