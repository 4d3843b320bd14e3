"""What a product pays for, benefit by benefit (保障责任)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.quotes.domain.facts import Age, Code, Days, Facts, Share, Wording

BenefitKind = Literal[
    "severe_disease",
    "moderate_disease",
    "mild_disease",
    "death",
    "disability",
    "medical_expense",
    "survival",
    "maturity",
    "annuity",
    "premium_waiver",
    "account_payout",
    "liability",
    "property_loss",
]
Measure = Literal[
    "share_of_sum",
    "premiums_paid",
    "premium_multiple",
    "cash_value",
    "account_value",
    "actual_cost",
    "premiums_to_come",
    "highest_of",
]
"""What an amount is measured by (给付基准): `premium_multiple` is the product's multiple of the premiums paid by age
(`death_multiples`), `premiums_to_come` those that a waiver spares, `highest_of` the largest of several."""


class Benefit(Facts):
    """One thing the product pays for. `share` is of the sum insured and is None where another measure applies.

    `measure` says what is paid; with `highest_of` it is the largest of those listed there. Diseases are codes. `times` is
    how often the benefit can be paid, `interval_days` how long after one payment the next can fall due. `growth` is by how
    much the sum insured grows each policy year for this benefit (0.0175 is 1.75%). Periodic benefits are paid each year
    from `from_age`, until and including `until_age` (None: for life).
    """

    code: Code
    kind: BenefitKind
    measure: Measure = "share_of_sum"
    highest_of: tuple[Measure, ...] = ()
    share: Share | None = None
    growth: Share | None = None
    times: Annotated[int, Field(ge=1, le=20)] = 1
    interval_days: Days = 0
    from_age: Age | None = None
    until_age: Age | None = None
    diseases: tuple[Code, ...] = ()
    text: Wording

    @model_validator(mode="after")
    def _has_its_measure(self) -> Self:
        if (self.measure == "highest_of") != (len(self.highest_of) > 1) or "highest_of" in self.highest_of:
            raise ValueError("the highest of several measures names at least two others")
        by_sum = "share_of_sum" in (self.measure, *self.highest_of)
        if by_sum != (self.share is not None):
            raise ValueError("a benefit has a share exactly when it is a share of the sum insured")
        if self.growth is not None and not by_sum:
            raise ValueError("only a share of the sum insured grows with it")
        return self

    @model_validator(mode="after")
    def _is_paid_when_it_says(self) -> Self:
        if self.from_age is not None and self.kind not in ("annuity", "survival"):
            raise ValueError("only what is paid to the living is paid from an age on")
        if self.until_age is not None and (self.from_age is None or self.until_age < self.from_age):
            raise ValueError("what is paid until an age is paid from one that is not above it")
        if self.interval_days and self.times == 1:
            raise ValueError("only between several payments is there an interval")
        return self
