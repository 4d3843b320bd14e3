"""Wealth plans: made for a client's goal, presented, made again as a new edition, accepted or rejected."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.cash_values import read_cash_values
from services.quotes.domain.problems import SuitabilityStatementRequired, WrittenConfirmationRequired
from services.quotes.domain.problems.wealth import (
    BornInTheFuture,
    TableEndsBeforeTheGoal,
    WealthPlanOutdated,
    WealthPlanState,
)
from services.quotes.domain.product import Facts
from services.quotes.domain.rating import Life
from services.quotes.domain.savings_contract import SAVINGS_LINES
from services.quotes.domain.suitability import Suitability
from services.quotes.domain.wealth_making import Candidate, Rules, make_plan
from services.quotes.domain.wealth_plan import Component, WealthPlan, Wish
from services.quotes.domain.wealth_suitability import Purse, assess_plan
from services.quotes.internal_rate import internal_rate
from services.quotes.tables import StoredCashValues, StoredWealthPlan
from services.quotes.use_cases import catalogue
from shared.because import Answer
from shared.calendar import age_on, local_date
from shared.contracts.needs import Insured
from shared.contracts.quotes import ProposalAccepted, ProposalRejected, ProposedCover, SuitabilityAssessed
from shared.money import Money
from shared.unit_of_work import UnitOfWork

TIER = "wealth"
"""What an accepted plan is called where proposals have tiers."""

RejectionReason = Literal["too_expensive", "other_cover_wanted", "bought_elsewhere", "not_now", "other"]


class Family(Facts):
    """Who the lives of a plan are, and what the family earns and spends a year."""

    client: Insured
    child: Insured | None = None
    income: Money | None = None
    expenses: Money | None = None


async def reckon(uow: UnitOfWork, wish: Wish, on: date) -> WealthPlan:
    """The plan for a wish from what is on sale on the day; raises NothingForTheGoal."""
    rules = uow.kit.jurisdiction
    return make_plan(
        await _candidates(uow, on),
        wish,
        internal_rate,
        rules=Rules(mix=rules.rule("wealth.mix", on=on), scores=rules.rule("wealth.scores", on=on)),
        on=on,
    )


async def _candidates(uow: UnitOfWork, on: date) -> list[Candidate]:
    """Every savings product on sale, with its cash values."""
    found = []
    for product in await catalogue.everything_on_sale(uow, on):
        if product.tariff.product.line not in SAVINGS_LINES:
            continue
        values: StoredCashValues | None = await uow.one(
            queries.catalogue.CASH_VALUES, product_id=product.product_id
        )
        found.append(
            Candidate(product, None if values is None else read_cash_values(values.code, values.blocks))
        )
    return found


async def draft(
    uow: UnitOfWork, client_id: UUID, terms: Mapping[str, Any], family: Family
) -> StoredWealthPlan:
    """Make a plan for a client; what was open for the same goal is superseded.

    `terms` are those of a `Wish` but its lives. Raises NotFound, BornInTheFuture,
    TableEndsBeforeTheGoal, NothingForTheGoal.
    """
    await uow.reach_client(client_id)
    earlier: list[StoredWealthPlan] = await uow.all(
        queries.wealth.EDITIONS, client_id=client_id, goal=terms["goal"]
    )
    today = local_date(uow.now)
    plan = await reckon(uow, _wish(terms, family, today), today)
    for edition in earlier:
        if edition.status in ("draft", "presented"):
            uow.change(edition, status="superseded", settled_at=uow.now)
    return uow.add(
        StoredWealthPlan(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            goal=plan.wish.goal,
            edition=1 + (earlier[0].edition if earlier else 0),
            amount=plan.wish.amount,
            annual_premium=plan.annual_premium,
            family_income=family.income,
            family_expenses=family.expenses,
            insured=family.model_dump(mode="json", include={"client", "child"}),
            plan=plan.model_dump(mode="json"),
            drafted_at=uow.now,
        )
    )


def _wish(terms: Mapping[str, Any], family: Family, on: date) -> Wish:
    """The wish at the ages of the day; raises BornInTheFuture, TableEndsBeforeTheGoal."""
    child = None if family.child is None else _life(family.child, on)
    life, least = _life(family.client, on), age_on(family.client.birth_date, on) + terms["years"]
    if terms["until_age"] < least:
        raise TableEndsBeforeTheGoal("/until_age", least=least)
    return Wish.model_validate({**terms, "life": life, "child": child})


def _life(insured: Insured, on: date) -> Life:
    if insured.birth_date > on:
        raise BornInTheFuture("/birth_date")
    return Life(
        age=age_on(insured.birth_date, on), sex=insured.sex, occupation_class=insured.occupation_class
    )


async def present(uow: UnitOfWork, plan_id: UUID, version: int) -> StoredWealthPlan:
    """The agent lays a draft before the client; raises NotFound, Stale, WealthPlanState."""
    stored = await _in_state(uow, plan_id, version, ("draft",))
    uow.change(stored, status="presented", presented_at=uow.now)
    return stored


async def suitability(uow: UnitOfWork, plan_id: UUID) -> Answer[Suitability]:
    """Whether the plan fits the client today; raises NotFound."""
    stored: StoredWealthPlan = await uow.get(queries.wealth.PLAN, plan_id=plan_id)
    return _assess(uow, stored, confirmed_in_writing=False)


async def accept(
    uow: UnitOfWork, plan_id: UUID, version: int, *, statement_signed: bool, confirmed_in_writing: bool
) -> StoredWealthPlan:
    """The client takes the plan: each of its contracts is applied for.

    Raises NotFound, Stale, WealthPlanState, WealthPlanOutdated, SuitabilityStatementRequired and
    WrittenConfirmationRequired.
    """
    stored = await _in_state(uow, plan_id, version, ("presented",))
    plan = plan_of(stored)
    await _refuse_outdated(uow, stored, plan)
    assessed = _assess(uow, stored, confirmed_in_writing=confirmed_in_writing)
    found = assessed.result
    if found.statement_required and not statement_signed:
        raise SuitabilityStatementRequired("/suitability_statement", triggers=list(found.triggers))
    if not found.may_proceed:
        raise WrittenConfirmationRequired("/confirmed_in_writing", stop_for=list(found.stop_for))
    uow.change(
        stored,
        status="accepted",
        settled_at=uow.now,
        assessed={
            "triggers": list(found.triggers),
            "stop_for": list(found.stop_for),
            "statement_signed": statement_signed,
            "confirmed_in_writing": confirmed_in_writing,
            "because": [because.model_dump(mode="json") for because in assessed.because],
        },
    )
    uow.record(
        SuitabilityAssessed(
            client_id=stored.client_id,
            proposal_id=stored.id,
            result=_outcome(found),
            triggers=[*found.triggers, *found.stop_for],
        ),
        about=stored,
    )
    for accepted in _accepted(stored, plan):
        uow.record(accepted, about=stored)
    return stored


async def reject(
    uow: UnitOfWork, plan_id: UUID, version: int, reason_code: RejectionReason
) -> StoredWealthPlan:
    """The client wants none of it; raises NotFound, Stale, WealthPlanState."""
    stored = await _in_state(uow, plan_id, version, ("presented",))
    uow.change(stored, status="rejected", rejection_reason=reason_code, settled_at=uow.now)
    uow.record(
        ProposalRejected(client_id=stored.client_id, proposal_id=stored.id, reason_code=reason_code),
        about=stored,
    )
    return stored


def plan_of(stored: StoredWealthPlan) -> WealthPlan:
    """The plan as it was made."""
    return WealthPlan.model_validate(stored.plan)


def family_of(stored: StoredWealthPlan) -> Family:
    """Whose lives it is about."""
    return Family.model_validate(
        {**stored.insured, "income": stored.family_income, "expenses": stored.family_expenses}
    )


async def _in_state(
    uow: UnitOfWork, plan_id: UUID, version: int, states: tuple[str, ...]
) -> StoredWealthPlan:
    stored: StoredWealthPlan = await uow.get(queries.wealth.PLAN, plan_id=plan_id)
    uow.expect(stored, version)
    if stored.status not in states:
        raise WealthPlanState(status=stored.status)
    return stored


async def _refuse_outdated(uow: UnitOfWork, stored: StoredWealthPlan, plan: WealthPlan) -> None:
    """What is accepted must be what is on sale today, at today's ages: raises WealthPlanOutdated."""
    today = local_date(uow.now)
    terms = plan.wish.model_dump(exclude={"life", "child"})
    now = await reckon(uow, _wish(terms, family_of(stored), today), today)
    if [_cover(one) for one in now.components] != [_cover(one) for one in plan.components]:
        raise WealthPlanOutdated


