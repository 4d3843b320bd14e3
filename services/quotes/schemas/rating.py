"""What the calculators of premiums are asked and tell: one life, many, a family, a group."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.quotes.domain.family_rating import Member
from services.quotes.domain.group_rating import Heads
from services.quotes.domain.instalments import Instalment
from services.quotes.domain.named_premium import NamedPremium
from services.quotes.domain.product import Amount, Code, Frequency
from services.quotes.domain.rating import Choice, Life, Premium
from services.quotes.schemas.calculators import OnDay
from shared.contracts import Line
from shared.money import Money
from shared.sent import Input

LIVES = 1000
CHOICES = 50
PREMIUMS = 5000
"""At most so many lives and choices, and so many premiums, are computed in one answer."""

OftenPaid = Annotated[Frequency, Field(description="how often within a year it is to be paid")]


class PremiumIn(Input):
    """A product of the catalogue, a life and what is asked for."""

    product_code: Annotated[Code, Field(examples=["sample-term-life"])]
    life: Life
    choice: Choice
    payment_frequency: OftenPaid = "annual"
    on: OnDay = None


class PremiumResult(Premium):
    """The yearly premium, what is paid at a time, and every other way of paying that the product offers."""

    payment: Instalment
    payments: list[Instalment]


class WantedIn(Input):
    """A product and what is asked of it."""

    product_code: Annotated[Code, Field(examples=["sample-term-life"])]
    choice: Choice


class PremiumsIn(Input):
    """Lives, and products with what is asked of each: every choice is priced for every life."""

    lives: Annotated[list[Life], Field(min_length=1, max_length=LIVES)]
    choices: Annotated[list[WantedIn], Field(min_length=1, max_length=CHOICES)]
    on: OnDay = None


class RefusalOut(BaseModel):
    """Why something cannot be had: a stable code, and a sentence."""

    code: Annotated[str, Field(examples=["AGE_OUT_OF_RANGE"])]
    text: str


class LifePremiumOut(BaseModel):
    """The premium of the life at that place of the list, or why there is none."""

    life: int
    rate: Decimal | None
    annual_premium: Money | None
    refused: RefusalOut | None


class ChoicePremiumsOut(BaseModel):
    """One choice, priced for every life in their order; a product that is not on sale has no version."""

    product_code: str
    product_version: int | None
    line: Line | None
    choice: Choice
    premiums: list[LifePremiumOut]
    priced: int
    annual_premium: Annotated[Money, Field(description="of all lives that are priced")]


class PremiumsResult(BaseModel):
    """Every choice in the order in which it was asked for."""

    choices: list[ChoicePremiumsOut]


class FamilyIn(Input):
    """The members of a family, and the covers asked for each."""

    members: Annotated[list[Member], Field(min_length=1, max_length=20)]
    on: OnDay = None


class FamilyCoverOut(BaseModel):
    """One cover with its premium a year and what is paid at a time; both null where it is refused."""

    product_code: str
    product_version: int | None
    line: Line | None
    choice: Choice
    rate: Decimal | None
    annual_premium: Money | None
    payment: Instalment | None
    refused: RefusalOut | None


class FamilyMemberOut(BaseModel):
    """A member, his covers, and what those that are priced come to."""

    member: str
    covers: list[FamilyCoverOut]
    annual_premium: Money
    paid_a_year: Money


class FamilyResult(BaseModel):
    """What the family pays a year: at once (`annual_premium`), and in the ways asked for (`paid_a_year`)."""

    members: list[FamilyMemberOut]
    annual_premium: Money
    paid_a_year: Money
    complete: Annotated[bool, Field(description="whether every cover is priced")]


class GroupIn(Input):
    """A group product, and the group: heads by class and age, or a list of lives."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "product_code": "sample-group-accident",
                    "choice": {"sum_insured": "500000.00", "coverage_term": "years_1", "payment_years": 1},
                    "classes": [
                        {"heads": 12, "age": 30},
                        {
                            "heads": 5,
                            "occupation_class": 4,
                            "age_band": {"minimum": 20, "maximum": 40},
                        },
                    ],
                }
            ]
        }
    )

    product_code: Annotated[Code, Field(examples=["sample-group-accident"])]
    choice: Choice
    classes: Annotated[list[Heads], Field(max_length=200, default_factory=list)]
    lives: Annotated[list[Life], Field(max_length=2000, default_factory=list)]
    payment_frequency: OftenPaid = "annual"
    on: OnDay = None

    @model_validator(mode="after")
    def _is_a_group(self) -> Self:
        if bool(self.classes) == bool(self.lives):
            raise ValueError("a group is given either by classes or by lives")
        return self


class GroupClassOut(BaseModel):
    """Heads at what each costs; `lowest` and `highest` are what the ages of the band would cost."""

    heads: Heads
    priced_at_age: int
    rate: Decimal
    occupation_factor: Decimal
    premium_per_head: Money
    lowest: Money
    highest: Money
    annual_premium: Money


class GroupResult(BaseModel):
    """What the group pays: a year at once, and at a time in the way asked for."""

    product: str
    version: int
    line: Line
    heads: int
    classes: list[GroupClassOut]
    annual_premium: Money
    payment_frequency: Frequency
    payment: Money
    paid_a_year: Money


class SumInsuredIn(NamedPremium, Input):
    """A product whose premium the client names, a life, and that premium."""

    product_code: Annotated[Code, Field(examples=["sample-annuity"])]
    life: Life
    on: OnDay = None


class InstalmentsIn(Input):
    """A yearly premium of no product in particular."""

    annual_premium: Annotated[Amount, Field(examples=["5000.00"])]
    on: OnDay = None
