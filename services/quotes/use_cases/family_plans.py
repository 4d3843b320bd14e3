"""Families that are planned for: kept as they agreed to their gaps, read as of a day."""

from datetime import date, datetime

from services.quotes import queries
from services.quotes.domain.family import Family, Member
from services.quotes.domain.rating import Life
from services.quotes.tables import Proposal, ProtectivePlan
from shared.calendar import age_on
from shared.contracts.needs import FamilyMember, GapConfirmed, RiskGap
from shared.unit_of_work import UnitOfWork

_RISKS = ("death", "critical_illness", "medical", "accident")


def keep(uow: UnitOfWork, confirmed: GapConfirmed, *, at: datetime) -> ProtectivePlan | None:
    """The family that agreed to its gaps; None where nobody said who it is."""
    if all(member.member_id != confirmed.insured.member_id for member in confirmed.members):
        return None
    return uow.add(
        ProtectivePlan(
            agency_id=uow.caller.agency_id,
            client_id=confirmed.client_id,
            assessment_id=confirmed.assessment_id,
            members=[member.model_dump(mode="json") for member in confirmed.members],
            gaps=[gap.model_dump(mode="json") for gap in confirmed.family_gaps],
            annual_budget=confirmed.annual_budget,
            drafted_at=at,
        )
    )


async def plan_of(uow: UnitOfWork, proposal: Proposal) -> ProtectivePlan | None:
    """The family that a proposal is planned with; None where it is for one life alone."""
    if proposal.plan_id is None:
        return None
    plan: ProtectivePlan = await uow.get(queries.plans.PLAN, plan_id=proposal.plan_id)
    return plan if len(plan.members) > 1 else None


def members_of(plan: ProtectivePlan) -> list[FamilyMember]:
    """The members as they were agreed on."""
    return [FamilyMember.model_validate(member) for member in plan.members]


def family_of(plan: ProtectivePlan, *, on: date) -> Family:
    """The family as its plan depends on it, at the ages of the day."""
    gaps = [RiskGap.model_validate(gap) for gap in plan.gaps]
    return Family(
        members=tuple(
            Member.model_validate(
                {
                    "member": str(member.member_id),
                    "role": member.role,
                    "life": Life(
                        age=age_on(member.birth_date, on),
                        sex=member.sex,
                        occupation_class=member.occupation_class,
                    ),
                    "gaps": {
                        gap.risk: gap.gap_rounded_up
                        for gap in gaps
                        if gap.member_id == member.member_id and gap.risk in _RISKS
                    },
                    "death_cover_held": member.death_cover_held,
                }
            )
            for member in members_of(plan)
        ),
        annual_budget=plan.annual_budget,
    )
