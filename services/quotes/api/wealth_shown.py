"""Wealth plans as answers show them, in the reader's language."""

from services.quotes.api.products_shown import basis_out
from services.quotes.domain.wealth_plan import Component, LeftOut, WealthPlan
from services.quotes.domain.wealth_scores import Score
from services.quotes.schemas.wealth import (
    ComponentOut,
    LeftOutOut,
    PlanOut,
    ReasonOut,
    ScoreOut,
    WealthPlanDetailOut,
    WealthPlanOut,
)
from services.quotes.tables import StoredWealthPlan
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.wealth import plan_of
from shared.language import Language

_KEPT_AS_IT_IS = {
    "product_id",
    "product_code",
    "product_version",
    "carrier_id",
    "line",
    "insured",
    "entry_age",
    "coverage_term",
    "payment_years",
    "annual_premium",
    "sum_insured",
    "benefits_certain",
    "first_payout_age",
    "yearly_payout",
    "whole_after_years",
    "at_goal",
    "illustrated_rates",
    "illustrated_at_goal",
    "guaranteed_irr",
    "weighted_score",
    "because",
    "rows",
}


def plan_out(plan: WealthPlan, language: Language) -> PlanOut:
    """A plan with its contracts, scores and reasons in words."""
    return PlanOut(
        made_on=plan.made_on,
        goal=plan.wish.goal,
        amount=plan.wish.amount,
        years=plan.wish.years,
        annual_budget=plan.wish.annual_budget,
        annual_premium=plan.annual_premium,
        premiums_paid=plan.premiums_paid,
        guaranteed_at_goal=plan.guaranteed_at_goal,
        illustrated_at_goal=plan.illustrated_at_goal,
        shortfall=plan.shortfall,
        components=[_component(one, language) for one in plan.components],
        left_out=[left_out(one, language) for one in plan.left_out],
        notice=TEXTS.say("savings.notice", language),
    )


def stored_out(stored: StoredWealthPlan) -> WealthPlanOut:
    """A client's plan as lists show it."""
    return WealthPlanOut.model_validate(stored.model_dump(include=set(WealthPlanOut.model_fields)))


def stored_detail_out(stored: StoredWealthPlan, language: Language) -> WealthPlanDetailOut:
    """A client's plan with all that it rests on."""
    plan = plan_of(stored)
    return WealthPlanDetailOut(
        **dict(stored_out(stored)),
        plan=plan_out(plan, language),
        because=list(plan.because),
        caveats=sentences(plan.caveats, language),
    )


def left_out(one: LeftOut, language: Language) -> LeftOutOut:
    """A product that the plan does without, and why in words."""
    return LeftOutOut(
        line=one.line,
        product_code=one.product_code,
        reason=one.reason,
        text=TEXTS.say(f"wealth.left_out.{one.reason}", language),
    )


def score_out(score: Score, language: Language) -> ScoreOut:
    """A score with its reasons in words."""
    return ScoreOut(
        dimension=score.dimension,
        name=TEXTS.say(f"score.{score.dimension}", language),
        points=score.points,
        highest=score.highest,
        reasons=[
            ReasonOut(
                code=reason.code,
                points=reason.points,
                text=TEXTS.say(f"score.reason.{reason.code}", language, **reason.values),
            )
            for reason in score.reasons
        ],
    )


def _component(one: Component, language: Language) -> ComponentOut:
    return ComponentOut(
        **{name: getattr(one, name) for name in _KEPT_AS_IT_IS},
        name=one.name[language],
        insurer=one.insurer[language],
        scores=[score_out(score, language) for score in one.scores],
        basis=basis_out(one.basis, language),
    )
