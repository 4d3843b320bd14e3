"""What lay before a client: one version of a proposal with every fact that its page shows.

Invariant: a version is complete in itself and never changes; whatever the catalogue, the rates or the household are later,
it can be read as it was.
"""

from services.quotes.domain.offer import Offer
from services.quotes.domain.premium_years import YearPremium
from services.quotes.domain.product import Amount, Code, Facts, Product
from services.quotes.domain.rating import Life
from services.quotes.domain.savings_years import YearWorth
from shared.contracts.needs import RiskGap


class TierYears(Facts):
    """What a tier costs in each year in which its longest premium is paid."""

    tier: Code
    years: tuple[YearPremium, ...]


class CoverWorth(Facts):
    """What a savings cover of a tier is worth at the end of each year."""

    tier: Code
    product: Code
    years: tuple[YearWorth, ...]


class Presented(Facts):
    """One version: for whom, against which gaps, what was offered, and the products as they were filed."""

    life: Life
    annual_budget: Amount | None
    gaps: tuple[RiskGap, ...]
    offer: Offer
    products: tuple[Product, ...]
    premiums: tuple[TierYears, ...] = ()
    savings: tuple[CoverWorth, ...] = ()

    def premiums_of(self, tier: str) -> tuple[YearPremium, ...]:
        """The years of a tier; empty where nothing of it is paid for longer than a year."""
        return next((one.years for one in self.premiums if one.tier == tier), ())
