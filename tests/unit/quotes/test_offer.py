"""Offers: one product a line, each cover with its reason, and what fits the client."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.quotes.domain.alternatives import alternatives
from services.quotes.domain.offer import Offer, OfferedTier, OnSale, make_offer, newest
from services.quotes.domain.product import Product
from services.quotes.domain.rating import Tariff
from services.quotes.domain.suitability import Suitability
from services.quotes.domain.tier_suitability import Means, assess_tier
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.ids import new_id
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_life, sample, sample_tariffs

RULES = Jurisdiction.load("cn")
CARRIER = UUID(int=1)


def make_on_sale(tariff: Tariff, **changes: Any) -> OnSale:
    """The tariff as a product on sale; `changes` replace facts of the product."""
    facts = tariff.product.model_dump() | changes
    changed = Tariff(product=Product.model_validate(facts), rates=tariff.rates)
    return OnSale(product_id=new_id(), carrier_id=CARRIER, tariff=changed)


def offered(budget: int | None = 8_200, age: int = 30, **changes: Any) -> Offer:
    """What is offered of the samples; `changes` are made to the critical-illness product."""
    products = {line: make_on_sale(tariff) for line, tariff in sample_tariffs().items()}
    products[Line.CRITICAL_ILLNESS] = make_on_sale(sample(Line.CRITICAL_ILLNESS), **changes)
    money = None if budget is None else Money.of(budget)
    return make_offer(products, make_life(age), budget=money, jurisdiction=RULES, on=TODAY)


def tier(offer: Offer, code: str = "basic") -> OfferedTier:
    found = offer.tier(code)
    assert found is not None
    return found


def assessed(offer: Offer, **known: Any) -> Suitability:
    """What follows from the basic tier for a client of 30 with an income of 240,000, a budget and gaps."""
    means: dict[str, Any] = {
        "age": 30,
        "family_income": Money.of(240_000),
        "budget": Money.of(8_200),
        "gaps": [],
    }
    return assess_tier(tier(offer), Means(**(means | known)), RULES, on=TODAY).result


def make_gap(risk: str, gap: int) -> RiskGap:
    return RiskGap(risk=risk, gap=Money.of(gap), gap_rounded_up=Money.of(gap))


def test_each_cover_carries_its_own_reason() -> None:
    for offered_tier in offered().tiers:
        for cover in offered_tier.covers:
            assert cover.because.version == f"{cover.product_code}@{cover.product_version}"
            assert Money.of(cover.because.inputs["choice"]["sum_insured"]) == cover.sum_insured


def test_an_offer_is_read_back_as_it_was_made() -> None:
    offer = offered()
    assert Offer.model_validate(offer.model_dump(mode="json")) == offer


def test_without_a_budget_nothing_is_recommended() -> None:
    assert (offered(None).recommendation, offered(None).recommended_tier) == (None, None)


def test_of_two_products_of_a_line_the_one_whose_sale_began_last_is_offered() -> None:
    old, new = (
        make_on_sale(sample(Line.TERM_LIFE), sale_from=date(2026, month, 1), code=code)
        for month, code in ((2, "z"), (3, "a"))
    )
    assert newest([new, old]) == newest([old, new]) == {Line.TERM_LIFE: new}


def test_a_tier_with_nothing_in_it_cannot_be_chosen() -> None:
    offer = make_offer({}, make_life(), budget=None, jurisdiction=RULES, on=TODAY)
    assert not offer.holds_anything
    assert offer.tier("basic") is None


def test_ordinary_products_ask_for_no_statement() -> None:
    assert assessed(offered(), family_income=Money.of(10_000)).triggers == ()


@pytest.mark.parametrize(
    ("known", "triggers"),
    [
        ({}, ()),
        ({"family_income": Money.of("24215.00")}, ()),
        ({"family_income": Money.of("24214.99")}, ("PREMIUM_20PCT",)),
        ({"age": 45}, ("AGE_TERM_75",)),
        ({"budget": Money.of(3_000)}, ("BUDGET_150",)),
        ({"age": 45, "budget": Money.of(3_000)}, ("AGE_TERM_75", "BUDGET_150")),
        ({"family_income": None, "budget": None}, ()),
    ],
)
def test_a_participating_cover_is_held_against_the_premium_of_the_whole_tier(
    known: dict[str, Any], triggers: tuple[str, ...]
) -> None:
    offer = offered(design_type="participating", pricing_rate=Decimal("0.0175"))
    assert assessed(offer, **known).triggers == triggers


def test_a_cover_for_which_there_is_no_gap_stops_the_sale() -> None:
    gaps = [make_gap("critical_illness", 0), make_gap("death", 100), make_gap("pension", 0)]
    found = assessed(offered(), gaps=gaps)
    assert (found.stop_for, found.may_proceed) == (("NEED_MISMATCH",), False)


def test_a_gap_that_was_not_assessed_stops_nothing() -> None:
    assert assessed(offered(), gaps=[make_gap("pension", 0)]).stop_for == ()


@pytest.mark.parametrize(("income", "stops"), [("4843.00", ()), ("4842.99", ("PREMIUM_UNAFFORDABLE",))])
def test_the_income_has_to_carry_the_whole_tier(income: str, stops: tuple[str, ...]) -> None:
    assert assessed(offered(), family_income=Money.of(income)).stop_for == stops


def test_only_lines_in_the_tiers_that_are_worse_than_standard_need_an_alternative() -> None:
    outcomes = {
        Line.TERM_LIFE: ("RATED", "a"),
        Line.CRITICAL_ILLNESS: ("STANDARD", "a"),
        Line.ACCIDENT: ("DECLINE", "a"),
        Line.MEDICAL_MILLION: ("SOMETHING_NEW", "b"),
    }
    found = alternatives(offered().tiers, outcomes)
    assert [(one.line, one.outcome, one.advice) for one in found] == [
        ("medical_million", "SOMETHING_NEW", "MANUAL"),
        ("term_life", "RATED", "RATED"),
    ]