def _assess(uow: UnitOfWork, stored: StoredWealthPlan, *, confirmed_in_writing: bool) -> Answer[Suitability]:
    today, family = local_date(uow.now), family_of(stored)
    purse = Purse(
        age=age_on(family.client.birth_date, today),
        family_income=family.income,
        family_expenses=family.expenses,
    )
    return assess_plan(
        plan_of(stored), purse, uow.kit.jurisdiction, on=today, confirmed_in_writing=confirmed_in_writing
    )


def _outcome(found: Suitability) -> str:
    if found.stop_for:
        return "confirmed_in_writing"
    return "statement_signed" if found.statement_required else "suitable"


def _accepted(stored: StoredWealthPlan, plan: WealthPlan) -> list[ProposalAccepted]:
    """One event a life that is insured, since each has contracts of its own."""
    family = family_of(stored)
    told = []
    for whose, insured in (("client", family.client), ("child", family.child)):
        contracts = [one for one in plan.components if one.insured == whose]
        if insured is None or not contracts:
            continue
        told.append(
            ProposalAccepted(
                client_id=stored.client_id,
                proposal_id=stored.id,
                tier=TIER,
                annual_premium=sum((one.annual_premium for one in contracts), Money.zero()),
                covers=[_cover(one) for one in contracts],
                insured=insured,
            )
        )
    return told


def _cover(component: Component) -> ProposedCover:
    return ProposedCover(
        product_id=component.product_id,
        product_code=component.product_code,
        carrier_id=component.carrier_id,
        line=component.line,
        sum_insured=component.sum_insured,
        coverage_term=component.coverage_term,
        payment_years=component.payment_years,
        annual_premium=component.annual_premium,
        waiting_days=component.waiting_days,
    )
