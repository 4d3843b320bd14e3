"""Proposals as answers show them, in the reader's language."""

from collections.abc import Iterable

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
from services.quotes.tables import Proposal
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.proposals import offer_of
from shared.contracts import Sex
from shared.language import Language


def proposal_out(proposal: Proposal) -> ProposalOut:
    """A proposal as lists show it."""
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
    )


def proposal_detail_out(
    proposal: Proposal,
    found: Iterable[Alternative],
    suggested: Iterable[SuggestionOut],
    language: Language,
) -> ProposalDetailOut:
    """A proposal with its tiers and reasons."""
    offer = offer_of(proposal)
    return ProposalDetailOut(
        **dict(proposal_out(proposal)),
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
