"""What a client signs where a sale may not fit him: for one tier at one premium, because of what was found.

Invariant: a statement that was signed holds for exactly what it names; a dearer tier or a further reason needs another.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from services.quotes.domain.facts import Age, Amount, Code, Facts, PaymentYears
from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.suitability import CareStep, Mismatch, Suitability, Trigger
from services.quotes.domain.tier_suitability import Means
from shared.money import Money


class Statement(Facts):
    """What there is to state: the reasons, and the figures that its text tells.

    `payment_years` are the longest of the tier's covers; an income or budget that is not known is not told. Where
    nothing `must_be_signed` the tier can be chosen without.
    """

    text_number: Annotated[int, Field(ge=1)]
    tier: Code
    annual_premium: Money
    payment_years: PaymentYears
    age: Age
    family_income: Amount | None
    budget: Amount | None
    triggers: tuple[Trigger, ...]
    stop_for: tuple[Mismatch, ...]
    care_steps: tuple[CareStep, ...]
    must_be_signed: bool

    @classmethod
    def of(cls, tier: OfferedTier, means: Means, found: Suitability, *, text_number: int) -> Self:
        """The statement that `found` asks for."""
        return cls(
            text_number=text_number,
            tier=tier.tier,
            annual_premium=tier.annual_premium,
            payment_years=max(cover.payment_years for cover in tier.covers),
            age=means.age,
            family_income=means.family_income,
            budget=means.budget,
            triggers=found.triggers,
            stop_for=found.stop_for,
            care_steps=found.care_steps,
            must_be_signed=found.statement_required or bool(found.stop_for),
        )


class Signed(Facts):
    """What a signed statement holds for. `goes_on` is the written confirmation that the sale shall go on."""

    tier: Code
    annual_premium: Money
    triggers: tuple[str, ...]
    stop_for: tuple[str, ...]
    care_steps: tuple[str, ...]
    goes_on: bool

    def holds_for(self, tier: OfferedTier, found: Suitability) -> bool:
        """Whether it was signed for this tier at this premium, and names everything that was found."""
        return (
            self.tier == tier.tier
            and self.annual_premium == tier.annual_premium
            and set(found.triggers) <= set(self.triggers)
            and set(found.stop_for) <= set(self.stop_for)
            and set(found.care_steps) <= set(self.care_steps)
            and (self.goes_on or not found.stop_for)
        )


def digest_of(paragraphs: Sequence[str]) -> str:
    """What a text is known by: whoever signs says by it what he has read."""
    return hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()
