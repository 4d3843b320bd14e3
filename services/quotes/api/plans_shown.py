"""Families' plans and what is suggested to change in them, in the reader's language."""

from collections.abc import Mapping
from uuid import UUID

from services.quotes.api.shown import cover_out, missing_out
from services.quotes.domain.adjustments import Suggestion, described
from services.quotes.domain.family_offer import PLAN
from services.quotes.domain.family_plan import FamilyPlan, MemberPlan, PlannedCover
from services.quotes.schemas.plan_calculators import (
    AdjustmentOut,
    FamilyPlanResult,
    LeftOut,
    MemberPlanOut,
    PlannedCoverOut,
)
from services.quotes.schemas.plans import PlanMemberOut, PlanOut, PlanSummaryOut, SuggestionOut
from services.quotes.tables import PlanSuggestion, Proposal, ProtectivePlan
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.family_plans import members_of
from services.quotes.use_cases.proposals import offer_of
from shared.calendar import local_date
from shared.language import Language
from shared.money import Money
from shared.unit_of_work import UnitOfWork


def plan_summary_out(plan: ProtectivePlan) -> PlanSummaryOut:
    """A plan as lists show it."""
    return PlanSummaryOut(
        id=plan.id,
        client_id=plan.client_id,
        assessment_id=plan.assessment_id,
        annual_budget=plan.annual_budget,
        member_count=len(plan.members),
        drafted_at=plan.drafted_at,
    )


def plan_out(plan: ProtectivePlan, proposals: Mapping[UUID, Proposal]) -> PlanOut:
    """A plan with the proposal of each member."""
    members = [
        _member(member.member_id, member.role, proposals[member.member_id]) for member in members_of(plan)
    ]
    total = sum((one.planned_premium for one in members if one.planned_premium), Money.zero())
    return PlanOut(
        id=plan.id,
        client_id=plan.client_id,
        assessment_id=plan.assessment_id,
        annual_budget=plan.annual_budget,
        annual_premium=total,
        within_budget=None if plan.annual_budget is None else total <= plan.annual_budget,
        members=members,
        drafted_at=plan.drafted_at,
    )


def _member(member_id: UUID, role: str, proposal: Proposal) -> PlanMemberOut:
    offer = offer_of(proposal)
    tier = offer.tier(proposal.chosen_tier or offer.recommended_tier or PLAN) if offer else None
    return PlanMemberOut(
        member_id=member_id,
        role=role,
        proposal_id=proposal.id,
        proposal_status=proposal.status,
        recommended_tier=offer.recommended_tier if offer else None,
        chosen_tier=proposal.chosen_tier,
        planned_premium=tier.annual_premium if tier else None,
    )


def suggestion_out(suggestion: PlanSuggestion, uow: UnitOfWork) -> SuggestionOut:
    """A suggestion in words; what it asks for by the rule of the day it was noted on."""
    rule = uow.kit.jurisdiction.rule("plan.adjustments", on=local_date(suggestion.noted_at))
    asked = described(suggestion.code, rule)
    return SuggestionOut(
        id=suggestion.id,
        version=suggestion.version,
        code=suggestion.code,
        action=asked[0] if asked else None,
        lines=list(asked[1]) if asked else [],
        text=TEXTS.say(f"adjustment.{suggestion.code}.text", uow.language),
        reason=TEXTS.say(f"adjustment.{suggestion.code}.reason", uow.language),
        member_id=suggestion.member_id,
        change_code=suggestion.change_code,
        effective_on=suggestion.effective_on,
        rule_version=suggestion.rule_version,
        status=suggestion.status,
        noted_at=suggestion.noted_at,
        settled_at=suggestion.settled_at,
    )


def adjustment_out(suggestion: Suggestion, language: Language) -> AdjustmentOut:
    """A suggestion that nobody stored, in words."""
    return AdjustmentOut(
        code=suggestion.code,
        action=suggestion.action,
        lines=list(suggestion.lines),
        member=suggestion.member,
        change=suggestion.change,
        text=TEXTS.say(f"adjustment.{suggestion.code}.text", language),
        reason=TEXTS.say(f"adjustment.{suggestion.code}.reason", language),
    )


def family_plan_out(plan: FamilyPlan, language: Language) -> FamilyPlanResult:
    """A plan that nobody stored."""
    budget = plan.annual_budget
    return FamilyPlanResult(
        members=[_planned(member, language) for member in plan.members],
        annual_premium=plan.annual_premium,
        annual_budget=budget,
        left_of_budget=None if budget is None else budget - plan.annual_premium,
        advice=sentences(plan.advice, language),
    )


def _planned(member: MemberPlan, language: Language) -> MemberPlanOut:
    return MemberPlanOut(
        member=member.member,
        role=member.role,
        annual_premium=member.annual_premium,
        covers=[_cover(cover, language) for cover in member.covers],
        missing=missing_out(member.missing, language),
        left_out=[LeftOut(line=line, name=TEXTS.say(f"line.{line}", language)) for line in member.left_out],
    )


def _cover(planned: PlannedCover, language: Language) -> PlannedCoverOut:
    return PlannedCoverOut(
        **dict(cover_out(planned.cover, language)),
        gap=planned.gap,
        weighed=list(planned.weighed),
        next_step=planned.next_step,
    )
