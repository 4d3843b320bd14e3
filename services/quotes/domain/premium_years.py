"""What a tier costs from year to year: what is level for years, and what is bought anew each year at a higher age.

Invariant: nothing is foretold. A cover of one year is shown at today's rate for the age it would be renewed at, and no
longer than today's rates go; whether it is renewed at all is another matter.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.quotes.domain.offer import OfferedCover, OfferedTier
from services.quotes.domain.product import Facts
from services.quotes.domain.rating import Choice, Life, Tariff, premium
from shared.money import Money
from shared.problems import BrokenRule


class YearPremium(Facts):
    """One year, counted from 1, at the start of which the life is `age`; yuan, in that year."""

    year: Annotated[int, Field(ge=1)]
    age: Annotated[int, Field(ge=0)]
    level: Money
    renewed: Money

    @property
    def total(self) -> Money:
        """All that is paid in the year."""
        return self.level + self.renewed


def premium_years(
    tier: OfferedTier, life: Life, tariffs: Mapping[UUID, Tariff], *, on: date
) -> tuple[YearPremium, ...]:
    """Each year until the last premium of the longest cover; empty where every cover is of one year.

    `tariffs` are those of the covers of one year, by product id, with the rates of the day.
    """
    lasting = [cover for cover in tier.covers if not cover.of_one_year]
    yearly = [cover for cover in tier.covers if cover.of_one_year]
    return tuple(
        YearPremium(
            year=year,
            age=life.age + year - 1,
            level=_sum(cover.annual_premium for cover in lasting if year <= cover.payment_years),
            renewed=_sum(_renewed(cover, year, life, tariffs[cover.product_id], on) for cover in yearly),
        )
        for year in range(1, max((cover.payment_years for cover in lasting), default=0) + 1)
    )


def _renewed(cover: OfferedCover, year: int, life: Life, tariff: Tariff, on: date) -> Money:
    """The premium at that year's age; nothing where the product is not sold to that age."""
    if year == 1:
        return cover.annual_premium
    choice = Choice(
        sum_insured=cover.sum_insured,
        coverage_term=cover.coverage_term,
        payment_years=cover.payment_years,
    )
    older = life.model_copy(update={"age": life.age + year - 1})
    try:
        return premium(tariff, older, choice, on=on).result.annual_premium
    except BrokenRule:
        return Money.zero()


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, Money.zero())
