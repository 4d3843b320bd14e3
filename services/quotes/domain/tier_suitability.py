"""Whether a whole tier fits the client: each cover is a sale, and what speaks against one speaks against the tier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.quotes.domain.offer import OfferedCover, OfferedTier
from services.quotes.domain.suitability import Sale, Suitability, assess_suitability, taken_together
from shared.because import Answer
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.jurisdictions import Jurisdiction
from shared.money import Money

RISK_OF: Final[Mapping[Line, str]] = {
    Line.CRITICAL_ILLNESS: "critical_illness",
    Line.MEDICAL_MILLION: "medical",
    Line.TERM_LIFE: "death",
    Line.INCREASING_WHOLE_LIFE: "death",
    Line.ACCIDENT: "accident",
}
"""The risk of a person that a line covers, as `needs` names it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What is known of the client's side: his age, his family's income a year, his budget a year, and his gaps."""

    age: int
    family_income: Money | None
    budget: Money | None
    gaps: Sequence[RiskGap]


def assess_tier(
    tier: OfferedTier,
    means: Means,
    jurisdiction: Jurisdiction,
    *,
    on: date,
    confirmed_in_writing: bool = False,
) -> Answer[Suitability]:
    """What follows from buying the tier on the day."""
    return taken_together(
        [
            assess_suitability(sale, jurisdiction, on=on, confirmed_in_writing=confirmed_in_writing)
            for sale in _sales(tier, means)
        ]
    )


def _sales(tier: OfferedTier, means: Means) -> Iterable[Sale]:
    """A sale a cover; premiums that come every year are borne together, so each such sale carries their sum."""
    together = sum((cover.annual_premium for cover in tier.covers if not cover.single_premium), Money.zero())
    for cover in tier.covers:
        yield Sale(
            line=cover.line,
            design_type=cover.design_type,
            annual_premium=cover.annual_premium if cover.single_premium else together,
            single_premium=cover.single_premium,
            payment_years=cover.payment_years,
            age=means.age,
            family_income=means.family_income,
            budget=means.budget,
            gap=_gap(cover, means.gaps),
        )


def _gap(cover: OfferedCover, gaps: Sequence[RiskGap]) -> Money | None:
    """The client's gap for the cover's line; None where it was not assessed."""
    risk = RISK_OF.get(cover.line)
    return next((gap.gap for gap in gaps if gap.risk == risk), None)
