"""What differs between products: by the facts that were filed, and by words where facts agree."""

from typing import Any
from uuid import UUID

import pytest

from services.quotes.domain.comparison import Side
from services.quotes.domain.comparison_fit import Wish, as_sold, completed, in_common, terms_for
from services.quotes.domain.comparison_rows import Row, rows
from services.quotes.domain.problems import PremiumNotNamed
from services.quotes.domain.product import Product
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import second_catalogue
from shared.contracts import Line
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_life, make_product, sample, text


def make_benefit(words: str = "x", **changed: Any) -> dict[str, Any]:
    return {"code": "death", "kind": "death", "share": "1", "text": text(words)} | changed


def compared(*products: Product) -> dict[str, Row]:
    sides = [
        Side(product_id=UUID(int=number), carrier_id=UUID(int=0), product_code=one.code, product_version=1)
        for number, one in enumerate(products)
    ]
    return {f"{row.group}.{row.key}": row for row in rows(products, sides)}


@pytest.mark.parametrize(
    ("other", "differs", "worded_differently"),
    [
        (make_benefit(), False, False),
        (make_benefit("until 60"), False, True),
        (make_benefit(share="0.5"), True, False),
        (make_benefit("twice", times=2, interval_days=90), True, False),
    ],
)
def test_a_benefit_differs_by_its_facts_and_else_by_its_words(
    other: dict[str, Any], differs: bool, worded_differently: bool
) -> None:
    row = compared(make_product(benefits=[make_benefit()]), make_product(benefits=[other]))["benefits.death"]
    assert (row.differs, row.worded_differently) == (differs, worded_differently)


def test_a_benefit_that_one_product_lacks_and_an_exclusion_that_one_does_not_name_differ() -> None:
    waiver = make_benefit(kind="premium_waiver", measure="premiums_to_come", share=None)
    found = compared(
        make_product(benefits=[make_benefit(), waiver], exclusions=[text("war"), text("races")]),
        make_product(exclusions=[text("war")]),
    )
    assert found["benefits.premium_waiver"].differs
    assert [found[f"exclusions.exclusion_{number}"].differs for number in (1, 2)] == [False, True]
    assert found["exclusions.exclusion_2"].values == (True, False)


def test_what_no_product_has_is_no_row_and_the_order_of_filing_is_no_difference() -> None:
    factors = {"annual": "1", "monthly": "0.09"}
    found = compared(
        make_product(payment_frequencies=factors),
        make_product(payment_frequencies=dict(reversed(factors.items()))),
    )
    assert "conditions.deductible" not in found
    assert not found["payment.frequencies"].differs


def make_wish(**wished: Any) -> Wish:
    return Wish.model_validate(wished)


def make_sold(tariffs: list[Tariff], wish: Wish, age: int) -> list[tuple[str, str, int]]:
    """What each of them is priced for."""
    life = make_life(age)
    offers = [terms_for(tariff, life) for tariff in tariffs]
    asked = completed(wish, tariffs)
    sold = [
        as_sold(tariff, life, asked, offered, in_common(offers), on=TODAY).choice
        for tariff, offered in zip(tariffs, offers, strict=True)
    ]
    return [(str(choice.sum_insured), choice.coverage_term, choice.payment_years) for choice in sold]


def test_products_are_priced_alike_where_they_can_be() -> None:
    """One is sold to 70 only, the other to 80 as well; at 45 neither is paid for over thirty years to 70."""
    (multi,) = [one for one in second_catalogue() if one.product.line == Line.CRITICAL_ILLNESS]
    both = [sample(Line.CRITICAL_ILLNESS), multi]
    assert make_sold(both, make_wish(), 30) == [("100000.00", "to_70", 30)] * 2
    assert make_sold(both, make_wish(), 45) == [("100000.00", "to_70", 20)] * 2
    assert make_sold(both, make_wish(sum_insured="900000.00", coverage_term="to_80"), 30) == [
        ("900000.00", "to_70", 30),
        ("800000.00", "to_80", 30),
    ]


def test_of_savings_the_premium_is_named() -> None:
    annuity = sample(Line.ANNUITY)
    assert make_sold([annuity], make_wish(annual_premium="50000.00", payment_years=10), 30) == [
        ("40044.50", "whole_life", 10)
    ]
    assert completed(make_wish(), [annuity]).annual_premium == Money.of("5000.00")
    with pytest.raises(PremiumNotNamed):
        completed(make_wish(annual_premium="50000.00"), [sample(Line.TERM_LIFE)])
