"""What clients of `quotes` send and get: one module a subject."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31), examples=["2026-03-01"])]


class Input(BaseModel):
    """What is sent in: unknown members are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
