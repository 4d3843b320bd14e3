"""Proposals: drafted for a gap that was agreed to, presented, priced again, accepted or rejected."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.offer import Offer, OfferedTier, make_offer
from services.quotes.domain.problems import (
    ProposalOutdated,
    ProposalState,
    TierNotOffered,
)
from services.quotes.domain.rating import Life
from services.quotes.domain.suitability import Suitability
from services.quotes.tables import Proposal, SuitabilityRecord
from services.quotes.use_cases import catalogue
from services.quotes.use_cases.suitability import assess, judge
from shared.because import Answer
from shared.calendar import age_on, local_date
from shared.contracts import Sex
from shared.contracts.needs import GapConfirmed, Insured
from shared.contracts.quotes import (
    ProposalAccepted,
    ProposalPresented,
    ProposalRejected,
    ProposedCover,
    SuitabilityAssessed,
)
from shared.unit_of_work import UnitOfWork

NOTHING_ON_SALE = "NOTHING_ON_SALE"
RejectionReason = Literal["too_expensive", "other_cover_wanted", "bought_elsewhere", "not_now", "other"]


async def draft(uow: UnitOfWork, confirmed: GapConfirmed, *, at: datetime) -> None:
    """The client agreed to a gap: a proposal for the life to be insured takes the place of one still open.

    Where nothing can be offered it stays a draft, and is priced again when a product is published.
    """
    if await uow.one(queries.proposals.PROPOSAL_FOR_ASSESSMENT, assessment_id=confirmed.assessment_id):
        return
    insured = confirmed.insured
    for earlier in await uow.all(queries.proposals.OPEN_PROPOSALS, client_id=confirmed.client_id):
        if earlier.member_id == insured.member_id:
            uow.change(earlier, status="superseded", settled_at=at)
    gaps = [gap for gap in confirmed.gaps if gap.member_id in (None, insured.member_id)]
    proposal = uow.add(
        Proposal(
            agency_id=uow.caller.agency_id,
            client_id=confirmed.client_id,
            assessment_id=confirmed.assessment_id,
            member_id=insured.member_id,
            birth_date=insured.birth_date,
            sex=insured.sex,
            occupation_class=insured.occupation_class,
            annual_budget=confirmed.annual_budget,
            family_annual_income=confirmed.family_annual_income,
            gaps=[gap.model_dump(mode="json") for gap in gaps],
            status="draft",
            draft_reason=NOTHING_ON_SALE,
            drafted_at=at,
        )
    )
    await _present_as_soon_as_possible(uow, proposal)


async def price_drafts(uow: UnitOfWork) -> None:
    """A product was published: drafts for which nothing was on sale may be presented now."""
    for proposal in await uow.all(queries.proposals.DRAFTS):
        await _present_as_soon_as_possible(uow, proposal)


async def _present_as_soon_as_possible(uow: UnitOfWork, proposal: Proposal) -> None:
    """Present it as of its drafting, or else as of the first publication after it that offers anything.

    The news of a product may come before the gap that was agreed to earlier, and after the news of a later product: so it
    is the catalogue that says when something was published, not whichever event has just been heard.
    """
    later = await uow.all(queries.catalogue.PUBLISHED_AFTER, after=proposal.drafted_at)
    for at in dict.fromkeys((proposal.drafted_at, *(product.published_at for product in later))):
        await _present(uow, proposal, at=at)
        if proposal.status != "draft":
            return


async def reprice(uow: UnitOfWork, proposal_id: UUID, version: int) -> Proposal:
    """Price an open proposal as of today and present it again; raises NotFound, Stale, ProposalState."""
    proposal = await _open(uow, proposal_id, version, ("draft", "presented"))
    await _present(uow, proposal, at=uow.now)
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
    await _refuse_outdated(uow, proposal, chosen)
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


async def _present(uow: UnitOfWork, proposal: Proposal, *, at: datetime) -> None:
    """Price the proposal as of `at` and present it, where there is anything to offer."""
    offer = await _priced(uow, proposal, on=local_date(at))
    if not offer.holds_anything:
        return
    uow.change(
        proposal,
        status="presented",
        draft_reason=None,
        offer=offer.model_dump(mode="json"),
        presented_at=at,
    )
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


async def _priced(uow: UnitOfWork, proposal: Proposal, *, on: date) -> Offer:
    life = Life(
        age=age_on(proposal.birth_date, on),
        sex=Sex(proposal.sex),
        occupation_class=proposal.occupation_class,
    )
    return make_offer(
        await catalogue.on_sale(uow, on),
        life,
        budget=proposal.annual_budget,
        jurisdiction=uow.kit.jurisdiction,
        on=on,
    )


async def _open(uow: UnitOfWork, proposal_id: UUID, version: int, statuses: tuple[str, ...]) -> Proposal:
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    uow.expect(proposal, version)
    if proposal.status not in statuses:
        raise ProposalState(status=proposal.status)
    return proposal


async def _refuse_outdated(uow: UnitOfWork, proposal: Proposal, chosen: OfferedTier) -> None:
    """What is accepted must be what is on sale today, at today's age: raises ProposalOutdated."""
    now = (await _priced(uow, proposal, on=local_date(uow.now))).tier(chosen.tier)
    if now is None or _terms(now) != _terms(chosen):
        raise ProposalOutdated


def _terms(tier: OfferedTier) -> list[ProposedCover]:
    """What the client agrees to."""
    return [
        ProposedCover(
            product_id=cover.product_id,
            product_code=cover.product_code,
            carrier_id=cover.carrier_id,
            line=cover.line,
            sum_insured=cover.sum_insured,
            coverage_term=cover.coverage_term,
            payment_years=cover.payment_years,
            annual_premium=cover.annual_premium,
            waiting_days=cover.waiting_days,
        )
        for cover in tier.covers
    ]


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
        covers=_terms(chosen),
        insured=Insured(
            member_id=proposal.member_id,
            birth_date=proposal.birth_date,
            sex=Sex(proposal.sex),
            occupation_class=proposal.occupation_class,
        ),
    )
