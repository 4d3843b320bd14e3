"""What a group product costs a firm: the premium of a head of each occupation class, times its heads.

Invariant: the premium is the sum of its classes, each of whole heads at a premium a head that is exact to the fen; heads
of a class that the product does not take are counted, never dropped.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from services.quotes.domain.facts import Amount, Facts, OccupationClass, SumRange
from services.quotes.domain.firm import Heads
from services.quotes.domain.problems import HeadcountNotAccepted, OccupationNotAccepted, PremiumTooLarge
from services.quotes.domain.rating import Choice, Life, Tariff, premium
from shared.because import Because
from shared.contracts import Sex
from shared.money import AmountTooLarge, Money

_ANYBODY: Final = Sex.MALE
"""Group products are rated without regard to sex; a table that has both gives this one."""


class ClassPremium(Facts):
    """The heads of one occupation class, and what they cost a year, in yuan."""

    occupation_class: OccupationClass
    heads: Heads
    occupation_factor: Decimal
    premium_per_head: Money
    annual_premium: Money


class GroupPremium(Facts):
    """What all heads that are taken cost a year; `not_taken` are heads by class that the product does not accept."""

    sum_per_head: Amount
    heads: Heads
    classes: tuple[ClassPremium, ...]
    not_taken: dict[OccupationClass, int]
    annual_premium: Money
    because: Because


def group_premium(
    tariff: Tariff, heads_by_class: Mapping[int, int], *, sum_per_head: Money, age: int, on: date
) -> GroupPremium:
    """The premium of a group on the day, everybody of the average age.

    Raises HeadcountNotAccepted, OccupationNotAccepted where no class is taken, and what `premium` raises.
    """
    product = tariff.product
    choice = Choice(
        sum_insured=sum_per_head,
        coverage_term=product.coverage_terms[0],
        payment_years=product.payment_terms[0],
    )
    taken = {one: heads for one, heads in heads_by_class.items() if one in product.occupation_factors}
    if not taken:
        raise OccupationNotAccepted("/occupation_mix", occupation_class=max(heads_by_class))
    _refuse_headcount(tariff, sum(taken.values()))
    answers = {
        one: premium(tariff, Life(age=age, sex=_ANYBODY, occupation_class=one), choice, on=on)
        for one in taken
    }
    try:
        classes = tuple(
            ClassPremium(
                occupation_class=one,
                heads=heads,
                occupation_factor=answers[one].result.occupation_factor,
                premium_per_head=answers[one].result.annual_premium,
                annual_premium=answers[one].result.annual_premium * heads,
            )
            for one, heads in taken.items()
        )
        total = sum((one.annual_premium for one in classes), Money.zero())
    except AmountTooLarge:
        raise PremiumTooLarge from None
    (first, *_) = answers.values()
    (reason,) = first.because
    return GroupPremium(
        sum_per_head=sum_per_head,
        heads=sum(taken.values()),
        classes=classes,
        not_taken={one: heads for one, heads in heads_by_class.items() if one not in taken},
        annual_premium=total,
        because=Because(
            inputs={
                "sum_per_head": sum_per_head,
                "average_age": age,
                "rate": first.result.rate,
                "rate_unit": product.rate_unit,
                "heads_by_class": dict(heads_by_class),
                "classes": classes,
            },
            rule=reason.rule,
            source=reason.source,
            version=reason.version,
        ),
    )


def fitted(asked: Money, sums: SumRange) -> Money:
    """The sum in the product's steps that is not below what is asked, within what the product is sold for."""
    above = max(Decimal(0), asked.amount - sums.minimum.amount)
    steps = (above / sums.step.amount).to_integral_value(ROUND_CEILING)
    return min(sums.minimum + sums.step * int(steps), sums.maximum)


def _refuse_headcount(tariff: Tariff, heads: int) -> None:
    allowed = tariff.product.heads
    if allowed is None:
        return
    if heads < allowed.minimum or (allowed.maximum is not None and heads > allowed.maximum):
        most = "∞" if allowed.maximum is None else str(allowed.maximum)
        raise HeadcountNotAccepted("/headcount", minimum=allowed.minimum, maximum=most, heads=heads)
