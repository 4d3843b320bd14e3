"""What the calculators of `underwriting` are asked and answer; nothing of it is kept.

`on` is the date of the fact, whose rules apply; today where it is not given.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from services.underwriting.domain.beneficiaries import Percent
from services.underwriting.domain.disclosure import Fault
from services.underwriting.domain.interest import InsuredIs
from services.underwriting.domain.minors import DeathBenefitKind
from services.underwriting.domain.recording import Channel, Design
from services.underwriting.schemas.fields import (
    Amount,
    Day,
    IdNumber,
)
from shared.contracts import Line
from shared.identity_number import Mismatch, Sex
from shared.money import Money
from shared.sent import Input

Age = Annotated[int, Field(ge=0, le=120)]


class IdNumberIn(Input):
    """An identity number, and what a form says of its holder."""

    id_number: IdNumber
    sex: Sex | None = None
    birth_date: Day | None = None


class IdNumberOut(BaseModel):
    """What the number says of its holder, and where the form contradicts it; never the number."""

    region: str = Field(examples=["110105"])
    birth_date: date
    sex: Sex
    age: int
    mismatches: list[Mismatch]


class ShareIn(Input):
    """One beneficiary's share of his order; none for anybody means equal shares."""

    share_percent: Percent | None = Field(default=None, examples=["33.34"])
    order: Annotated[int, Field(ge=1, le=20)] = 1


Shares = Annotated[list[ShareIn], Field(max_length=50)]


class SharesIn(Input):
    """The shares of all beneficiaries, in listed order."""

    beneficiaries: Annotated[Shares, Field(min_length=1)]
    on: Day | None = None


class SharesOut(BaseModel):
    """Each one's weight within his order: his percentage, or 1 where all of the order are equal."""

    weights: list[Decimal]


class PayoutIn(Input):
    """A benefit to be split; `gone` are the places, from 0, of those who died first, waived or forfeited."""

    benefit: Amount
    beneficiaries: Shares
    gone: Annotated[set[int], Field(max_length=50)] = Field(default_factory=set, examples=[[1]])
    on: Day | None = Field(default=None, description="The date of the insured event.")

    @model_validator(mode="after")
    def _places(self) -> Self:
        if not self.gone <= set(range(len(self.beneficiaries))):
            raise ValueError("each of `gone` is the place of a beneficiary, from 0")
        return self


class PayoutOut(BaseModel):
    """Who receives what, in listed order, and what falls to the estate."""

    parts: list[Money]
    to_estate: Money
    order_paid: int | None


class BenefitIn(Input):
    """One sum that a death would pay."""

    amount: Amount
    kind: DeathBenefitKind = "death"


Benefits = Annotated[list[BenefitIn], Field(max_length=100)]


class MinorCoverIn(Input):
    """Death cover on a life, with all insurers together. `insured_is`: what the insured is to the policyholder."""

    birth_date: Day
    held: Benefits = Field(default_factory=list)
    asked: Benefits
    insured_is: InsuredIs = "child"
    parent_consents: bool = False
    on: Day | None = None


class Refusal(BaseModel):
    """One rule that forbids it."""

    code: str
    message: str


class MinorCoverOut(BaseModel):
    """Whether the cover may be taken; `cap` and `max_new` are null where there is no cap (an adult)."""

    allowed: bool
    age: int
    cap: Money | None
    held: Money
    asked: Money
    max_new: Money | None
    refusals: list[Refusal]


class RescissionIn(Input):
    """A breach of the duty to disclose; `known_on` is when the insurer learnt of it (null: not yet)."""

    concluded_on: Day
    known_on: Day | None = None
    fault: Fault = "intent"
    influenced_seriously: bool = True
    known_at_conclusion: bool = False
    premium_taken_knowingly: bool = False
    on: Day | None = None


class InterestIn(Input):
    """What the insured is to the policyholder."""

    insured_is: InsuredIs
    insured_consents: bool = False
    on: Day | None = None


class InterestOut(BaseModel):
    """Whether the policyholder may insure that life at all."""

    insurable_interest: bool


class RecordingDutyIn(Input):
    """How and to whom a cover is sold; `term_years` is null for a whole life."""

    channel: Channel
    line: Line
    design: Design = "ordinary"
    term_years: Annotated[int, Field(ge=1, le=120)] | None
    policyholder_age: Age
    group: bool = False
    on: Day | None = None


class FinancialLimitIn(Input):
    """Cover held and asked for on one line, with all insurers together, and the income that is to carry it."""

    line: Line
    age: Age
    annual_income: Amount
    held: Amount = Field(default=Money.zero())
    asked: Amount
    on: Day | None = None
