"""Wants as they are stated, and the needs behind them as they are given out."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.needs.domain.deep_needs import DeepNeeds, NeedBehind
from services.needs.domain.gap import DeathMethod
from services.needs.domain.household import Key, Risk
from services.needs.schemas.households import Day, HouseholdIn
from services.needs.texts import DEEP_NEEDS, worded
from shared.because import Answer
from shared.language import Language
from shared.sent import Input


class WantQuestion(Input):
    """A want; with a household, of its first breadwinner or the member at `member` ("1", "2", …), on a day."""

    want: Risk = Field(examples=["critical_illness"])
    household: HouseholdIn | None = None
    member: Key = "1"
    method: DeathMethod | None = Field(None, examples=["liabilities_plus_expenses"])
    on: Day | None = None


class WantIn(Input):
    """What a member of the household says he wants (null: the first breadwinner)."""

    want: Risk = Field(examples=["critical_illness"])
    member: UUID | None = None


class NeedBehindOut(NeedBehind):
    """One need behind a want, with its reason in words."""

    told: str


class DeepNeedsOut(BaseModel):
    """Everything that belongs to a want, the want itself first; `left` counts what is open, wholly or in part."""

    want: Risk
    needs: list[NeedBehindOut]
    left: int

    @classmethod
    def of(cls, found: DeepNeeds, language: Language) -> Self:
        """The needs with their reasons in words."""
        needs = [
            NeedBehindOut(told=DEEP_NEEDS.say(need.reason, language), **dict(need)) for need in found.needs
        ]
        return cls(want=found.want, needs=needs, left=found.left)


class StatedWantOut(BaseModel):
    """A want as it was stated beside an assessment, and the needs found behind it then."""

    id: UUID
    client_id: UUID
    assessment_id: UUID
    member: UUID
    recorded_at: datetime
    answer: Answer[DeepNeedsOut]


def in_words(answer: Answer[DeepNeeds], language: Language) -> Answer[DeepNeedsOut]:
    """The answer with its reasons and caveats in words."""
    told = worded(answer, language)
    return Answer(result=DeepNeedsOut.of(answer.result, language), because=told.because, caveats=told.caveats)
