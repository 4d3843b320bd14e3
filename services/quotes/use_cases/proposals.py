"""Proposals: drafted for a gap that was agreed to, presented, priced again, accepted or rejected."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.offer import Offer, OfferedTier
from services.quotes.domain.problems import (
    ProposalState,
    TierNotOffered,
)
from services.quotes.domain.suitability import Suitability
from services.quotes.tables import Proposal, ProtectivePlan, SuitabilityRecord
from services.quotes.use_cases import adjustments, family_plans, versions
from services.quotes.use_cases.pricing import Pricing, refuse_outdated, terms
from services.quotes.use_cases.suitability import assess, judge
from shared.because import Answer
from shared.calendar import local_date
from shared.contracts import Sex
from shared.contracts.leads import Purpose
from shared.contracts.needs import GapConfirmed, Insured, RiskGap
from shared.contracts.quotes import (
    ProposalAccepted,
    ProposalPresented,
    ProposalRejected,
    SuitabilityAssessed,
)
from shared.privacy.stopping import stopped_since
from shared.unit_of_work import UnitOfWork

NOTHING_ON_SALE = "NOTHING_ON_SALE"
NOTHING_WITHIN_BUDGET = "NOTHING_WITHIN_BUDGET"
CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
SOLICITS = (Purpose.CONTACT, Purpose.MARKETING)
"""What a proposal that nobody asked for is made for."""

RejectionReason = Literal["too_expensive", "other_cover_wanted", "bought_elsewhere", "not_now", "other"]


async def draft(uow: UnitOfWork, confirmed: GapConfirmed, *, at: datetime) -> None:
    """The client agreed to gaps: a proposal for each life to be insured takes the place of one still open.

    Where nothing can be offered it stays a draft, and is priced again when a product is published; where the client has
    withdrawn his consent to being contacted or to marketing, it waits until somebody asks for it.
    """
    if await uow.one(queries.proposals.PROPOSAL_FOR_ASSESSMENT, assessment_id=confirmed.assessment_id):
        return
    await adjustments.take_account(uow, confirmed.client_id, at=at)
    plan = family_plans.keep(uow, confirmed, at=at)
    lives: Sequence[Insured] = confirmed.members if plan else [confirmed.insured]
    gaps = confirmed.family_gaps if plan else confirmed.gaps
    planned = {life.member_id for life in lives}
    for earlier in await uow.all(queries.proposals.OPEN_PROPOSALS, client_id=confirmed.client_id):
        if earlier.member_id in planned or (plan and earlier.plan_id):
            uow.change(earlier, status="superseded", settled_at=at)
    pricing = Pricing(uow)
    for life in lives:
        proposal = uow.add(_drafted(uow, confirmed, life, gaps, plan, at))
        await _present_as_soon_as_possible(uow, proposal, pricing)
    await adjustments.note_ages(uow, confirmed.client_id, at=at)


def _drafted(
    uow: UnitOfWork,
    confirmed: GapConfirmed,
    life: Insured,
    gaps: Sequence[RiskGap],
    plan: ProtectivePlan | None,
    at: datetime,
) -> Proposal:
    return Proposal(
        agency_id=uow.caller.agency_id,
        client_id=confirmed.client_id,
        assessment_id=confirmed.assessment_id,
        member_id=life.member_id,
        birth_date=life.birth_date,
        sex=life.sex,
        occupation_class=life.occupation_class,
        annual_budget=confirmed.annual_budget,
        family_annual_income=confirmed.family_annual_income,
        gaps=[gap.model_dump(mode="json") for gap in gaps if gap.member_id in (None, life.member_id)],
        status="draft",
        draft_reason=NOTHING_ON_SALE,
        drafted_at=at,
        plan_id=plan.id if plan else None,
    )


async def price_drafts(uow: UnitOfWork) -> None:
    """A product was published: drafts for which nothing was on sale may be presented now."""
    pricing = Pricing(uow)
    for proposal in await uow.all(queries.proposals.DRAFTS):
        await _present_as_soon_as_possible(uow, proposal, pricing)


async def _present_as_soon_as_possible(uow: UnitOfWork, proposal: Proposal, pricing: Pricing) -> None:
    """Present it as of its drafting, or else as of the first publication after it that offers anything.

    The news of a product may come before the gap that was agreed to earlier, and after the news of a later product: so it
    is the catalogue that says when something was published, not whichever event has just been heard.
    """
    stopped = await stopped_since(uow, proposal.client_id, *SOLICITS)
    later = await uow.all(queries.catalogue.PUBLISHED_AFTER, after=proposal.drafted_at)
    for at in dict.fromkeys((proposal.drafted_at, *(product.published_at for product in later))):
        if await _present(uow, proposal, pricing, at=at, stopped=stopped):
            return


async def take_back_unasked(uow: UnitOfWork, client_id: UUID, *, since: datetime) -> None:
    """The client wants no more offers: what was presented to him since then waits until somebody asks for it."""
    for proposal in await uow.all(queries.proposals.OPEN_PROPOSALS, client_id=client_id):
        if proposal.status == "presented" and proposal.presented_at >= since:
            uow.change(
                proposal, status="draft", draft_reason=CONSENT_WITHDRAWN, offer=None, presented_at=None
            )
            await versions.take_back(uow, proposal, since=since)


async def reprice(uow: UnitOfWork, proposal_id: UUID, version: int) -> Proposal:
    """Price an open proposal as of today and present it again; raises NotFound, Stale, ProposalState."""
    proposal = await _open(uow, proposal_id, version, ("draft", "presented"))
    await _present(uow, proposal, Pricing(uow), at=uow.now)
    return proposal


async def note_household(uow: UnitOfWork, client_id: UUID, *, on: date) -> None:
    """The household changed: open proposals say so, and wait for a new assessment or the agent's judgement."""
    for proposal in await uow.all(queries.proposals.OPEN_PROPOSALS, client_id=client_id):
        uow.change(proposal, household_changed_on=on)


