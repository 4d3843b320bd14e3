"""What a proposal offers: tiers priced from the products on sale on one day, each cover with all that it rests on.

Invariant: an offer is complete in itself. It says which version of which product at which premium and why, so that what a
client accepted can be read years later without the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.quotes.domain.plan import MissingPart, Recommendation, price_tiers, recommend
from services.quotes.domain.product import (
    Amount,
    Basis,
    Code,
    CoverageTerm,
    DesignType,
    Facts,
    PaymentYears,
    Wording,
)
from services.quotes.domain.rating import Life, Premium, Tariff
from shared.because import Because
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money


@dataclass(frozen=True, slots=True)
class OnSale:
    """A product that can be bought, from whom, and at which rates."""

    product_id: UUID
    carrier_id: UUID
    tariff: Tariff


class OfferedCover(Facts):
    """One product in a tier for one life; amounts in yuan, the premium a year."""

    product_id: UUID
    product_code: Code
    product_version: Annotated[int, Field(ge=1)]
    carrier_id: UUID
    line: Line
    design_type: DesignType
    name: Wording
    insurer: Wording
    sum_insured: Amount
    coverage_term: CoverageTerm
    payment_years: PaymentYears
    annual_premium: Money
    waiting_days: int
    basis: Basis
    because: Because

    @property
    def single_premium(self) -> bool:
        """Whether all of a longer cover is paid at once: the one premium of a one-year policy comes again each year."""
        return self.payment_years == 1 and not self.of_one_year

    @property
    def of_one_year(self) -> bool:
        """Whether it is bought anew each year."""
        return self.coverage_term == "years_1"


class OfferedTier(Facts):
    """A tier and what it costs a year; `missing` are covers that it asks for and that cannot be had."""

    tier: Code
    annual_premium: Money
    covers: tuple[OfferedCover, ...]
    missing: tuple[MissingPart, ...]


class Offer(Facts):
    """Every tier as of `priced_on`, and which of them the budget carries; `caveats` are codes."""

    priced_on: date
    tiers: tuple[OfferedTier, ...]
    recommendation: Recommendation | None
    because: tuple[Because, ...]
    caveats: tuple[str, ...]

    @property
    def recommended_tier(self) -> str | None:
        """The tier recommended; None without a budget, and where the budget carries none."""
        return self.recommendation.tier if self.recommendation else None

    @property
    def holds_anything(self) -> bool:
        """Whether there is any cover in it to choose."""
        return any(tier.covers for tier in self.tiers)

    def tier(self, code: str) -> OfferedTier | None:
        """The tier of that code, unless there is none or it holds no cover."""
        return next((tier for tier in self.tiers if tier.tier == code and tier.covers), None)


def make_offer(
    on_sale: Mapping[Line, OnSale], life: Life, *, budget: Money | None, jurisdiction: Jurisdiction, on: date
) -> Offer:
    """The tiers of the day for `life`, from one product a line, and the one that `budget` carries.

    Raises NoRuleInForce for a day before the rules begin.
    """
    tariffs = {line: product.tariff for line, product in on_sale.items()}
    priced = price_tiers(tariffs, life, jurisdiction.rule("plan.protective_tiers", on=on), on=on)
    plan, *reasons = priced.because
    reason_of = iter(reasons)
    tiers = tuple(
        OfferedTier(
            tier=tier.code,
            annual_premium=tier.annual_premium,
            covers=tuple(offered_cover(on_sale[part.line], part, next(reason_of)) for part in tier.parts),
            missing=tier.missing,
        )
        for tier in priced.result
    )
    recommended = (
        recommend(priced.result, budget, jurisdiction.rule("plan.budget", on=on))
        if budget is not None
        else None
    )
    return Offer(
        priced_on=on,
        tiers=tiers,
        recommendation=recommended.result if recommended else None,
        because=(plan, *(recommended.because if recommended else ())),
        caveats=(*priced.caveats, *(recommended.caveats if recommended else ())),
    )


def newest(products: list[OnSale]) -> dict[Line, OnSale]:
    """One product a line: the one whose sale began last, by code and version where several did."""
    ordered = sorted(
        products,
        key=lambda one: (
            one.tariff.product.sale_from,
            one.tariff.product.code,
            one.tariff.product.version,
        ),
    )
    return {one.tariff.product.line: one for one in ordered}


def offered_cover(product: OnSale, part: Premium, because: Because) -> OfferedCover:
    """A premium of the product as a proposal offers it."""
    facts = product.tariff.product
    return OfferedCover(
        product_id=product.product_id,
        product_code=facts.code,
        product_version=facts.version,
        carrier_id=product.carrier_id,
        line=facts.line,
        design_type=facts.design_type,
        name=facts.name,
        insurer=facts.insurer,
        sum_insured=part.sum_insured,
        coverage_term=part.coverage_term,
        payment_years=part.payment_years,
        annual_premium=part.annual_premium,
        waiting_days=facts.waiting_days,
        basis=facts.basis,
        because=because,
    )
