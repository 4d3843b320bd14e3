"""The kinds of facts that products are described with: amounts, ages, terms, codes, and words in every language."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.money import Money

_LARGEST: Final = Money.of(10_000_000_000)


def _within_bounds(amount: Money) -> Money:
    if not Money.zero() <= amount <= _LARGEST:
        raise ValueError("an amount here is between 0.00 and 10,000,000,000.00")
    return amount


def _in_every_language(wording: "dict[Language, str]") -> "dict[Language, str]":
    if set(wording) != {"zh-CN", "en"}:
        raise ValueError("a wording is given in zh-CN and in en")
    return wording


Language = Literal["zh-CN", "en"]
Wording = Annotated[
    dict[Language, Annotated[str, Field(min_length=1, max_length=2000)]], AfterValidator(_in_every_language)
]
"""A text in every language that people read here."""

Amount = Annotated[Money, AfterValidator(_within_bounds)]
"""Yuan, from nothing to ten billion."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Age = Annotated[int, Field(ge=0, le=105)]
Days = Annotated[int, Field(ge=0, le=3650)]
Share = Annotated[Decimal, Field(ge=0, le=10, max_digits=6, decimal_places=4)]
Part = Annotated[Decimal, Field(ge=0, le=1, max_digits=6, decimal_places=5)]
"""A part of a whole, from none to all of it."""

OccupationClass = Annotated[int, Field(ge=1, le=6)]
CoverageTerm = Annotated[str, StringConstraints(pattern=r"^(years_[1-9]\d?|to_[1-9]\d{1,2}|whole_life)$")]
"""How long a policy covers: "years_20" twenty years, "to_70" until 70, "whole_life" until death."""

PaymentYears = Annotated[int, Field(ge=1, le=60)]
"""Over how many years the premium is paid; 1 is a single premium, or the premium of a one-year policy."""

Frequency = Literal["annual", "half_yearly", "quarterly", "monthly"]
"""How often within a year a premium is paid (缴费频率)."""


class Facts(BaseModel):
    """Facts as someone stated them: frozen, and nothing that is not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AgeRange(Facts):
    """Whole years, both ends included."""

    minimum: Age
    maximum: Age

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("the youngest age is not above the oldest")
        return self


class SumRange(Facts):
    """Yuan: from `minimum` in steps of `step` to `maximum`."""

    minimum: Amount
    maximum: Amount
    step: Amount

    @model_validator(mode="after")
    def _is_a_range_of_steps(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("the smallest sum is not above the largest")
        if not self.step or (self.maximum - self.minimum).amount % self.step.amount:
            raise ValueError("the largest sum is a whole number of steps above the smallest")
        return self
