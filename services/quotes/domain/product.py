"""An insurance product as a carrier files it: what it pays, to whom it is sold, on which terms, on which price basis.

Invariant: a product that exists is consistent in itself (ranges are ranges, terms are terms); whether the law allows it is
asked in `limits`. Nothing here is a price: rates are in the product's rate table.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from services.quotes.domain.benefit import Benefit
from services.quotes.domain.facts import (
    Age,
    AgeRange,
    Amount,
    Code,
    CoverageTerm,
    Days,
    Facts,
    Frequency,
    Language,
    OccupationClass,
    Part,
    PaymentYears,
    Share,
    SumRange,
    Wording,
)
from services.quotes.domain.selling_terms import AccountTerms, AddOn, Basis, DeathMultiple, HeadRange, Renewal
from shared.contracts import Line

__all__ = [
    "BENEFITS_ARE_CERTAIN",
    "AccountTerms",
    "AddOn",
    "Age",
    "AgeRange",
    "Amount",
    "Basis",
    "Benefit",
    "Code",
    "CoverageTerm",
    "Days",
    "DeathMultiple",
    "DesignType",
    "Facts",
    "Frequency",
    "HeadRange",
    "InstalmentFactor",
    "Language",
    "OccupationClass",
    "PaymentYears",
    "Product",
    "RateUnit",
    "Renewal",
    "Share",
    "SumRange",
    "Wording",
    "years_of_cover",
]

DesignType = Literal["ordinary", "participating", "universal", "unit_linked"]
"""普通型, 分红型, 万能型, 投资连结型 (Disclosure Measures 2022 art. 2)."""

BENEFITS_ARE_CERTAIN: Final[Mapping[DesignType, bool]] = {
    "ordinary": True,
    "participating": False,
    "universal": False,
    "unit_linked": False,
}
"""Whether what a product of the type pays is fixed in the contract."""

RateUnit = Literal["per_10000", "flat", "sum_per_1000_premium", "account"]
PricingRate = Annotated[Decimal, Field(ge=0, le=Decimal("0.2"), max_digits=6, decimal_places=5)]
InstalmentFactor = Annotated[Decimal, Field(gt=0, le=1, max_digits=7, decimal_places=6)]


def _once_a_year() -> dict[Frequency, Decimal]:
    return {"annual": Decimal(1)}


class Product(Facts):
    """One version of a product. Versions of one `code` differ in their sale dates.

    Days are calendar days. `occupation_factors` are the classes accepted (of occupation, or of the risk of a property), each
    with the factor on its premium. `issue_age` is None for what insures no life. `payment_frequencies` give each instalment
    as a part of the annual premium. `rate_unit` says what a rate is: yuan of yearly premium per 10,000 of sum insured, or
    the premium itself (`flat`), or the sum insured that 1,000 of yearly premium buys; an `account` takes premiums within
    `premium` and has no rates. Of the premium of a short contract `net_premium_share` is net, and is paid back for the days
    left when it is ended. `heads` is how many people a group policy takes; its sums and premiums are per head.
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
    payment_rules: tuple[Wording, ...] = ()
    waiting_days: Days = 0
    waiting_exempts_accidents: bool = True
    waiting_counts_start_day: bool = False
    cooling_off_days: Days = 0
    grace_days: Days = 0
    coverage_terms: Annotated[tuple[CoverageTerm, ...], Field(min_length=1)]
    payment_terms: Annotated[tuple[PaymentYears, ...], Field(min_length=1)]
    payment_frequencies: Annotated[dict[Frequency, InstalmentFactor], Field(min_length=1)] = Field(
        default_factory=_once_a_year
    )
    issue_age: AgeRange | None
    occupation_factors: Annotated[
        dict[OccupationClass, Annotated[Decimal, Field(gt=0, le=100, max_digits=7, decimal_places=4)]],
        Field(min_length=1),
    ]
    sum_insured: SumRange
    premium: SumRange | None = None
    heads: HeadRange | None = None
    deductible: Amount | None = None
    annual_limit: Amount | None = None
    renewal: Renewal | None = None
    rate_unit: RateUnit
    rate_table: Code | None = None
    cash_value_table: Code | None = None
    net_premium_share: Part | None = None
    account: AccountTerms | None = None
    pricing_rate: PricingRate | None = None
    death_multiples: tuple[DeathMultiple, ...] = ()
    health_services_share: Part = Decimal(0)
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
        if self.payment_frequencies.get("annual") != 1:
            raise ValueError("a premium can be paid once a year, with the factor 1")
        return self

    @model_validator(mode="after")
    def _has_what_it_is_priced_by(self) -> Self:
        is_account = self.rate_unit == "account"
        if is_account != (self.account is not None) or is_account != (self.rate_table is None):
            raise ValueError("an account has its terms and no rate table; everything else has a rate table")
        if (self.premium is not None) != (self.rate_unit in ("account", "sum_per_1000_premium")):
            raise ValueError("a range of premiums is given exactly where the client names the premium")
        return self

    @property
    def benefits_are_certain(self) -> bool:
        """Whether what it pays is fixed in the contract; only then may it be called certain."""
        return BENEFITS_ARE_CERTAIN[self.design_type]

    @property
    def rates_code(self) -> str:
        """The name under which its rates are filed; its own where it has none."""
        return self.rate_table or self.code

    @property
    def has_a_rate_table(self) -> bool:
        """Whether its premium is read from rates; an account takes whatever premium the client names."""
        return self.rate_table is not None

    @property
    def runs_over_a_year(self) -> bool:
        """Whether any term it is sold for is longer than a year."""
        return any(term != "years_1" for term in self.coverage_terms)

    def takes_age(self, age: int) -> bool:
        """Whether a life of that age can be insured; a product that insures no life does not ask."""
        return self.issue_age is None or self.issue_age.minimum <= age <= self.issue_age.maximum

    def on_sale(self, on: date) -> bool:
        """Whether this version can be bought on the day."""
        return self.sale_from <= on and (self.sale_to is None or on <= self.sale_to)


def years_of_cover(term: CoverageTerm, age: int) -> int | None:
    """How many years a policy of the term covers whoever takes it at `age`; None for life, 0 where it is too late."""
    kind, _, number = term.partition("_")
    if kind == "whole":
        return None
    return max(0, int(number) - age) if kind == "to" else int(number)
