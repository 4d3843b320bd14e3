"""Wealth plans: reckoned in front of a client, kept for him, presented, and what he does with one."""

from typing import Literal
from uuid import UUID

from fastapi import status as statuses
from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.api.wealth_shown import plan_out, stored_detail_out, stored_out
from services.quotes.domain.suitability import Suitability
from services.quotes.domain.wealth_plan import Goal, Wish
from services.quotes.schemas.wealth import (
    PlanOut,
    WealthAcceptIn,
    WealthPlanDetailOut,
    WealthPlanIn,
    WealthPlanOut,
    WealthRejectIn,
    WishIn,
)
from services.quotes.tables import StoredWealthPlan
from services.quotes.texts import sentences, worded
from services.quotes.use_cases import wealth
from services.quotes.wealth_document import PLAN_KIND, TABLES_KIND, render_plan, render_tables
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts.needs import Insured
from shared.pagination import Asked, PageOf
from shared.routing import IfMatch, Uow, allow, public, service_router
from shared.share_links import ShareLinkOut
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")


@router.post("/calculators/wealth-plan", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_wealth_plan(uow: Uow, asked: WishIn) -> Answer[PlanOut]:
    """A budget spread over whole life, annuity and account for a goal, each scored on safety, return and liquidity."""
    on = asked.on or local_date(uow.now)
    plan = await wealth.reckon(uow, Wish.model_validate(asked.model_dump(exclude={"on"})), on)
    return Answer(
        result=plan_out(plan, uow.language),
        because=list(plan.because),
        caveats=sentences(plan.caveats, uow.language),
    )


@router.post("/wealth-plans", status_code=statuses.HTTP_201_CREATED, tags=["wealth plans"])
@allow(Role.AGENT)
async def make_wealth_plan(uow: Uow, asked: WealthPlanIn) -> WealthPlanDetailOut:
    """Make a plan for a client; it takes the place of one that is still open for the same goal."""
    family = wealth.Family(
        client=Insured.model_validate(asked.insured.model_dump()),
        child=None if asked.child is None else Insured.model_validate(asked.child.model_dump()),
        income=asked.family_income,
        expenses=asked.family_expenses,
    )
    terms = asked.model_dump(exclude={"client_id", "insured", "child", "family_income", "family_expenses"})
    return _detail(uow, await wealth.draft(uow, asked.client_id, terms, family))


@router.get("/wealth-plans", tags=["wealth plans"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_wealth_plans(
    uow: Uow,
    asked: Asked,
    client_id: UUID | None = None,
    status: Literal["draft", "presented", "accepted", "rejected", "superseded"] | None = None,
    goal: Goal | None = None,
) -> PageOf[WealthPlanOut]:
    """Wealth plans in reach, the newest first."""
    return await queries.wealth.PLANS.page(
        uow, asked, stored_out, client_id=client_id, status=status, goal=goal
    )


@router.get("/wealth-plans/{plan_id}", tags=["wealth plans"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_wealth_plan(uow: Uow, plan_id: UUID) -> WealthPlanDetailOut:
    """One plan: its contracts, their scores with reasons, their values by year, and what is there at the goal."""
    return _detail(uow, await uow.get(queries.wealth.PLAN, plan_id=plan_id))


@router.get("/wealth-plans/{plan_id}/suitability", tags=["wealth plans"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_wealth_suitability(uow: Uow, plan_id: UUID) -> Answer[Suitability]:
    """Whether the plan fits the client today: what must be signed or confirmed before it can be accepted."""
    return worded(await wealth.suitability(uow, plan_id), uow.language)


@router.post("/wealth-plans/{plan_id}/present", tags=["wealth plans"])
@allow(Role.AGENT)
async def present_wealth_plan(uow: Uow, plan_id: UUID, version: IfMatch) -> WealthPlanDetailOut:
    """Lay a draft before the client."""
    return _detail(uow, await wealth.present(uow, plan_id, version))


@router.post("/wealth-plans/{plan_id}/accept", tags=["wealth plans"])
@allow(Role.CLIENT)
async def accept_wealth_plan(
    uow: Uow, plan_id: UUID, version: IfMatch, acceptance: WealthAcceptIn
) -> WealthPlanDetailOut:
    """The client takes the plan, himself; where it may not fit him, only with what he signed or confirmed."""
    accepted = await wealth.accept(
        uow,
        plan_id,
        version,
        statement_signed=acceptance.suitability_statement,
        confirmed_in_writing=acceptance.confirmed_in_writing,
    )
    return _detail(uow, accepted)


@router.post("/wealth-plans/{plan_id}/reject", tags=["wealth plans"])
@allow(Role.CLIENT, Role.AGENT)
async def reject_wealth_plan(
    uow: Uow, plan_id: UUID, version: IfMatch, rejection: WealthRejectIn
) -> WealthPlanDetailOut:
    """The client wants none of it."""
    return _detail(uow, await wealth.reject(uow, plan_id, version, rejection.reason_code))


@router.get("/wealth-plans/{plan_id}/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_wealth_plan(uow: Uow, plan_id: UUID) -> HTMLResponse:
    """The plan as a page: what is paid in, what is there at the goal, and how each contract scores and why."""
    return await render_plan(uow, plan_id)


@router.post("/wealth-plans/{plan_id}/share-links", status_code=statuses.HTTP_201_CREATED, tags=["documents"])
@allow(Role.CLIENT, Role.AGENT)
async def share_wealth_plan(uow: Uow, plan_id: UUID) -> ShareLinkOut:
    """A link that opens the plan without a token for thirty days."""
    stored: StoredWealthPlan = await uow.get(queries.wealth.PLAN, plan_id=plan_id)
    return uow.share(PLAN_KIND, stored.id)


@router.get("/shared/wealth-plan/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_wealth_plan(uow: Uow, token: str) -> HTMLResponse:
    """The plan behind a share link."""
    return await render_plan(uow, uow.open_shared(PLAN_KIND, token))


@router.get("/wealth-plans/{plan_id}/irr-table/document", tags=["documents"], response_class=HTMLResponse)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def show_irr_table(uow: Uow, plan_id: UUID) -> HTMLResponse:
    """Every contract of the plan by policy year, with its rates of return as a chart and the caps of every time."""
    return await render_tables(uow, plan_id)


@router.post(
    "/wealth-plans/{plan_id}/irr-table/share-links",
    status_code=statuses.HTTP_201_CREATED,
    tags=["documents"],
)
@allow(Role.CLIENT, Role.AGENT)
async def share_irr_table(uow: Uow, plan_id: UUID) -> ShareLinkOut:
    """A link that opens the tables without a token for thirty days."""
    stored: StoredWealthPlan = await uow.get(queries.wealth.PLAN, plan_id=plan_id)
    return uow.share(TABLES_KIND, stored.id)


@router.get("/shared/irr-table/{token}", tags=["documents"], response_class=HTMLResponse)
@public
async def open_shared_irr_table(uow: Uow, token: str) -> HTMLResponse:
    """The tables behind a share link."""
    return await render_tables(uow, uow.open_shared(TABLES_KIND, token))


def _detail(uow: UnitOfWork, stored: StoredWealthPlan) -> WealthPlanDetailOut:
    uow.tag(stored)
    return stored_detail_out(stored, uow.language)
