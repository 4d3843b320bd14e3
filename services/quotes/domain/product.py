"""An insurance product as a carrier files it: what it pays, to whom it is sold, on which terms, on which price basis.

Invariant: a product that exists is consistent in itself (ranges are ranges, terms are terms); whether the law allows it is
asked in `limits`. Nothing here is a price: rates are in the product's rate table.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.contracts import Line
from shared.money import Money

DesignType = Literal["ordinary", "participating", "universal", "unit_linked"]
"""普通型, 分红型, 万能型, 投资连结型 (Disclosure Measures 2022 art. 2)."""

BENEFITS_ARE_CERTAIN: Final[Mapping[DesignType, bool]] = {
    "ordinary": True,
    "participating": False,
    "universal": False,
    "unit_linked": False,
}
"""Whether what a product of the type pays is fixed in the contract."""


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
OccupationClass = Annotated[int, Field(ge=1, le=6)]
CoverageTerm = Annotated[str, StringConstraints(pattern=r"^(years_[1-9]\d?|to_[1-9]\d{1,2}|whole_life)$")]
"""How long a policy covers: "years_20" twenty years, "to_70" until 70, "whole_life" until death."""

PaymentYears = Annotated[int, Field(ge=1, le=60)]
"""Over how many years the premium is paid; 1 is a single premium, or the premium of a one-year policy."""


class Facts(BaseModel):
    """Facts as someone stated them: frozen, and nothing that is not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Benefit(Facts):
    """One thing the product pays for. `share` is of the sum insured and is None where another measure applies.

    `measure` says what is paid: a share of the sum, the premiums paid so far, the cash value, or the actual cost.
    Diseases are codes; `times` is how often the benefit can be paid.
    """

    code: Code
    kind: Literal[
        "severe_disease",
        "moderate_disease",
        "mild_disease",
        "death",
        "disability",
        "medical_expense",
        "survival",
        "maturity",
        "annuity",
        "liability",
        "property_loss",
    ]
    measure: Literal["share_of_sum", "premiums_paid", "cash_value", "actual_cost"] = "share_of_sum"
    share: Share | None = None
    times: Annotated[int, Field(ge=1, le=20)] = 1
    diseases: tuple[Code, ...] = ()
    text: Wording

    @model_validator(mode="after")
    def _has_its_measure(self) -> Self:
        if (self.measure == "share_of_sum") != (self.share is not None):
            raise ValueError("a benefit has a share exactly when it is a share of the sum insured")
        return self


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


class Renewal(Facts):
    """How a short policy goes on; `years` is how long that is guaranteed, 0 where it is not."""

    guaranteed: bool
    years: Annotated[int, Field(ge=0, le=60)]


class AddOn(Facts):
    """Another product offered beside this one, and whether it comes along by itself."""

    product: Code
    automatic: bool = False
    preselected: bool = False


class DeathMultiple(Facts):
    """From an age on, the death benefit as a multiple of the premiums paid."""

    from_age: Age
    multiple: Share


class Basis(Facts):
    """What the prices rest on: `filed` with the regulator, `derived` from public tables, or merely `illustrative`."""

    kind: Literal["filed", "derived", "illustrative"]
    text: Wording


class Product(Facts):
    """One version of a product. Versions of one `code` differ in their sale dates.

    Days are calendar days. `occupation_factors` are the classes accepted, each with the factor on its premium.
    """

    code: Code
    version: Annotated[int, Field(ge=1)]
    line: Line
    design_type: DesignType = "ordinary"
    name: Wording
    insurer: Wording
    filing_number: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    sale_from: date
    sale_to: date | None = None
    complexity_level: Annotated[int, Field(ge=1, le=5)]
    benefits: Annotated[tuple[Benefit, ...], Field(min_length=1)]
    exclusions: tuple[Wording, ...] = ()
    waiting_days: Days = 0
    waiting_exempts_accidents: bool = True
    waiting_counts_start_day: bool = False
    cooling_off_days: Days = 0
    grace_days: Days = 0
    coverage_terms: Annotated[tuple[CoverageTerm, ...], Field(min_length=1)]
    payment_terms: Annotated[tuple[PaymentYears, ...], Field(min_length=1)]
    issue_age: AgeRange
    occupation_factors: Annotated[
        dict[OccupationClass, Annotated[Decimal, Field(gt=0, le=100, max_digits=7, decimal_places=4)]],
        Field(min_length=1),
    ]
    sum_insured: SumRange
    deductible: Amount | None = None
    annual_limit: Amount | None = None
    renewal: Renewal | None = None
    rate_unit: Literal["per_10000", "flat"]
    rate_table: Code
    cash_value_table: Code | None = None
    pricing_rate: Annotated[Decimal, Field(ge=0, le=Decimal("0.2"))] | None = None
    death_multiples: tuple[DeathMultiple, ...] = ()
    health_services_share: Annotated[Decimal, Field(ge=0, le=1)] = Decimal(0)
    questionnaire: Code | None = None
    disclosure_items: tuple[Code, ...] = ()
    add_ons: tuple[AddOn, ...] = ()
    claim_documents: dict[Code, tuple[Code, ...]] = Field(default_factory=dict)
    basis: Basis

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.sale_to is not None and self.sale_to < self.sale_from:
            raise ValueError("a product is sold from a day that is not after the last one")
        if len(set(self.coverage_terms)) != len(self.coverage_terms):
            raise ValueError("a coverage term is offered twice")
        if len(set(self.payment_terms)) != len(self.payment_terms):
            raise ValueError("a payment term is offered twice")
        return self

    @property
    def benefits_are_certain(self) -> bool:
        """Whether what it pays is fixed in the contract; only then may it be called certain."""
        return BENEFITS_ARE_CERTAIN[self.design_type]

    @property
    def runs_over_a_year(self) -> bool:
        """Whether any term it is sold for is longer than a year."""
        return any(term != "years_1" for term in self.coverage_terms)

    def on_sale(self, on: date) -> bool:
        """Whether this version can be bought on the day."""
        return self.sale_from <= on and (self.sale_to is None or on <= self.sale_to)


def years_of_cover(term: CoverageTerm, age: int) -> int | None:
    """How many years a policy of the term covers whoever takes it at `age`; None for life, 0 where it is too late."""
    kind, _, number = term.partition("_")
    if kind == "whole":
        return None
    return max(0, int(number) - age) if kind == "to" else int(number)
