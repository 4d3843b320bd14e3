"""A wealth plan as pages: the plan with its scores, and its tables of returns by policy year (IRR测算表).

Invariant: nothing is reckoned here; a page that compares with other financial products, or calls certain what is not, is
refused before anybody sees it.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.api.wealth_shown import left_out, score_out
from services.quotes.domain import caveats, wording
from services.quotes.domain.savings_irr import Regime, as_percent, regime_of
from services.quotes.domain.wealth_plan import Component, WealthPlan
from services.quotes.savings_chart import chart_of
from services.quotes.tables import StoredWealthPlan
from services.quotes.texts import TEXTS, sentences, term
from services.quotes.use_cases.wealth import plan_of
from shared.because import Because
from shared.documents import Documents
from shared.language import Language
from shared.unit_of_work import UnitOfWork

PLAN_KIND = "wealth-plan"
TABLES_KIND = "irr-table"
DOCUMENTS = Documents(Path(__file__).parent / "templates")
_SAID_BY_THE_PAGE = {caveats.NOT_COMPARABLE_WITH_DEPOSITS, caveats.BENEFITS_ARE_NOT_GUARANTEED}
"""What the page says in words of its own: the sentences name what no page may compare with or call certain."""


async def render_plan(uow: UnitOfWork, plan_id: UUID) -> HTMLResponse:
    """The page of one plan in the reader's language; raises NotFound, WordingNotAllowed."""
    stored: StoredWealthPlan = await uow.get(queries.wealth.PLAN, plan_id=plan_id)
    plan = plan_of(stored)
    return _refused_or(
        uow,
        plan,
        DOCUMENTS.render(
            "wealth_plan.html",
            uow,
            stored=stored,
            **_common(plan, uow.language),
            scored=[
                (one, [score_out(score, uow.language) for score in one.scores]) for one in plan.components
            ],
            left_out=[left_out(one, uow.language) for one in plan.left_out],
            reached=min(100, round(plan.guaranteed_at_goal.amount / plan.wish.amount.amount * 100)),
        ),
    )


async def render_tables(uow: UnitOfWork, plan_id: UUID) -> HTMLResponse:
    """The page of its tables in the reader's language; raises NotFound, WordingNotAllowed."""
    stored: StoredWealthPlan = await uow.get(queries.wealth.PLAN, plan_id=plan_id)
    plan = plan_of(stored)
    return _refused_or(
        uow,
        plan,
        DOCUMENTS.render(
            "irr_table.html",
            uow,
            stored=stored,
            **_common(plan, uow.language),
            charts=[chart_of(one.rows, one.illustrated_rates) for one in plan.components],
            regimes=_regimes(uow, plan),
        ),
    )


def _common(plan: WealthPlan, language: Language) -> dict[str, Any]:
    return {
        "plan": plan,
        "rules": _rules(plan),
        "caveats": sentences((code for code in plan.caveats if code not in _SAID_BY_THE_PAGE), language),
        "term": lambda coverage_term: term(coverage_term, language),
        "percent": as_percent,
        "called": lambda one: TEXTS.say(f"savings.called.{_called(one)}", language),
        "t": lambda key, **values: TEXTS.say(key, language, **values),
    }


def _called(one: Component) -> str:
    return "certain" if one.benefits_certain else "illustrated"


def _rules(plan: WealthPlan) -> list[Because]:
    """Each rule and rate table that the plan rests on, once."""
    return list({because.version: because for because in plan.because}.values())


def _regimes(uow: UnitOfWork, plan: WealthPlan) -> list[Regime]:
    """The caps on pricing rates of every time, with the one of the plan's day marked."""
    return [
        regime_of(rule, plan.made_on)
        for rule in uow.kit.jurisdiction.rules()
        if rule.id == "pricing.rate_cap"
    ]


def _refused_or(uow: UnitOfWork, plan: WealthPlan, page: HTMLResponse) -> HTMLResponse:
    """The page, unless it says what no page about savings may say; raises WordingNotAllowed."""
    rule = uow.kit.jurisdiction.rule("wording.savings", on=plan.made_on)
    text = wording.read_aloud(bytes(page.body).decode())
    wording.refuse(text, rule["never"])
    if not any(one.benefits_certain for one in plan.components):
        wording.refuse(text, rule["only_when_certain"])
    return page
