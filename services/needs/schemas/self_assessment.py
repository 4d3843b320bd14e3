"""The self-assessment 客户测评: what somebody states of his household on a page, and the gap report that he sees at once."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from services.needs.domain.household import Risk
from services.needs.schemas.assessments import FiguresOut
from services.needs.schemas.households import CoverIn, HouseholdIn, LiabilityIn, MemberIn
from shared.contracts import Line
from shared.money import Money


class SelfAssessedMemberIn(MemberIn):
    """One person of the household; nothing here names him."""

    covers: Annotated[tuple[CoverIn, ...], Field(max_length=12)] = ()


class SelfAssessmentIn(HouseholdIn):
    """A household as its own member states it, a year's amounts in yuan. Nothing of it is kept."""

    members: Annotated[tuple[SelfAssessedMemberIn, ...], Field(min_length=1, max_length=10)]
    liabilities: Annotated[tuple[LiabilityIn, ...], Field(max_length=10)] = ()


class ShownGap(BaseModel):
    """A gap in its place, 1 first, in the words and amounts that a reader is shown."""

    place: int
    who: Annotated[str, Field(examples=["主要收入者，30 岁"])]
    risk: Risk
    risk_name: Annotated[str, Field(examples=["身故"])]
    gap: Money
    shown: Annotated[str, Field(examples=["120万元"])]
    rounded_up: Money
    rounded_up_shown: Annotated[str, Field(examples=["120万元"])]
    line: Line
    line_name: Annotated[str, Field(examples=["定期寿险"])]


class Picture(BaseModel):
    """The gap chart of one risk of one member: an SVG by itself, and the same in a sentence."""

    risk: Risk
    risk_name: str
    missing: Money
    svg: str
    sentence: str


class MemberPictures(BaseModel):
    """The gap charts of one member, the largest gap first."""

    who: str
    pictures: list[Picture]


class SelfAssessmentOut(BaseModel):
    """The gap report of a household that somebody stated: what to close first, drawn and worded, and the figures."""

    on: date
    gaps: list[ShownGap]
    charts: list[MemberPictures]
    premium_ceiling: Money
    premium_ceiling_shown: str
    figures: FiguresOut
