"""What a proposal costs: priced for its life, or as a part of its family's plan, and held against the prices of today."""

from datetime import date

from services.quotes.domain.family_offer import PLAN
from services.quotes.domain.family_plan import price_cover
from services.quotes.domain.offer import Offer, OfferedCover, OfferedTier, make_offer
from services.quotes.domain.problems import ProposalOutdated
from services.quotes.domain.rating import Life
from services.quotes.tables import Proposal
from services.quotes.use_cases import catalogue, family_plans
from shared.calendar import age_on, local_date
from shared.contracts import Sex
from shared.contracts.quotes import ProposedCover
from shared.problems import BrokenRule
from shared.unit_of_work import UnitOfWork


async def priced(uow: UnitOfWork, proposal: Proposal, *, on: date) -> Offer:
    """What the proposal offers with what is on sale on the day, at the ages of the day."""
    plan = await family_plans.plan_of(uow, proposal)
    if plan is not None:
        return await family_plans.offer_for(uow, plan, proposal.member_id, on=on)
    return make_offer(
        await catalogue.on_sale(uow, on),
        _life(proposal, on),
        budget=proposal.annual_budget,
        jurisdiction=uow.kit.jurisdiction,
        on=on,
    )


async def refuse_outdated(uow: UnitOfWork, proposal: Proposal, chosen: OfferedTier) -> None:
    """What is accepted must be what is on sale today, at today's age: raises ProposalOutdated.

    Of a family's plan only this member's covers are asked about: what the others are offered is not his to accept.
    """
    today = local_date(uow.now)
    if chosen.tier == PLAN:
        now = await _priced_again(uow, proposal, chosen, on=today)
    else:
        now = (await priced(uow, proposal, on=today)).tier(chosen.tier)
    if now is None or terms(now) != terms(chosen):
        raise ProposalOutdated


async def _priced_again(
    uow: UnitOfWork, proposal: Proposal, chosen: OfferedTier, *, on: date
) -> OfferedTier | None:
    """The same covers at the prices of the day; None where one of them is not sold so any more."""
    on_sale, life = await catalogue.on_sale(uow, on), _life(proposal, on)
    covers: list[OfferedCover] = []
    for cover in chosen.covers:
        try:
            covers.append(price_cover(on_sale[cover.line], life, cover, on=on))
        except (KeyError, BrokenRule):
            return None
    return chosen.model_copy(update={"covers": tuple(covers)})


def _life(proposal: Proposal, on: date) -> Life:
    return Life(
        age=age_on(proposal.birth_date, on),
        sex=Sex(proposal.sex),
        occupation_class=proposal.occupation_class,
    )


def terms(tier: OfferedTier) -> list[ProposedCover]:
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
