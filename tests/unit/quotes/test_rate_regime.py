"""The cap on pricing rates by the day of sale, and what is not known of it."""

from datetime import date

import pytest

from services.quotes.domain import caveats
from services.quotes.domain.product import DesignType
from services.quotes.domain.rate_regime import explained_rate_cap
from shared.jurisdictions import NoRuleInForce
from tests.unit.quotes.products import make_rule


@pytest.mark.parametrize(
    ("sold_on", "design_type", "cap"),
    [
        (date(2023, 7, 31), "ordinary", "0.035"),
        (date(2023, 8, 1), "ordinary", "0.030"),
        (date(2024, 9, 1), "ordinary", "0.025"),
        (date(2025, 9, 1), "ordinary", "0.020"),
        (date(2025, 9, 1), "participating", "0.0175"),
        (date(2025, 9, 1), "universal", "0.010"),
    ],
)
def test_the_cap_is_that_of_the_day_of_sale(sold_on: date, design_type: DesignType, cap: str) -> None:
    answer = explained_rate_cap(design_type, make_rule("pricing.rate_cap", sold_on))
    assert str(answer.result.cap) == cap
    assert answer.caveats == []
    assert answer.because[0].inputs == {"design_type": design_type}


@pytest.mark.parametrize(
    ("sold_on", "design_type"), [(date(2025, 8, 31), "participating"), (date(2026, 1, 1), "unit_linked")]
)
def test_a_cap_that_is_not_known_is_told_as_such(sold_on: date, design_type: DesignType) -> None:
    answer = explained_rate_cap(design_type, make_rule("pricing.rate_cap", sold_on))
    assert answer.result.cap is None
    assert answer.caveats == [caveats.RATE_CAP_UNKNOWN]


def test_before_the_first_known_regime_there_is_no_rule() -> None:
    with pytest.raises(NoRuleInForce):
        make_rule("pricing.rate_cap", date(2013, 8, 4))
