"""What the calculator of cash values is asked."""

from typing import Annotated

from pydantic import Field

from services.quotes.domain.contract_worth import DAYS_OF_A_YEAR
from services.quotes.domain.product import Code
from services.quotes.domain.rating import Choice, Life
from services.quotes.schemas.calculators import OnDay
from shared.sent import Input


class CashValuesIn(Input):
    """A product of the catalogue, a life and what is asked for; `elapsed_days` matters to contracts of a year."""

    product_code: Annotated[Code, Field(examples=["sample-increasing-whole-life"])]
    life: Life
    choice: Choice
    elapsed_days: Annotated[int, Field(ge=0, le=DAYS_OF_A_YEAR, examples=[100])] = 0
    on: OnDay = None
