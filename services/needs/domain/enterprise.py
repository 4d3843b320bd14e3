"""The firm a gap is computed for: its people, wages, plant and cover, and the rules that apply to it.

Invariant: no person appears: people are heads, by occupation class. Amounts are yuan and never negative.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field

from services.needs.domain.household import LINE_OF_TEXT, Amount, Facts
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money
from shared.risk_transfer import LiabilityRules

OccupationClass = Annotated[int, Field(ge=1, le=6)]
"""From 1 (office) to 6 (very high)."""

Rate = Annotated[Decimal, Field(ge=0, le=1)]


class GroupCover(Facts):
    """What each head should be insured for, and what all heads together are insured for already, in yuan."""

    target_per_head: Amount
    existing_total: Amount = Money.zero()


class Property(Facts):
    """Plant and equipment: what replacing it costs, and what it is insured for, in yuan."""

    replacement_value: Amount
    sum_insured: Amount = Money.zero()


class AnnuityPlan(Facts):
    """An enterprise annuity: planned rates of wages, and the employer's contribution today, yuan a year."""

    employer_rate: Rate
    employee_rate: Rate = Decimal(0)
    current_contribution: Amount = Money.zero()


class Enterprise(Facts):
    """A firm as its gaps need it. What is None was not asked about and is not assessed."""

    headcount: Annotated[int, Field(ge=1, le=5_000_000)]
    industry: Annotated[str, Field(pattern=LINE_OF_TEXT, max_length=100)]
    occupation_mix: dict[OccupationClass, Annotated[int, Field(ge=0, le=5_000_000)]] = Field(
        default_factory=dict
    )
    annual_wages: Amount
    enrolled_in_work_injury_fund: bool = True
    liability_limit_per_head: Amount = Money.zero()
    group_accident: GroupCover | None = None
    group_medical: GroupCover | None = None
    plant: Property | None = None
    annuity: AnnuityPlan | None = None


@dataclass(frozen=True, slots=True)
class EnterpriseRules(LiabilityRules):
    """The rules a firm's figures rest on, as in force on the day."""

    enterprise_annuity: Rule
    property_cover: Rule
    gap_rounding: Rule

    @classmethod
    def of(cls, jurisdiction: Jurisdiction, *, on: date) -> Self:
        """Raises NoRuleInForce for a day before the rules begin."""
        liability = LiabilityRules.of(jurisdiction, on=on)
        return cls(
            employer_liability=liability.employer_liability,
            work_death_grant=liability.work_death_grant,
            work_injury_costs=liability.work_injury_costs,
            transfer_losses=liability.transfer_losses,
            enterprise_annuity=jurisdiction.rule("enterprise.annuity", on=on),
            property_cover=jurisdiction.rule("enterprise.property", on=on),
            gap_rounding=jurisdiction.rule("gap.rounding", on=on),
        )

    @property
    def step(self) -> int:
        """What a gap is rounded up to, in yuan."""
        step: int = self.gap_rounding["step"]
        return step
