"""Plans for firms: drafted for gaps that were agreed to, presented, priced again as heads change, accepted or rejected.

Invariant: while a plan is open it is priced for the heads that the firm was last told to have; what was accepted stays as it
was accepted and says that the firm has changed since.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.enterprise_offer import EnterpriseOffer, make_enterprise_offer
from services.quotes.domain.enterprise_plan import GroupCover
from services.quotes.domain.firm import Firm, FirmNeeds
from services.quotes.domain.problems import ProposalOutdated, ProposalState
from services.quotes.tables import EnterpriseProposal
from services.quotes.use_cases import catalogue
from services.quotes.use_cases.proposals import NOTHING_ON_SALE, RejectionReason
from shared.calendar import local_date
from shared.contracts import Line
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed
from shared.contracts.quotes import (
    EnterpriseProposalAccepted,
    EnterpriseProposalPresented,
    EnterpriseProposalRejected,
    ProposedGroupCover,
)
from shared.unit_of_work import UnitOfWork

NOTHING_LACKING = "NOTHING_LACKING"


async def draft(uow: UnitOfWork, confirmed: EnterpriseGapConfirmed, *, at: datetime) -> None:
    """The client agreed to the gaps of his firm: a plan takes the place of one still open.

    Where nothing can be offered it stays a draft, and is priced again when a product is published.
    """
    by_assessment = queries.enterprise_proposals.PROPOSAL_FOR_ASSESSMENT
    if await uow.one(by_assessment, assessment_id=confirmed.assessment_id):
        return
    for earlier in await uow.all(queries.enterprise_proposals.OPEN_PROPOSALS, client_id=confirmed.client_id):
        uow.change(earlier, status="superseded", settled_at=at)
    needs = FirmNeeds.of(confirmed)
    proposal = uow.add(
        EnterpriseProposal(
            agency_id=uow.caller.agency_id,
            client_id=confirmed.client_id,
            assessment_id=confirmed.assessment_id,
            firm=Firm.of(confirmed).model_dump(mode="json"),
            needs=needs.model_dump(mode="json"),
            gaps=[gap.model_dump(mode="json") for gap in confirmed.gaps],
            annual_budget=confirmed.annual_budget,
            status="draft",
            draft_reason=NOTHING_ON_SALE if needs.asked() else NOTHING_LACKING,
            facts_as_of=at,
            drafted_at=at,
            firm_changes=[],
        )
    )
    await _present_as_soon_as_possible(uow, proposal)


async def price_drafts(uow: UnitOfWork) -> None:
    """A product was published: plans for which nothing was on sale may be presented now."""
    for proposal in await uow.all(queries.enterprise_proposals.DRAFTS):
        await _present_as_soon_as_possible(uow, proposal)


async def note_firm(uow: UnitOfWork, changed: EnterpriseChanged, *, at: datetime) -> None:
    """The firm changed: an open plan is priced for the heads it has now, an accepted one only says so."""
    for proposal in await uow.all(
        queries.enterprise_proposals.PROPOSALS_THAT_FOLLOW_THE_FIRM, client_id=changed.client_id
    ):
        codes = sorted({*proposal.firm_changes, changed.change_code})
        uow.change(proposal, firm_changed_on=changed.effective_on, firm_changes=codes)
        before = firm_of(proposal)
        now = before.after(changed)
        if proposal.status == "accepted" or now == before:
            continue
        uow.change(proposal, firm=now.model_dump(mode="json"), facts_as_of=at)
        await _present_as_soon_as_possible(uow, proposal)


async def reprice(uow: UnitOfWork, proposal_id: UUID, version: int) -> EnterpriseProposal:
    """Price an open plan as of today and present it again; raises NotFound, Stale, ProposalState."""
    proposal = await _open(uow, proposal_id, version, ("draft", "presented"))
    _present(uow, proposal, await _priced(uow, proposal, on=local_date(uow.now)), at=uow.now)
    return proposal


async def accept(
    uow: UnitOfWork, proposal_id: UUID, version: int, *, lines: Sequence[Line] | None
) -> EnterpriseProposal:
    """The client chooses covers for his firm, all of them with None.

    Raises NotFound, Stale, ProposalState, LineNotOffered, ProposalOutdated.
    """
    proposal = await _open(uow, proposal_id, version, ("presented",))
    offer = offer_of(proposal)
    if offer is None:
        raise ProposalState(status=proposal.status)
    chosen = _terms(offer.chosen(lines))
    today = (await _priced(uow, proposal, on=local_date(uow.now))).covers
    if chosen != _terms([cover for cover in today if lines is None or cover.line in lines]):
        raise ProposalOutdated
    uow.change(
        proposal,
        status="accepted",
        accepted_lines=[cover.line for cover in chosen],
        settled_at=uow.now,
    )
    uow.record(_accepted(proposal, offer.chosen(lines)), about=proposal)
    return proposal


async def reject(
    uow: UnitOfWork, proposal_id: UUID, version: int, reason_code: RejectionReason
) -> EnterpriseProposal:
    """The client wants none of it; raises NotFound, Stale, ProposalState."""
    proposal = await _open(uow, proposal_id, version, ("presented",))
    uow.change(proposal, status="rejected", rejection_reason=reason_code, settled_at=uow.now)
    uow.record(
        EnterpriseProposalRejected(
            client_id=proposal.client_id, proposal_id=proposal.id, reason_code=reason_code
        ),
        about=proposal,
    )
    return proposal


def firm_of(proposal: EnterpriseProposal) -> Firm:
    """The firm that the plan is for."""
    return Firm.model_validate(proposal.firm)


def offer_of(proposal: EnterpriseProposal) -> EnterpriseOffer | None:
    """What the plan offers; None while nothing is on sale for it."""
    return None if proposal.offer is None else EnterpriseOffer.model_validate(proposal.offer)


async def _present_as_soon_as_possible(uow: UnitOfWork, proposal: EnterpriseProposal) -> None:
    """Present it as of the last facts, or else as of the first publication after them that offers anything.

    It is the catalogue that says when something was published, not whichever event has just been heard.
    """
    later = await uow.all(queries.catalogue.PUBLISHED_AFTER, after=proposal.facts_as_of)
    for at in dict.fromkeys((proposal.facts_as_of, *(product.published_at for product in later))):
        offer = await _priced(uow, proposal, on=local_date(at))
        if offer.covers:
            _present(uow, proposal, offer, at=at)
            return
    if proposal.status == "presented":
        _withdraw(uow, proposal)


def _present(uow: UnitOfWork, proposal: EnterpriseProposal, offer: EnterpriseOffer, *, at: datetime) -> None:
    if not offer.covers:
        if proposal.status == "presented":
            _withdraw(uow, proposal)
        return
    uow.change(
        proposal,
        status="presented",
        draft_reason=None,
        offer=offer.model_dump(mode="json"),
        presented_at=at,
    )
    uow.record(
        EnterpriseProposalPresented(
            client_id=proposal.client_id,
            proposal_id=proposal.id,
            assessment_id=proposal.assessment_id,
            headcount=firm_of(proposal).headcount,
            annual_premium=offer.annual_premium,
            annual_premiums={cover.line: cover.annual_premium for cover in offer.covers},
        ),
        about=proposal,
    )


def _withdraw(uow: UnitOfWork, proposal: EnterpriseProposal) -> None:
    """Nothing is on sale any more for the firm as it is now: the plan is a draft again."""
    uow.change(proposal, status="draft", draft_reason=NOTHING_ON_SALE, offer=None, presented_at=None)


async def _priced(uow: UnitOfWork, proposal: EnterpriseProposal, *, on: date) -> EnterpriseOffer:
    return make_enterprise_offer(
        await catalogue.on_sale(uow, on),
        firm_of(proposal),
        FirmNeeds.model_validate(proposal.needs),
        budget=proposal.annual_budget,
        jurisdiction=uow.kit.jurisdiction,
        on=on,
    )


async def _open(
    uow: UnitOfWork, proposal_id: UUID, version: int, statuses: tuple[str, ...]
) -> EnterpriseProposal:
    proposal: EnterpriseProposal = await uow.get(
        queries.enterprise_proposals.PROPOSAL, proposal_id=proposal_id
    )
    uow.expect(proposal, version)
    if proposal.status not in statuses:
        raise ProposalState(status=proposal.status)
    return proposal


def _accepted(proposal: EnterpriseProposal, chosen: Sequence[GroupCover]) -> EnterpriseProposalAccepted:
    firm, covers = firm_of(proposal), _terms(chosen)
    first, *others = (cover.annual_premium for cover in covers)
    return EnterpriseProposalAccepted(
        client_id=proposal.client_id,
        proposal_id=proposal.id,
        industry=firm.industry,
        headcount=firm.headcount,
        occupation_mix=firm.occupation_mix,
        annual_premium=sum(others, first),
        covers=covers,
    )


def _terms(covers: Sequence[GroupCover]) -> list[ProposedGroupCover]:
    """What the client agrees to."""
    return [
        ProposedGroupCover(
            product_id=cover.product_id,
            product_code=cover.product_code,
            carrier_id=cover.carrier_id,
            line=cover.line,
            sum_insured=cover.sum_insured,
            coverage_term=cover.coverage_term,
            heads=cover.heads,
            heads_by_class={one.occupation_class: one.heads for one in cover.classes},
            annual_premium=cover.annual_premium,
            waiting_days=cover.waiting_days,
        )
        for cover in covers
    ]
