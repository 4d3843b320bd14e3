"""Protective plans in tiers: critical illness for lost income, medical for the bills, term life for a death.

Invariant: a tier's premium is the sum of its parts, and a tier that lacks a part (no product, no rate for the age) is never
recommended. The tiers themselves are data.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from services.quotes.domain import caveats
from services.quotes.domain.problems import NoProductForLine, PremiumTooLarge
from services.quotes.domain.product import Amount, Code, CoverageTerm, Facts, PaymentYears
from services.quotes.domain.rating import Choice, Life, Premium, Tariff, premium
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.money import AmountTooLarge, Money
from shared.problems import BrokenRule


class TierItem(BaseModel):
    """One cover a tier asks for; no sum means the least the product is sold for. Payment years are wishes in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: Line
    sum_insured: Amount | None = None
    coverage_term: CoverageTerm
    payment_years: Annotated[tuple[PaymentYears, ...], Field(min_length=1)]


class Tier(BaseModel):
    """A plan as it is asked for, and the yearly premium it is meant to cost about, in yuan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    target_premium: Amount
    items: tuple[TierItem, ...]

    @classmethod
    def all_of(cls, rule: Rule) -> tuple[Self, ...]:
        """The tiers that `rule` ("plan.protective_tiers") sets, most modest first."""
        return tuple(
            cls.model_validate({**tier, "items": [dict(item) for item in tier["items"]]})
            for tier in rule["tiers"]
        )


class MissingPart(Facts):
    """A cover that the tier asks for and that cannot be had, with the code of the problem."""

    line: Line
    problem: str


class PricedTier(Facts):
    """A tier for one life; `annual_premium` is what `parts` cost together in a year, in yuan."""

    code: Code
    annual_premium: Money
    parts: tuple[Premium, ...]
    missing: tuple[MissingPart, ...] = ()


class Recommendation(Facts):
    """The tier that fits the budget best; where all cost more, `advice` says what to change, in that order."""

    tier: Code | None
    annual_premium: Money | None
    budget: Money
    advice: tuple[str, ...]


def price_tiers(
    tariffs: Mapping[Line, Tariff], life: Life, rule: Rule, *, on: date
) -> Answer[tuple[PricedTier, ...]]:
    """Every tier of `rule` ("plan.protective_tiers") for `life`, from one tariff a line, on the day.

    What a tariff refuses is a missing part, not an error.
    """
    tiers: list[PricedTier] = []
    reasons, told = [Because.of(rule, life=life)], list[str]()
    for tier in Tier.all_of(rule):
        parts: list[Premium] = []
        missing: list[MissingPart] = []
        for item in tier.items:
            try:
                answer = _price(item, tariffs, life, on)
            except BrokenRule as refused:
                missing.append(MissingPart(line=item.line, problem=refused.code))
                continue
            parts.append(answer.result)
            reasons += answer.because
            told += answer.caveats
        tiers.append(
            PricedTier(
                code=tier.code, annual_premium=_total(parts), parts=tuple(parts), missing=tuple(missing)
            )
        )
    if any(tier.missing for tier in tiers):
        told.append(caveats.PLAN_IS_INCOMPLETE)
    if not all(any(part.line == "accident" for part in tier.parts) for tier in tiers):
        told.append(caveats.PLAN_HAS_NO_ACCIDENT_COVER)
    return Answer(result=tuple(tiers), because=reasons, caveats=list(dict.fromkeys(told)))


def recommend(tiers: Sequence[PricedTier], budget: Money, rule: Rule) -> Answer[Recommendation]:
    """The dearest complete tier that costs no more than `budget` a year, or what `rule` ("plan.budget") advises.

    Where no tier is complete there is nothing that a smaller sum or a shorter term would help: nothing is advised.
    """
    complete = [tier for tier in tiers if not tier.missing]
    fitting = [tier for tier in complete if tier.annual_premium <= budget]
    best = max(fitting, key=lambda tier: tier.annual_premium, default=None)
    recommendation = Recommendation(
        tier=best.code if best else None,
        annual_premium=best.annual_premium if best else None,
        budget=budget,
        advice=rule["when_nothing_fits"] if complete and not best else (),
    )
    premiums = {tier.code: tier.annual_premium for tier in tiers}
    because = Because.of(rule, budget=budget, annual_premiums=premiums)
    return Answer(
        result=recommendation,
        because=[because],
        caveats=[caveats.NOTHING_FITS_THE_BUDGET] if complete and not best else [],
    )


def _price(item: TierItem, tariffs: Mapping[Line, Tariff], life: Life, on: date) -> Answer[Premium]:
    tariff = tariffs.get(item.line)
    if tariff is None:
        raise NoProductForLine(line=item.line)
    years = next(
        (
            wish
            for wish in item.payment_years
            if tariff.rates.has_rate(
                coverage_term=item.coverage_term, sex=life.sex, payment_years=wish, age=life.age
            )
        ),
        item.payment_years[-1],
    )
    choice = Choice(
        sum_insured=item.sum_insured or tariff.product.sum_insured.minimum,
        coverage_term=item.coverage_term,
        payment_years=years,
    )
    return premium(tariff, life, choice, on=on)


def _total(parts: Sequence[Premium]) -> Money:
    try:
        return sum((part.annual_premium for part in parts), Money.zero())
    except AmountTooLarge:
        raise PremiumTooLarge from None
