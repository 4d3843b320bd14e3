"""Plans of families: what is proposed to each member, and what all of it costs together."""

from uuid import UUID

from services.quotes import queries
from services.quotes.api.plans_shown import plan_out, plan_summary_out
from services.quotes.schemas.plans import PlanOut, PlanSummaryOut
from services.quotes.tables import Proposal, ProtectivePlan
from shared.caller import Role
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


@router.get("/plans", tags=["plans"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_plans(
    uow: Uow, asked: Asked, client_id: UUID | None = None, assessment_id: UUID | None = None
) -> PageOf[PlanSummaryOut]:
    """Families' plans in reach, the newest first."""
    return await queries.plans.PLANS.page(
        uow, asked, plan_summary_out, client_id=client_id, assessment_id=assessment_id
    )


@router.get("/plans/{plan_id}", tags=["plans"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_plan(uow: Uow, plan_id: UUID) -> PlanOut:
    """One plan: every member with his proposal, and whether together they stay within the budget."""
    plan: ProtectivePlan = await uow.get(queries.plans.PLAN, plan_id=plan_id)
    found: list[Proposal] = await uow.all(queries.plans.PROPOSALS_OF_PLAN, plan_id=plan_id)
    return plan_out(plan, {proposal.member_id: proposal for proposal in found})
