"""What joiners and leavers change in the premium of a group policy: by the day, from the day of the change (人员增减).

Invariant: whoever joins pays for the days that are left, whoever leaves gets the same days back; rounded once a class.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.quotes.domain import caveats
from services.quotes.domain.facts import Amount, Facts, OccupationClass
from services.quotes.domain.problems import NotChargedByHeads, OccupationNotAccepted, PremiumTooLarge
from services.quotes.domain.rating import Choice, Life, Tariff, basis_caveats, premium
from shared.because import Answer, Because
from shared.contracts import Sex
from shared.money import AmountTooLarge, Money

HeadsByClass = Annotated[
    dict[OccupationClass, Annotated[int, Field(ge=0, le=5_000_000)]], Field(default_factory=dict)
]


class HeadcountChange(Facts):
    """Heads by class that join and leave on a day of a policy that runs from `starts_on` to `ends_on`, both included."""

    sum_per_head: Amount
    average_age: Annotated[int, Field(ge=0, le=105)]
    joined: HeadsByClass
    left: HeadsByClass
    starts_on: date
    ends_on: date
    changed_on: date

    @model_validator(mode="after")
    def _falls_into_the_policy(self) -> Self:
        if not self.starts_on <= self.changed_on <= self.ends_on:
            raise ValueError("heads change on a day on which the policy runs")
        return self


class HeadcountPremium(Facts):
    """What the change costs for the days left, in yuan: charged for joiners, refunded for leavers; `difference` of both."""

    days_left: int
    days_of_term: int
    charged: Money
    refunded: Money
    difference: Money


def headcount_premium(tariff: Tariff, change: HeadcountChange, *, on: date) -> Answer[HeadcountPremium]:
    """The premium of the change by the rates of the day on which the policy was sold.

    Raises NotChargedByHeads and what `premium` raises.
    """
    if tariff.product.heads is None or not tariff.product.has_a_rate_table:
        raise NotChargedByHeads("/product_code")
    days = (change.ends_on - change.starts_on).days + 1
    left = (change.ends_on - change.changed_on).days + 1
    a_year = {
        one: _a_head(tariff, change, one, on)
        for one in sorted({*change.joined, *change.left})
        if change.joined.get(one, 0) or change.left.get(one, 0)
    }
    try:
        charged = _for_days(change.joined, a_year, left, days)
        refunded = _for_days(change.left, a_year, left, days)
    except AmountTooLarge:
        raise PremiumTooLarge from None
    product = tariff.product
    return Answer(
        result=HeadcountPremium(
            days_left=left,
            days_of_term=days,
            charged=charged,
            refunded=refunded,
            difference=charged - refunded,
        ),
        because=[
            Because(
                inputs={"change": change, "premium_per_head": a_year, "days_left": left, "days": days},
                rule=f"rate_table.{product.rates_code}",
                source=product.basis.text["zh-CN"],
                version=f"{product.code}@{product.version}",
            )
        ],
        caveats=[*basis_caveats(product), caveats.CHARGED_BY_THE_DAY],
    )


def _a_head(tariff: Tariff, change: HeadcountChange, occupation_class: int, on: date) -> Money:
    product = tariff.product
    if occupation_class not in product.occupation_factors:
        raise OccupationNotAccepted("/joined", occupation_class=occupation_class)
    choice = Choice(
        sum_insured=change.sum_per_head,
        coverage_term=product.coverage_terms[0],
        payment_years=product.payment_terms[0],
    )
    life = Life(age=change.average_age, sex=Sex.MALE, occupation_class=occupation_class)
    return premium(tariff, life, choice, on=on).result.annual_premium


def _for_days(heads: Mapping[int, int], a_year: Mapping[int, Money], left: int, days: int) -> Money:
    parts = (
        Money.rounded(a_year[one].amount * number * left / days) for one, number in heads.items() if number
    )
    return sum(parts, Money.zero())
