"""Premiums in parts: rounded once, by the factors of the product, and only where there is something to part."""

from decimal import Decimal

import pytest

from services.quotes.domain.instalments import (
    customary_instalments,
    frequencies,
    instalment,
    instalments,
)
from services.quotes.domain.problems import PaymentFrequencyNotOffered
from services.quotes.domain.rating import price
from shared.contracts import Line
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_choice, make_life, make_rule, make_tariff, sample


def test_an_instalment_is_of_the_premium_before_it_is_rounded() -> None:
    """0.01 a 10,000 on 25,000 is 0.025, rounded 0.03; half of it by 0.52 is 0.013, which is 0.01, not 0.0156."""
    tariff = make_tariff("0.01", payment_frequencies={"annual": "1", "half_yearly": "0.52"})
    choice = make_choice(25_000, "years_20", 20)
    priced = price(tariff, make_life(), choice, on=TODAY)
    assert str(priced.annual) == "0.03"
    part = instalment(tariff.product, choice, priced, "half_yearly")
    assert (str(part.amount), part.times_a_year, str(part.a_year)) == ("0.01", 2, "0.02")


def test_a_premium_that_is_paid_once_for_life_has_no_parts() -> None:
    tariff = sample(Line.ANNUITY)
    single, regular = make_choice(1000, "whole_life", 1), make_choice(1000, "whole_life", 10)
    assert list(frequencies(tariff.product, single)) == ["annual"]
    assert list(frequencies(tariff.product, regular)) == ["annual", "half_yearly", "quarterly", "monthly"]
    priced = price(tariff, make_life(), single, on=TODAY)
    assert [part.frequency for part in instalments(tariff.product, single, priced)] == ["annual"]
    with pytest.raises(PaymentFrequencyNotOffered) as refused:
        instalment(tariff.product, single, priced, "monthly")
    assert refused.value.values == {"frequency": "monthly", "offered": "annual"}


def test_what_no_product_says_goes_by_the_custom_of_the_trade() -> None:
    answer = customary_instalments(Money.of("3796.50"), make_rule("rating.instalments"))
    assert [str(part.amount) for part in answer.result] == ["3796.50", "1974.18", "1006.07", "341.69"]
    assert answer.result[3].factor == Decimal("0.09")
