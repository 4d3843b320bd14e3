"""What somebody enters on the public page of a campaign: himself, his consent, and the household whose gap he saw."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.leads.domain.channel_problems import ChildWithoutBirthDate
from services.leads.domain.self_assessment import StatedHousehold
from services.leads.schemas.consents import GuardianIn
from services.leads.schemas.fields import PersonName, Phone, Purpose, TextVersion
from services.leads.schemas.money import Yuan
from services.leads.schemas.people import Region
from shared.contracts import Line, Sex
from shared.contracts.leads import (
    CoverProvider,
    DebtKind,
    HouseholdRole,
    StatedCover,
    StatedDebt,
    StatedMember,
)
from shared.sent import Input

BirthDate = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31), examples=["1996-03-18"])]


class StatedCoverIn(Input):
    """Cover that a member has."""

    line: Line = Field(examples=["critical_illness"])
    sum_insured: Yuan
    provided_by: CoverProvider = CoverProvider.SELF


class StatedMemberIn(Input):
    """One person of the household; nothing here names him. An income that is null was not stated."""

    role: HouseholdRole = Field(examples=["breadwinner"])
    birth_date: BirthDate | None = None
    annual_income: Yuan | None = None
    covers: Annotated[tuple[StatedCoverIn, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _a_child_has_a_birth_date(self) -> Self:
        if self.role is HouseholdRole.CHILD and self.birth_date is None:
            raise ChildWithoutBirthDate
        return self


class StatedDebtIn(Input):
    """A debt: what is still to be paid."""

    kind: DebtKind
    outstanding: Yuan


class StatedHouseholdIn(Input):
    """A household as its own member states it, a year's amounts in yuan."""

    members: Annotated[tuple[StatedMemberIn, ...], Field(min_length=1, max_length=10)]
    annual_expenses: Yuan
    liabilities: Annotated[tuple[StatedDebtIn, ...], Field(max_length=10)] = ()
    liquid_assets: Yuan | None = None
    annual_elder_support: Yuan | None = None

    def stated(self) -> StatedHousehold:
        """The household as it is told to others."""
        return StatedHousehold(
            members=[
                StatedMember(
                    role=member.role,
                    birth_date=member.birth_date,
                    annual_income=member.annual_income,
                    covers=[StatedCover(**cover.model_dump()) for cover in member.covers],
                )
                for member in self.members
            ],
            annual_expenses=self.annual_expenses,
            liabilities=[
                StatedDebt(kind=debt.kind, outstanding=debt.outstanding) for debt in self.liabilities
            ],
            liquid_assets=self.liquid_assets,
            annual_elder_support=self.annual_elder_support,
        )


class SelfAssessmentIn(Input):
    """What somebody enters himself; his household goes with it only where he consents to `financial_data`."""

    name: PersonName
    phone: Phone
    birth_date: BirthDate | None = None
    sex: Sex | None = None
    region: Region | None = None
    consent_purposes: Annotated[set[Purpose], Field(min_length=1)]
    consent_text_version: TextVersion
    guardian: GuardianIn | None = None
    household: StatedHouseholdIn | None = None
