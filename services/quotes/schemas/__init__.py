"""What clients of `quotes` send and get: one module a subject."""

from datetime import date
from typing import Annotated

from pydantic import Field

Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31), examples=["2026-03-01"])]
