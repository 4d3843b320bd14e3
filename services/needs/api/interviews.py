"""Routes about what an interview asks first: how long a family lasts without income."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.needs.api.households import READERS
from services.needs.domain.income_loss import (
    IncomeLoss,
    IncomeLossTest,
    income_loss_test,
    without_income_of,
)
from services.needs.schemas.assessments import PastDay
from services.needs.schemas.households import Yuan
from services.needs.schemas.interviews import IncomeLossOut, IncomeLossQuestion, MemberIncomeLossOut
from services.needs.texts import worded
from services.needs.use_cases.facts import facts_then
from shared.because import Answer
from shared.calendar import local_date
from shared.money import Money
from shared.routing import Uow, allow, service_router

router = service_router("needs")
RULE = "interview.no_income_test"


@router.post("/calculators/no-income", tags=["calculators"])
@allow(*READERS)
async def calculate_income_loss(uow: Uow, question: IncomeLossQuestion) -> Answer[IncomeLossTest]:
    """The test of three years without income: how many months a family lasts, and what it lacks."""
    rule = uow.kit.jurisdiction.rule(RULE, on=question.on or local_date(uow.now))
    loss = IncomeLoss.model_validate(question.model_dump(exclude={"on"}))
    return worded(income_loss_test(loss, rule), uow.language)


@router.get("/clients/{client_id}/no-income-test", tags=["households"])
@allow(*READERS)
async def read_income_loss(
    uow: Uow,
    client_id: UUID,
    on: Annotated[PastDay | None, Query()] = None,
    monthly_instalments: Annotated[
        Yuan | None, Query(description="those beside the recorded expenses", examples=["5300.00"])
    ] = None,
) -> IncomeLossOut:
    """How the household as known on a day lives when one of those it lives on earns nothing, for each of them."""
    day = on or local_date(uow.now)
    facts = await facts_then(uow, client_id, day)
    rule = uow.kit.jurisdiction.rule(RULE, on=day)
    household = facts.household
    items = [
        MemberIncomeLossOut(
            member_id=UUID(earner.key),
            test=worded(
                income_loss_test(
                    without_income_of(earner, household, monthly_instalments or Money.zero()), rule
                ),
                uow.language,
            ),
        )
        for earner in household.earners()
    ]
    return IncomeLossOut(household_version=facts.household_version, items=items)
