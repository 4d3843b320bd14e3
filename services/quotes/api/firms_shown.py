"""Plans for firms as answers show them, in the reader's language."""

from services.quotes.api.products_shown import basis_out
from services.quotes.domain.enterprise_offer import EnterpriseOffer
from services.quotes.domain.enterprise_plan import GroupCover
from services.quotes.domain.firm import FirmNeeds, only_heads_changed
from services.quotes.schemas.enterprise_proposals import (
    EnterprisePlanOut,
    EnterpriseProposalDetailOut,
    EnterpriseProposalOut,
    GroupCoverOut,
    MissingLineOut,
)
from services.quotes.tables import EnterpriseProposal
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.enterprise_proposals import firm_of, offer_of
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.language import Language


def enterprise_proposal_out(proposal: EnterpriseProposal) -> EnterpriseProposalOut:
    """A plan as lists show it."""
    offer = offer_of(proposal)
    lines = proposal.accepted_lines
    return EnterpriseProposalOut(
        id=proposal.id,
        version=proposal.version,
        client_id=proposal.client_id,
        assessment_id=proposal.assessment_id,
        status=proposal.status,
        draft_reason=proposal.draft_reason,
        headcount=firm_of(proposal).headcount,
        annual_budget=proposal.annual_budget,
        annual_premium=offer.annual_premium if offer else None,
        annual_premiums={cover.line: cover.annual_premium for cover in offer.covers} if offer else {},
        accepted_lines=None if lines is None else [Line(line) for line in lines],
        rejection_reason=proposal.rejection_reason,
        priced_on=offer.priced_on if offer else None,
        drafted_at=proposal.drafted_at,
        presented_at=proposal.presented_at,
        settled_at=proposal.settled_at,
        firm_changed_on=proposal.firm_changed_on,
        firm_changes=proposal.firm_changes,
        assess_again=not only_heads_changed(proposal.firm_changes),
    )


def enterprise_proposal_detail_out(
    proposal: EnterpriseProposal, language: Language
) -> EnterpriseProposalDetailOut:
    """A plan with its covers and reasons."""
    offer = offer_of(proposal)
    return EnterpriseProposalDetailOut(
        **dict(enterprise_proposal_out(proposal)),
        firm=firm_of(proposal),
        needs=FirmNeeds.model_validate(proposal.needs),
        gaps=[RiskGap.model_validate(gap) for gap in proposal.gaps],
        plan=enterprise_plan_out(offer, language) if offer else None,
        because=list(offer.because) if offer else [],
        caveats=sentences(offer.caveats, language) if offer else [],
    )


def enterprise_plan_out(offer: EnterpriseOffer, language: Language) -> EnterprisePlanOut:
    """The covers of a plan, those missing, and the risk-transfer table."""
    return EnterprisePlanOut(
        annual_premium=offer.annual_premium,
        covers=[_cover(cover, offer, language) for cover in offer.covers],
        missing=[
            MissingLineOut(
                line=part.line,
                problem=part.problem,
                text=TEXTS.say(f"missing.{part.problem}", language),
            )
            for part in offer.missing
        ],
        carried=None if offer.carried is None else list(offer.carried),
        transfers=list(offer.transfers),
    )


def _cover(cover: GroupCover, offer: EnterpriseOffer, language: Language) -> GroupCoverOut:
    return GroupCoverOut(
        product_id=cover.product_id,
        product_code=cover.product_code,
        product_version=cover.product_version,
        carrier_id=cover.carrier_id,
        line=cover.line,
        name=cover.name[language],
        insurer=cover.insurer[language],
        coverage_term=cover.coverage_term,
        sum_insured=cover.sum_insured,
        asked=cover.asked,
        heads=cover.heads,
        classes=list(cover.classes),
        heads_not_taken=cover.heads_not_taken,
        annual_premium=cover.annual_premium,
        deductible=cover.deductible,
        annual_limit=cover.annual_limit,
        waiting_days=cover.waiting_days,
        carried=None if offer.carried is None else cover.line in offer.carried,
        basis=basis_out(cover.basis, language),
        illustrative=cover.basis.kind == "illustrative",
        because=cover.because,
        caveats=sentences(cover.caveats, language),
    )