async def suitability(uow: UnitOfWork, proposal_id: UUID, tier: str) -> Answer[Suitability]:
    """Whether a tier of the proposal fits the client today; raises NotFound, ProposalState, TierNotOffered."""
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    return assess(uow, proposal, chosen_tier(proposal, tier))


async def accept(uow: UnitOfWork, proposal_id: UUID, version: int, *, tier: str) -> Proposal:
    """The client chooses a tier; where it may not fit him, only after he signed the statement about it.

    Raises NotFound, Stale, ProposalState, TierNotOffered, ProposalOutdated, SuitabilityStatementRequired and
    WrittenConfirmationRequired.
    """
    proposal = await _open(uow, proposal_id, version, ("presented",))
    chosen = chosen_tier(proposal, tier)
    await refuse_outdated(uow, proposal, chosen)
    judged = await judge(uow, proposal, chosen)
    found, statement = judged.assessed.result, judged.statement
    uow.change(proposal, status="accepted", chosen_tier=tier, settled_at=uow.now)
    record = uow.add(
        SuitabilityRecord(
            id=proposal.id,
            agency_id=proposal.agency_id,
            client_id=proposal.client_id,
            tier=tier,
            result=_outcome(found),
            triggers=list(found.triggers),
            stop_for=list(found.stop_for),
            statement_signed=statement is not None,
            confirmed_in_writing=statement is not None and statement.goes_on,
            statement_id=None if statement is None else statement.id,
            because=[because.model_dump(mode="json") for because in judged.assessed.because],
            assessed_at=uow.now,
        )
    )
    uow.record(
        SuitabilityAssessed(
            client_id=proposal.client_id,
            proposal_id=proposal.id,
            result=record.result,
            triggers=[*found.triggers, *found.stop_for],
        ),
        about=proposal,
    )
    uow.record(_accepted(proposal, chosen), about=proposal)
    return proposal


async def reject(uow: UnitOfWork, proposal_id: UUID, version: int, reason_code: RejectionReason) -> Proposal:
    """The client wants none of it; raises NotFound, Stale, ProposalState."""
    proposal = await _open(uow, proposal_id, version, ("presented",))
    uow.change(proposal, status="rejected", rejection_reason=reason_code, settled_at=uow.now)
    uow.record(
        ProposalRejected(client_id=proposal.client_id, proposal_id=proposal.id, reason_code=reason_code),
        about=proposal,
    )
    return proposal


def offer_of(proposal: Proposal) -> Offer | None:
    """What the proposal offers; None while nothing is on sale for it."""
    return None if proposal.offer is None else Offer.model_validate(proposal.offer)


def chosen_tier(proposal: Proposal, tier: str) -> OfferedTier:
    """The tier of that code as it was offered; raises ProposalState, TierNotOffered."""
    offer = offer_of(proposal)
    if offer is None:
        raise ProposalState(status=proposal.status)
    chosen = offer.tier(tier)
    if chosen is None:
        raise TierNotOffered("/tier", tier=tier)
    return chosen


async def _present(
    uow: UnitOfWork, proposal: Proposal, pricing: Pricing, *, at: datetime, stopped: datetime | None = None
) -> bool:
    """Price the proposal as of `at` and present it, where there is anything to offer; gives whether there is.

    From `stopped` on nothing is offered unasked: it stays a draft.
    """
    offer = await pricing.offer(proposal, on=local_date(at))
    if not offer.holds_anything:
        if offer.recommendation and offer.recommendation.advice:
            uow.change(proposal, draft_reason=NOTHING_WITHIN_BUDGET)
        return False
    if stopped is not None and at >= stopped:
        uow.change(proposal, draft_reason=CONSENT_WITHDRAWN)
        return True
    uow.change(
        proposal,
        status="presented",
        draft_reason=None,
        offer=offer.model_dump(mode="json"),
        presented_at=at,
    )
    await versions.keep(uow, proposal, offer, at=at)
    uow.record(
        ProposalPresented(
            client_id=proposal.client_id,
            proposal_id=proposal.id,
            assessment_id=proposal.assessment_id,
            recommended_tier=offer.recommended_tier,
            annual_premiums={tier.tier: tier.annual_premium for tier in offer.tiers},
        ),
        about=proposal,
    )
    return True


async def _open(uow: UnitOfWork, proposal_id: UUID, version: int, statuses: tuple[str, ...]) -> Proposal:
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    uow.expect(proposal, version)
    if proposal.status not in statuses:
        raise ProposalState(status=proposal.status)
    return proposal


def _outcome(found: Suitability) -> str:
    if found.stop_for:
        return "confirmed_in_writing"
    return "statement_signed" if found.statement_required else "suitable"


def _accepted(proposal: Proposal, chosen: OfferedTier) -> ProposalAccepted:
    return ProposalAccepted(
        client_id=proposal.client_id,
        proposal_id=proposal.id,
        tier=chosen.tier,
        annual_premium=chosen.annual_premium,
        covers=terms(chosen),
        insured=Insured(
            member_id=proposal.member_id,
            birth_date=proposal.birth_date,
            sex=Sex(proposal.sex),
            occupation_class=proposal.occupation_class,
        ),
    )
