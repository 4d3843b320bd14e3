"""The cap on death benefits of minors: summed over all insurers, so that a child's death never pays anybody
well."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator

from services.underwriting.domain.ages import age_of
from services.underwriting.domain.interest import InsuredIs, require_death_cover_consent
from services.underwriting.domain.problems import MinorDeathCap
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money
from shared.problems import Problem

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


class MinorCover(NamedTuple):
    """How far death cover on a minor may go, and every rule that forbids what was asked for."""

    allowance: Answer[MinorAllowance]
    refusals: tuple[Problem, ...]


def minor_allowance(
    rules: Jurisdiction,
    *,
    birth_date: date,
    on: date,
    held: Iterable[DeathBenefit] = (),
    asked: Iterable[DeathBenefit] = (),
) -> Answer[MinorAllowance]:
    """How the death cover `asked` for on the date `on` fits under the cap beside what is `held` with all
    insurers. Raises BornInTheFuture."""
    rule = rules.rule("minors.death_cap", on=on)
    age = age_of(birth_date, on)
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


def death_cover_on_minor(
    rules: Jurisdiction,
    *,
    birth_date: date,
    on: date,
    held: Iterable[DeathBenefit],
    asked: Iterable[DeathBenefit],
    insured_is: InsuredIs,
    parent_consents: bool,
) -> MinorCover:
    """Whether the death cover `asked` for on a minor may be taken: by this policyholder, and under the cap.

    An adult is refused nothing here. Raises BornInTheFuture.
    """
    allowance = minor_allowance(rules, birth_date=birth_date, on=on, held=held, asked=asked)
    if allowance.result.cap is None:
        return MinorCover(allowance, ())
    refusals: list[Problem] = []
    try:
        consent = require_death_cover_consent(
            rules, birth_date=birth_date, on=on, insured_is=insured_is, parent_consents=parent_consents
        )
        allowance = allowance.model_copy(update={"because": [*allowance.because, *consent.because]})
    except Problem as problem:
        refusals.append(problem)
    try:
        require_within_minor_cap(allowance.result, at="/asked")
    except Problem as problem:
        refusals.append(problem)
    return MinorCover(allowance, tuple(refusals))


def _counted(rule: Rule, benefits: Iterable[DeathBenefit]) -> Money:
    left_out = rule["not_counted"]
    return sum((benefit.amount for benefit in benefits if benefit.kind not in left_out), Money.zero())
