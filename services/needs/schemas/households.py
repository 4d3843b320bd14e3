"""A household as it is sent in and given out."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema, model_validator

from services.needs.domain.enterprise import OccupationClass
from services.needs.domain.household import Cover, EducationPlan, Liability, PensionGoal, Role
from services.needs.domain.problems import BreadwinnerMissing, ChildWithoutBirthDate, MemberTwice, OutOfRange
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.contracts import Line, Sex
from shared.money import Money
from shared.sent import Input

MOST = Money.of("9999999999.99")


def _in_range(amount: Money) -> Money:
    if not Money.zero() <= amount <= MOST:
        raise OutOfRange
    return amount


Yuan = Annotated[
    Money,
    AfterValidator(_in_range),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$",
            "description": "Yuan, less than ten thousand million.",
        }
    ),
]
"""An amount that is sent in: 0.00 to 9999999999.99 yuan."""

BirthDate = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31), examples=["1996-03-18"])]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31), examples=["2026-03-02"])]


class CoverIn(Cover):
    """Cover that a member has, beside the policies issued through the agency."""

    line: Line = Field(examples=["critical_illness"])
    sum_insured: Yuan = Field(examples=["500000.00"])
    last_day: Day | None = Field(None, description="the last day it covers, such as that of the job")


class EducationPlanIn(EducationPlan):
    """Schooling to pay for: `annual_cost` of today for `years` years, the first `starts_in_years` from now."""

    annual_cost: Yuan = Field(examples=["50000.00"])
    saved: Yuan = Money.zero()


class PensionGoalIn(PensionGoal):
    """The retirement a member wants, in amounts of today."""

    monthly_target: Yuan = Field(examples=["8000.00"])
    monthly_social_pension: Yuan = Money.zero()
    assets: Yuan = Money.zero()


class LiabilityIn(Liability):
    """A debt: what is still to be paid."""

    outstanding: Yuan = Field(examples=["1000000.00"])


class MemberIn(Input):
    """One person of the household; nothing here names him.

    Leave `id` out for a new member; repeat the one you read for a member who stays. An income that is null was not
    stated, which is not the same as none.
    """

    id: UUID | None = None
    role: Role = Field(examples=["breadwinner"])
    birth_date: BirthDate | None = None
    sex: Sex | None = Field(None, examples=["male"])
    occupation_class: OccupationClass | None = Field(None, examples=[1])
    annual_income: Yuan | None = Field(None, examples=["240000.00"], description="after tax")
    covers: Annotated[tuple[CoverIn, ...], Field(max_length=50)] = ()
    education: Annotated[tuple[EducationPlanIn, ...], Field(max_length=10)] = ()
    pension: PensionGoalIn | None = None

    @model_validator(mode="after")
    def _a_child_has_a_birth_date(self) -> Self:
        if self.role == "child" and self.birth_date is None:
            raise ChildWithoutBirthDate
        return self


class HouseholdIn(Input):
    """Everything a family's gaps are computed from, a year's amounts in yuan."""

    members: Annotated[tuple[MemberIn, ...], Field(min_length=1, max_length=30)]
    annual_expenses: Yuan = Field(examples=["200000.00"])
    liabilities: Annotated[tuple[LiabilityIn, ...], Field(max_length=50)] = ()
    liquid_assets: Yuan = Money.zero()
    annual_elder_support: Yuan = Money.zero()

    @model_validator(mode="after")
    def _members_can_be_told_apart(self) -> Self:
        ids = [member.id for member in self.members if member.id is not None]
        if len(set(ids)) != len(ids):
            raise MemberTwice
        if all(member.role != "breadwinner" for member in self.members):
            raise BreadwinnerMissing
        return self

    def stated(self) -> RecordedHousehold:
        """The household as stated: a member without an id has his place ("1", "2", …) for a key."""
        members = [
            {"key": str(member.id or place), **member.model_dump(exclude={"id"})}
            for place, member in enumerate(self.members, start=1)
        ]
        return RecordedHousehold.model_validate({**self.model_dump(), "members": members})


class MemberOut(BaseModel):
    """One person of the household."""

    id: UUID
    role: Role
    birth_date: date | None
    sex: Sex | None
    occupation_class: int | None
    annual_income: Money | None
    covers: tuple[Cover, ...]
    education: tuple[EducationPlan, ...]
    pension: PensionGoal | None

    @classmethod
    def of(cls, person: Person) -> Self:
        """The member that this person is."""
        return cls(
            id=UUID(person.key), **{name: getattr(person, name) for name in cls.model_fields if name != "id"}
        )


class HouseholdOut(BaseModel):
    """A household as recorded at `recorded_at`."""

    client_id: UUID
    version: int
    recorded_at: datetime
    members: list[MemberOut]
    annual_expenses: Money
    liabilities: tuple[Liability, ...]
    liquid_assets: Money
    annual_elder_support: Money


class ExistingCoverOut(BaseModel):
    """One cover that a member has: `declared` by the client, or given by a `policy` issued through the agency."""

    source: Annotated[str, Field(examples=["declared"])]
    member_id: UUID
    line: Line
    sum_insured: Money
    provided_by: str
    policy_id: UUID | None
    held_from: date | None
    last_day: date | None
    pays_only_for: str | None


class ExistingCoversOut(BaseModel):
    """All cover of a household on a day."""

    on: date
    items: list[ExistingCoverOut]
