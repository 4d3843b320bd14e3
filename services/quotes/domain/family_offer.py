"""What a member of a family is offered: his part of the family's plan, and for adults the tiers to compare it with.

Invariant: what is recommended to all members together is the plan, and so within the family's budget.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.quotes.domain import caveats
from services.quotes.domain.family import Member
from services.quotes.domain.family_plan import FamilyPlan, MemberPlan
from services.quotes.domain.offer import Offer, OfferedTier, OnSale, make_offer
from services.quotes.domain.plan import Recommendation
from shared.because import Answer
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money

PLAN: Final = "plan"
"""The code of the tier that is the member's part of the plan."""

_OF_TIERS_ALONE: Final = (caveats.PLAN_IS_INCOMPLETE, caveats.PLAN_HAS_NO_ACCIDENT_COVER)


def make_family_offer(
    on_sale: Mapping[Line, OnSale],
    planned: Answer[FamilyPlan],
    member: Member,
    *,
    jurisdiction: Jurisdiction,
    on: date,
) -> Offer:
    """The member's part of the plan, after the tiers where his role has them; raises NoRuleInForce."""
    own = planned.result.of(member.member)
    part = OfferedTier(
        tier=PLAN,
        annual_premium=own.annual_premium,
        covers=tuple(planned.cover for planned in own.covers),
        missing=own.missing,
    )
    tiers: tuple[OfferedTier, ...] = ()
    because, told = tuple(planned.because), list(planned.caveats)
    if member.role in jurisdiction.rule("plan.family", on=on)["tiers_for"]:
        compared = make_offer(on_sale, member.life, budget=None, jurisdiction=jurisdiction, on=on)
        tiers, because = compared.tiers, (*compared.because, *because)
        told = [code for code in compared.caveats if code not in _OF_TIERS_ALONE] + told
    return Offer(
        priced_on=on,
        tiers=(*tiers, part),
        recommendation=_recommended(own, planned.result.annual_budget, jurisdiction, on),
        because=because,
        caveats=tuple(dict.fromkeys(told)),
    )


def _recommended(
    own: MemberPlan, budget: Money | None, jurisdiction: Jurisdiction, on: date
) -> Recommendation | None:
    """The plan, or what to change where the budget left nothing of it; None without a budget."""
    if budget is None:
        return None
    nothing_fits = not own.covers and bool(own.left_out)
    return Recommendation(
        tier=PLAN if own.covers else None,
        annual_premium=own.annual_premium if own.covers else None,
        budget=budget,
        advice=jurisdiction.rule("plan.budget", on=on)["when_nothing_fits"] if nothing_fits else (),
    )
