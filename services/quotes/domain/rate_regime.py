"""What a product may promise by the day it is sold: the cap on pricing rates.

Invariant: a design type that the rule of the time does not name has no known cap, which is not the same as none.
"""

from decimal import Decimal

from services.quotes.domain import caveats
from services.quotes.domain.product import DesignType, Facts
from shared.because import Answer, Because
from shared.jurisdictions import Rule


class RateCap(Facts):
    """The highest rate a year (0.02 is 2%) that a product of the type may be priced with; None where it is not known."""

    design_type: DesignType
    cap: Decimal | None


def rate_cap(design_type: DesignType, rule: Rule) -> Decimal | None:
    """The highest rate a year for products sold while `rule` ("pricing.rate_cap") is in force; None if not known."""
    cap: Decimal | None = rule.values.get(design_type)
    return cap


def explained_rate_cap(design_type: DesignType, rule: Rule) -> Answer[RateCap]:
    """`rate_cap` with its reason."""
    cap = rate_cap(design_type, rule)
    return Answer(
        result=RateCap(design_type=design_type, cap=cap),
        because=[Because.of(rule, design_type=design_type)],
        caveats=[caveats.RATE_CAP_UNKNOWN] if cap is None else [],
    )
