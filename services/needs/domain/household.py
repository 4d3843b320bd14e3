"""The household a gap is computed for: its members, what it spends, owes and owns, and its existing cover.

Invariant: no name and no document number: a member is a key, and whoever shows a report knows who that is.
Amounts are yuan and never negative; incomes are after tax; expenses and incomes are a year's.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.needs.domain.problems import BirthDateNeeded, BornLater, NoSuchMember
from shared.calendar import age_on
from shared.contracts import Line
from shared.money import Money

Risk = Literal[
    "death",
    "critical_illness",
    "medical",
    "accident",
    "education",
    "pension",
    "employer_liability",
    "group_accident",
    "group_medical",
    "property",
    "enterprise_annuity",
]
"""What may happen, or come, and cost money."""

PersonRisk = Literal["critical_illness", "death", "medical", "accident"]
"""The risks that each member is looked at for."""

Role = Literal["breadwinner", "partner", "other_adult", "child", "elder"]

COVERED_BY_LINE: Final[Mapping[Line, Risk]] = {
    Line.TERM_LIFE: "death",
    Line.INCREASING_WHOLE_LIFE: "death",
    Line.CRITICAL_ILLNESS: "critical_illness",
    Line.MEDICAL_MILLION: "medical",
    Line.GROUP_MEDICAL: "medical",
    Line.ACCIDENT: "accident",
    Line.GROUP_ACCIDENT: "accident",
}
"""Which risk of a person a policy of a line covers; the other lines cover none of his."""

SUGGESTED_LINE: Final[Mapping[Risk, Line]] = {
    "death": Line.TERM_LIFE,
    "critical_illness": Line.CRITICAL_ILLNESS,
    "medical": Line.MEDICAL_MILLION,
    "accident": Line.ACCIDENT,
    "education": Line.ANNUITY,
    "pension": Line.ANNUITY,
    "employer_liability": Line.EMPLOYER_LIABILITY,
    "group_accident": Line.GROUP_ACCIDENT,
    "group_medical": Line.GROUP_MEDICAL,
    "property": Line.PROPERTY,
    "enterprise_annuity": Line.ENTERPRISE_ANNUITY,
}
"""The line that closes a gap of each risk."""


def _not_negative(amount: Money) -> Money:
    if amount < Money.zero():
        raise ValueError("an amount here cannot be negative")
    return amount


Amount = Annotated[Money, AfterValidator(_not_negative)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Years = Annotated[int, Field(ge=0, le=80)]
LINE_OF_TEXT: Final = r"^[^\x00-\x1f\x7f]+$"
"""A pattern of text without control characters, some of which no database stores."""


class Facts(BaseModel):
    """Facts as someone stated them: frozen, and nothing that is not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cover(Facts):
    """A policy, or a share of one, that a member is insured by.

    `sum_insured` is the annual limit for reimbursement lines. `provided_by` tells cover that ends with the
    job apart; `last_day`, where known, is the last day it covers. `pays_only_for` is cover that pays in
    nothing but an accident of that kind: it offsets no gap, and no cap on minors counts it.
    """

    line: Line
    sum_insured: Amount
    provided_by: Literal["self", "employer"] = "self"
    last_day: date | None = None
    pays_only_for: Literal["air_accident", "natural_disaster"] | None = None

    def counts_on(self, day: date) -> bool:
        """Whether the cover has not ended before the day."""
        return self.last_day is None or day <= self.last_day


class EducationPlan(Facts):
    """Schooling to pay for: `annual_cost` of today for `years` years, the first `starts_in_years` from now.

    `saved` is put aside for it and therefore not among the household's liquid assets.
    """

    annual_cost: Amount
    years: Annotated[int, Field(ge=1, le=20)]
    starts_in_years: Years
    saved: Amount = Money.zero()


class PensionGoal(Facts):
    """The retirement a member wants, in amounts of today; the `assets` saved for it grow till then."""

    monthly_target: Amount
    monthly_social_pension: Amount = Money.zero()
    assets: Amount = Money.zero()
    years_to_retirement: Years | None = None
    years_in_retirement: Annotated[int, Field(ge=1, le=60)] | None = None


class Member(Facts):
    """One person of the household. An income that is None was not stated, which is not the same as none."""

    key: Key
    role: Role
    birth_date: date | None = None
    annual_income: Amount | None = None
    covers: Annotated[tuple[Cover, ...], Field(max_length=50)] = ()
    education: Annotated[tuple[EducationPlan, ...], Field(max_length=10)] = ()
    pension: PensionGoal | None = None

    @model_validator(mode="after")
    def _a_child_has_a_birth_date(self) -> Self:
        if self.role == "child" and self.birth_date is None:
            raise ValueError("a child needs a birth date")
        return self

    def age(self, on: date) -> int:
        """Age in whole years; raises BirthDateNeeded or BornLater."""
        if self.birth_date is None:
            raise BirthDateNeeded(pointer=f"/members/{self.key}/birth_date")
        if on < self.birth_date:
            raise BornLater(pointer=f"/members/{self.key}/birth_date")
        return age_on(self.birth_date, on)

    def may_be_minor(self, on: date) -> bool:
        """Whether his age on the day decides how he may be insured: he is a child, or his age is known."""
        return self.role == "child" or (self.birth_date is not None and self.birth_date <= on)

    def earns(self) -> bool:
        """Whether others live on this member's income."""
        return self.role == "breadwinner" or (
            self.role in ("partner", "other_adult") and bool(self.annual_income)
        )

    def covers_of(self, risk: Risk) -> tuple[Cover, ...]:
        """The policies that pay for `risk`, whatever brings it about."""
        return tuple(
            cover
            for cover in self.covers
            if COVERED_BY_LINE.get(cover.line) == risk and cover.pays_only_for is None
        )


class Liability(Facts):
    """A debt that outlives whoever owes it: what is still to be paid, in yuan."""

    kind: Literal["mortgage", "car_loan", "business_loan", "consumer_loan", "other_debt"]
    outstanding: Amount


class Household(Facts):
    """Everything a family's gaps are computed from."""

    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=30)]
    annual_expenses: Amount
    liabilities: Annotated[tuple[Liability, ...], Field(max_length=50)] = ()
    liquid_assets: Amount = Money.zero()
    annual_elder_support: Amount = Money.zero()

    @model_validator(mode="after")
    def _members_can_be_told_apart(self) -> Self:
        if len({member.key for member in self.members}) != len(self.members):
            raise ValueError("two members have the same key")
        if not any(member.role == "breadwinner" for member in self.members):
            raise ValueError("a household has a breadwinner")
        return self

    def member(self, key: str) -> Member:
        """The member with this key; raises NoSuchMember."""
        for member in self.members:
            if member.key == key:
                return member
        raise NoSuchMember(member=key)

    def earners(self) -> tuple[Member, ...]:
        """The members others live on."""
        return tuple(member for member in self.members if member.earns())

    def income(self) -> Money:
        """What all members earn in a year; incomes that nobody stated count as none."""
        return sum((member.annual_income or Money.zero() for member in self.members), Money.zero())

    def share_of_income(self, member: Member) -> Decimal:
        """The part of the earners' income that is this member's; 1 where nobody's income is known."""
        total = sum((earner.annual_income or Money.zero() for earner in self.earners()), Money.zero())
        if not total:
            return Decimal(1)
        return (member.annual_income or Money.zero()).amount / total.amount
