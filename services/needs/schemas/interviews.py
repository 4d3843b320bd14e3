"""What is asked of a family whose income stops."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.needs.domain.income_loss import IncomeLoss, IncomeLossTest
from services.needs.schemas.households import Day, Yuan
from shared.because import Answer
from shared.money import Money


class IncomeLossQuestion(IncomeLoss):
    """A family whose income stops, on a day (today unless given). Instalments are those beside `annual_expenses`."""

    annual_expenses: Yuan = Field(examples=["200000.00"])
    monthly_instalments: Yuan = Field(Money.zero(), examples=["5300.00"])
    liquid_assets: Yuan = Field(Money.zero(), examples=["150000.00"])
    annual_income_left: Yuan = Money.zero()
    on: Day | None = None


class MemberIncomeLossOut(BaseModel):
    """The test of one member: how the household lives when he earns nothing and the others earn what they do."""

    member_id: UUID
    test: Answer[IncomeLossTest]


class IncomeLossOut(BaseModel):
    """The test of every member others live on."""

    household_version: Annotated[int, Field(ge=1)]
    items: list[MemberIncomeLossOut]
