"""Calculators of plans: a family's protective plan, and what changes in its life suggest, asked without storing anything."""

from services.quotes.api.plans_shown import adjustment_out, family_plan_out
from services.quotes.domain.adjustments import by_age, by_change
from services.quotes.domain.family import Family
from services.quotes.domain.family_plan import plan_family
from services.quotes.schemas.plan_calculators import (
    AdjustmentsIn,
    AdjustmentsResult,
    FamilyIn,
    FamilyPlanResult,
)
from services.quotes.texts import sentences
from services.quotes.use_cases import catalogue
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


@router.post("/calculators/protective-plan", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_protective_plan(uow: Uow, asked: FamilyIn) -> Answer[FamilyPlanResult]:
    """The best plan for a family's gaps in its budget: critical illness first, the life term shortened before any sum."""
    on = asked.on or local_date(uow.now)
    family = Family.model_validate(asked.model_dump(exclude={"on"}))
    planned = plan_family(family, await catalogue.on_sale(uow, on), uow.kit.jurisdiction, on=on)
    return Answer(
        result=family_plan_out(planned.result, uow.language),
        because=planned.because,
        caveats=sentences(planned.caveats, uow.language),
    )


@router.post("/calculators/adjustments", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_adjustments(uow: Uow, asked: AdjustmentsIn) -> Answer[AdjustmentsResult]:
    """What changes in a household and its members' ages suggest to change in the plan, with the reasons."""
    on = asked.on or local_date(uow.now)
    rule = uow.kit.jurisdiction.rule("plan.adjustments", on=on)
    of_changes, of_ages = by_change(asked.changes, rule), by_age(asked.members, rule, on=on)
    return Answer(
        result=AdjustmentsResult(
            suggestions=[adjustment_out(one, uow.language) for one in (*of_changes.result, *of_ages.result)]
        ),
        because=[*of_changes.because, *of_ages.because],
        caveats=[],
    )
