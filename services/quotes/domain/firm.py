"""A firm as its plan needs it, and what it agreed that it lacks.

Invariant: people are heads by occupation class, never persons; where heads are told apart they add up to the headcount. What
is lacking is kept per head, or as a part of the wages, so that it follows the headcount.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from services.quotes.domain.facts import Age, Amount, Facts, OccupationClass
from shared.contracts import Line
from shared.contracts.needs import EnterpriseChanged, EnterpriseGapConfirmed
from shared.jurisdictions import Rule
from shared.money import Money
from shared.risk_transfer import Amount as AnyAmount

Heads = Annotated[int, Field(ge=1, le=5_000_000)]
Rate = Annotated[Decimal, Field(ge=0, le=1)]
_FINE: Final = Decimal("1e-18")


class Firm(Facts):
    """A firm; yuan, wages and contributions a year. `average_age` None: nobody told."""

    headcount: Heads
    industry: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{0,4}$")]
    occupation_mix: dict[OccupationClass, Annotated[int, Field(ge=0, le=5_000_000)]] = Field(
        default_factory=dict
    )
    annual_wages: Amount
    enrolled_in_work_injury_fund: bool = True
    liability_limit_per_head: Amount = Money.zero()
    liability_deductible: Amount = Money.zero()
    replacement_value: Amount | None = None
    property_insured: Amount = Money.zero()
    annuity_contribution: Amount = Money.zero()
    average_age: Age | None = None

    @model_validator(mode="after")
    def _every_head_has_a_class(self) -> Self:
        if self.occupation_mix and sum(self.occupation_mix.values()) != self.headcount:
            raise ValueError("the heads of all occupation classes together are the headcount")
        return self

    @classmethod
    def of(cls, told: EnterpriseGapConfirmed) -> Self:
        """The firm that agreed to its gaps."""
        nothing = Money.zero()
        return cls(
            headcount=told.headcount,
            industry=told.industry,
            occupation_mix=told.occupation_mix,
            annual_wages=told.annual_wages,
            enrolled_in_work_injury_fund=told.enrolled_in_work_injury_fund,
            liability_limit_per_head=told.liability_limit_per_head,
            liability_deductible=told.liability_deductible or nothing,
            replacement_value=told.replacement_value,
            property_insured=told.property_insured or nothing,
            annuity_contribution=told.annuity_contribution or nothing,
        )

    def after(self, told: EnterpriseChanged) -> Self:
        """The firm with the heads and wages that it has now; as it was where that was not told."""
        if told.headcount is None or told.occupation_mix is None or told.annual_wages is None:
            return self
        now = {
            "headcount": told.headcount,
            "occupation_mix": told.occupation_mix,
            "annual_wages": told.annual_wages,
        }
        return type(self).model_validate(dict(self) | now)

    def heads_by_class(self, rule: Rule) -> Mapping[int, int]:
        """How many heads are of each class; all of the industry's class where nobody told them apart."""
        told = {number: heads for number, heads in sorted(self.occupation_mix.items()) if heads}
        return told or {class_of(rule["classes"], self.industry, rule): self.headcount}


class FirmNeeds(Facts):
    """What a firm lacks, in yuan; None: nothing. `limit_per_head` is the employer-liability limit that it needs in all, and
    `annuity_rate` the part of yearly wages that the employer is to contribute in all; the others are what is missing.
    """

    limit_per_head: AnyAmount | None = None
    accident_per_head: AnyAmount | None = None
    medical_per_head: AnyAmount | None = None
    property_sum: AnyAmount | None = None
    annuity_rate: Rate | None = None

    @classmethod
    def of(cls, told: EnterpriseGapConfirmed) -> Self:
        """What was agreed to, brought to one head."""
        gaps = {gap.risk: gap.gap for gap in told.gaps if gap.gap}
        liability, annuity = gaps.get(Line.EMPLOYER_LIABILITY), gaps.get(Line.ENTERPRISE_ANNUITY)
        wages, contributed = told.annual_wages.amount, told.annuity_contribution or Money.zero()
        return cls(
            limit_per_head=None if liability is None else told.liability_limit_per_head + liability,
            accident_per_head=_a_head(gaps.get(Line.GROUP_ACCIDENT), told.headcount),
            medical_per_head=_a_head(gaps.get(Line.GROUP_MEDICAL), told.headcount),
            property_sum=gaps.get(Line.PROPERTY),
            annuity_rate=None
            if annuity is None or not wages
            else min(Decimal(1), ((annuity + contributed).amount / wages).quantize(_FINE).normalize()),
        )

    def asked(self) -> Mapping[Line, Money | Decimal]:
        """What is asked of each line that there is a need for."""
        wanted = {
            Line.EMPLOYER_LIABILITY: self.limit_per_head,
            Line.GROUP_ACCIDENT: self.accident_per_head,
            Line.GROUP_MEDICAL: self.medical_per_head,
            Line.PROPERTY: self.property_sum,
            Line.ENTERPRISE_ANNUITY: self.annuity_rate,
        }
        return {line: amount for line, amount in wanted.items() if amount}


def class_of(classes: Mapping[str, int], industry: str, rule: Rule) -> int:
    """The class of an industry, by the letter that its code begins with."""
    number: int = classes.get(industry[:1], rule["other_class"])
    return number


def only_heads_changed(codes: Sequence[str]) -> bool:
    """Whether what changed is told in full by the event, so that pricing again answers it; else gaps must be assessed."""
    return set(codes) <= {"headcount", "occupation_mix", "wages"}


def _a_head(total: Money | None, headcount: int) -> Money | None:
    return None if total is None else Money.rounded(total.amount / headcount)
