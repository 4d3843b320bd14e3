"""The cap on death benefits of minors: summed over all insurers, so that a child's death never pays anybody
well."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from services.underwriting.domain.problems import MinorDeathCap
from shared.because import Answer, Because
from shared.calendar import age_on
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money

DeathBenefitKind = Literal["death", "premiums_paid", "account_value", "air_accident", "natural_disaster"]


class DeathBenefit(BaseModel):
    """One sum that a death would pay. All kinds but `death` are left out of the cap."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Money
    kind: DeathBenefitKind = "death"

    @field_validator("amount")
    @classmethod
    def _not_negative(cls, amount: Money) -> Money:
        if amount < Money.zero():
            raise ValueError("a benefit is not negative")
        return amount


class MinorAllowance(BaseModel):
    """How far death cover on a life may go: `cap` and `max_new` are None where there is no cap (an adult)."""

    model_config = ConfigDict(frozen=True)

    age: int
    cap: Money | None
    held: Money
    asked: Money
    max_new: Money | None
    within: bool


def minor_allowance(
    rules: Jurisdiction,
    *,
    birth_date: date,
    on: date,
    held: Iterable[DeathBenefit] = (),
    asked: Iterable[DeathBenefit] = (),
) -> Answer[MinorAllowance]:
    """How the death cover `asked` for on the date `on` fits under the cap beside what is `held` with all
    insurers."""
    rule = rules.rule("minors.death_cap", on=on)
    age = age_on(birth_date, on)
    has, wants = _counted(rule, held), _counted(rule, asked)
    caps = [Money.of(tier["cap"]) for tier in rule["caps"] if age < tier["below"]]
    cap = caps[0] if caps else None
    max_new = None if cap is None else max(cap - has, Money.zero())
    return Answer(
        result=MinorAllowance(
            age=age,
            cap=cap,
            held=has,
            asked=wants,
            max_new=max_new,
            within=max_new is None or wants <= max_new,
        ),
        because=[Because.of(rule, age=age, held=has, asked=wants)],
        caveats=["NOT_COUNTED_TOWARDS_THE_CAP"],
    )


def require_within_minor_cap(allowance: MinorAllowance, *, at: str | None = None) -> None:
    """Raises MinorDeathCap, saying how much more may be taken; `at` points at the sum."""
    if not allowance.within:
        raise MinorDeathCap(
            at,
            age=allowance.age,
            cap=str(allowance.cap),
            held=str(allowance.held),
            max_new=str(allowance.max_new),
        )


def _counted(rule: Rule, benefits: Iterable[DeathBenefit]) -> Money:
    left_out = rule["not_counted"]
    return sum((benefit.amount for benefit in benefits if benefit.kind not in left_out), Money.zero())
