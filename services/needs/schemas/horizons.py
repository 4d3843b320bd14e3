"""What a family saves for, as it is sent in and given out."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.needs.domain.horizons import Goal, Horizon, Horizons, Year
from services.needs.domain.parameters import Override
from services.needs.schemas.households import Day, HouseholdIn, Yuan
from services.needs.texts import HORIZONS, worded
from shared.because import Answer
from shared.language import Language
from shared.money import Money
from shared.sent import Input


class GoalIn(Goal):
    """Something to pay for at the start of a year: what it costs in today's money, and what is saved for it."""

    year: Annotated[int, Field(ge=2000, le=2180, examples=[2036])]
    amount: Yuan = Field(examples=["300000.00"])
    saved: Yuan = Field(Money.zero(), examples=["50000.00"])


Goals = Annotated[tuple[GoalIn, ...], Field(max_length=50)]


class GoalsIn(Input):
    """All goals of a family beside the schooling and the retirement that its household states."""

    goals: Goals


class GoalsOut(BaseModel):
    """The goals of a client as stated at `recorded_at`."""

    client_id: UUID
    version: int
    recorded_at: datetime
    goals: tuple[Goal, ...]


class HorizonQuestion(Input):
    """A family that need not exist and what it saves for, on a day (today unless given)."""

    household: HouseholdIn
    goals: Goals = ()
    overrides: Annotated[tuple[Override, ...], Field(max_length=40)] = ()
    on: Day | None = None


class HorizonOut(Horizon):
    """One goal, named."""

    title: str


class HorizonsOut(BaseModel):
    """Everything a family saves for, the nearest first, with reasons, and the timeline that a chart shows."""

    on: date
    horizons: list[Answer[HorizonOut]]
    timeline: tuple[Year, ...]
    annual_saving: Money

    @classmethod
    def of(cls, found: Horizons, language: Language) -> Self:
        """The horizons with their titles and caveats in words."""
        return cls(
            on=found.on,
            horizons=[_named(answer, language) for answer in found.horizons],
            timeline=found.timeline,
            annual_saving=found.annual_saving,
        )


def _named(answer: Answer[Horizon], language: Language) -> Answer[HorizonOut]:
    told, horizon = worded(answer, language), answer.result
    named = HorizonOut(title=HORIZONS.say(horizon.kind, language), **dict(horizon))
    return Answer(result=named, because=told.because, caveats=told.caveats)
