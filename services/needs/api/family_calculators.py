"""Calculators about a family's inputs: change one and see the gaps move; ask whether to go on. They store nothing."""

from datetime import date

from services.needs.api.calculators import flat
from services.needs.api.households import READERS
from services.needs.domain.agreement import Assumptions, agreed_gaps
from services.needs.domain.gap_update import gap_update
from services.needs.domain.parameters import Parameters
from services.needs.domain.problems import HouseholdOrClient, NoHousehold
from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.domain.suitability import assess_suitability
from services.needs.domain.what_if import changed
from services.needs.schemas.assessments import AssumptionsIn
from services.needs.schemas.family_calculators import (
    MovedGap,
    SuitabilityOut,
    SuitabilityQuestion,
    WhatIfOut,
    WhatIfQuestion,
)
from services.needs.texts import warned, worded
from services.needs.use_cases.computing import chosen, figures_for
from services.needs.use_cases.facts import facts_now
from shared.because import Answer
from shared.calendar import local_date
from shared.routing import Uow, allow, service_router

router = service_router("needs")


@router.post("/calculators/what-if", tags=["calculators"])
@allow(*READERS)
async def calculate_what_if(uow: Uow, question: WhatIfQuestion) -> Answer[WhatIfOut]:
    """Change inputs of a household, or of a client's as it is now, and see each gap before, after and by how much."""
    day = question.on or local_date(uow.now)
    household = await _household(uow, question, day)
    before = figures_for(uow, household, _assumed(uow, question, day), day)
    otherwise = changed(household, question.changes)
    after = figures_for(uow, otherwise, _assumed(uow, question.then or question, day), day)
    moved = [
        MovedGap(member=row.member, risk=row.risk, before=row.earlier, after=row.later, delta=row.change)
        for row in gap_update(before, after)
    ]
    result = WhatIfOut(
        gaps=moved,
        premium_ceiling_before=before.premium_ceiling.result,
        premium_ceiling_after=after.premium_ceiling.result,
    )
    return flat([*after.gaps, after.premium_ceiling], result, uow)


@router.post("/calculators/suitability", tags=["calculators"])
@allow(*READERS)
async def calculate_suitability(uow: Uow, question: SuitabilityQuestion) -> Answer[SuitabilityOut]:
    """Whether a client should go on with these gaps and this budget, and what he would have to acknowledge if he does."""
    day = question.on or local_date(uow.now)
    household, assumptions = question.household.stated(), _assumed(uow, question, day)
    figures = figures_for(uow, household, assumptions, day)
    rules = Parameters.of(uow.kit.jurisdiction, on=day, overrides=assumptions.overrides)
    gaps = agreed_gaps(figures, question.edits, step=rules.rounding.values.step)
    answer = assess_suitability(
        household,
        figures,
        {(gap.member, gap.risk): gap.agreed for gap in gaps},
        question.annual_budget,
        uow.kit.jurisdiction,
    )
    result = SuitabilityOut(
        recommendation=answer.result.recommendation,
        doubts=[warned(doubt, uow.language) for doubt in answer.result.doubts],
    )
    return worded(Answer(result=result, because=answer.because, caveats=answer.caveats), uow.language)


async def _household(uow: Uow, question: WhatIfQuestion, day: date) -> RecordedHousehold:
    if question.household is not None:
        return question.household.stated()
    if question.client_id is None:
        raise HouseholdOrClient
    await uow.reach_client(question.client_id)
    facts = await facts_now(uow, question.client_id, day)
    if facts is None:
        raise NoHousehold
    return facts.household


def _assumed(uow: Uow, assumed: AssumptionsIn, day: date) -> Assumptions:
    return chosen(
        uow,
        on=day,
        method=assumed.method,
        expense_years=assumed.expense_years,
        overrides=assumed.overrides,
        tight_budget=assumed.tight_budget,
    )
