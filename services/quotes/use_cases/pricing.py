"""What a proposal costs: priced for its life, or as a part of its family's plan, and held against the prices of today."""

from datetime import date
from uuid import UUID

from services.quotes.domain.family import Family
from services.quotes.domain.family_offer import PLAN, make_family_offer
from services.quotes.domain.family_plan import FamilyPlan, plan_family, price_cover
from services.quotes.domain.offer import Offer, OfferedCover, OfferedTier, OnSale, make_offer
from services.quotes.domain.problems import ProposalOutdated
from services.quotes.domain.rating import Life
from services.quotes.tables import Proposal, ProtectivePlan
from services.quotes.use_cases import catalogue, family_plans
from shared.because import Answer
from shared.calendar import age_on, local_date
from shared.contracts import Line, Sex
from shared.contracts.quotes import ProposedCover
from shared.problems import BrokenRule
from shared.unit_of_work import UnitOfWork


class Pricing:
    """Prices any number of proposals in one unit of work: a day's catalogue is read once, a family is planned once a day."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._on_sale: dict[date, dict[Line, OnSale]] = {}
        self._planned: dict[tuple[UUID, date], tuple[Family, Answer[FamilyPlan]]] = {}

    async def offer(self, proposal: Proposal, *, on: date) -> Offer:
        """What the proposal offers with what is on sale on the day, at the ages of the day."""
        plan = await family_plans.plan_of(self._uow, proposal)
        on_sale, jurisdiction = await self.on_sale(on), self._uow.kit.jurisdiction
        if plan is None:
            life, budget = life_of(proposal, on), proposal.annual_budget
            return make_offer(on_sale, life, budget=budget, jurisdiction=jurisdiction, on=on)
        family, planned = await self._plan(plan, on)
        member = next(one for one in family.members if one.member == str(proposal.member_id))
        return make_family_offer(on_sale, planned, member, jurisdiction=jurisdiction, on=on)

    async def on_sale(self, on: date) -> dict[Line, OnSale]:
        """What proposals are made of on the day."""
        if on not in self._on_sale:
            self._on_sale[on] = await catalogue.on_sale(self._uow, on)
        return self._on_sale[on]

    async def _plan(self, plan: ProtectivePlan, on: date) -> tuple[Family, Answer[FamilyPlan]]:
        if (plan.id, on) not in self._planned:
            family = family_plans.family_of(plan, on=on)
            planned = plan_family(family, await self.on_sale(on), self._uow.kit.jurisdiction, on=on)
            self._planned[plan.id, on] = family, planned
        return self._planned[plan.id, on]


async def refuse_outdated(uow: UnitOfWork, proposal: Proposal, chosen: OfferedTier) -> None:
    """What is accepted must be what is on sale today, at today's age: raises ProposalOutdated.

    Of a family's plan only this member's covers are asked about: what the others are offered is not his to accept.
    """
    today = local_date(uow.now)
    if chosen.tier == PLAN:
        now = await _priced_again(uow, proposal, chosen, on=today)
    else:
        now = (await Pricing(uow).offer(proposal, on=today)).tier(chosen.tier)
    if now is None or terms(now) != terms(chosen):
        raise ProposalOutdated


async def _priced_again(
    uow: UnitOfWork, proposal: Proposal, chosen: OfferedTier, *, on: date
) -> OfferedTier | None:
    """The same covers at the prices of the day; None where one of them is not sold so any more."""
    on_sale, life = await Pricing(uow).on_sale(on), life_of(proposal, on)
    covers: list[OfferedCover] = []
    for cover in chosen.covers:
        try:
            covers.append(price_cover(on_sale[cover.line], life, cover, on=on))
        except (KeyError, BrokenRule):
            return None
    return chosen.model_copy(update={"covers": tuple(covers)})


def life_of(proposal: Proposal, on: date) -> Life:
    """The life that is priced, at the age of the day."""
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
