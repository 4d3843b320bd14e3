"""Products, lives and rules, for tests that say only what matters to them."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.quotes.domain.product import Product
from services.quotes.domain.rate_table import read_rate_table
from services.quotes.domain.rating import Choice, Life, Tariff
from services.quotes.product_folder import sample_catalogue
from shared.contracts import Line, Sex
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money

TODAY = date(2026, 11, 23)


def make_life(age: int = 30, sex: Sex = Sex.MALE, occupation_class: int = 1) -> Life:
    return Life(age=age, sex=sex, occupation_class=occupation_class)


def make_choice(sum_insured: int | str, term: str, years: int, *, rating: Decimal = Decimal(0)) -> Choice:
    return Choice(
        sum_insured=Money.of(sum_insured), coverage_term=term, payment_years=years, rating_percent=rating
    )


def make_rule(rule_id: str, on: date = TODAY) -> Rule:
    return Jurisdiction.load("cn").rule(rule_id, on=on)


def sample(line: Line) -> Tariff:
    (tariff,) = [tariff for tariff in sample_catalogue() if tariff.product.line == line]
    return tariff


def sample_tariffs() -> dict[Line, Tariff]:
    return {tariff.product.line: tariff for tariff in sample_catalogue()}


def text(words: str = "x") -> dict[str, str]:
    return {"zh-CN": words, "en": words}


def make_product(**changes: Any) -> Product:
    """A plain term life product; `changes` replace whole fields."""
    facts: dict[str, Any] = {
        "code": "plain",
        "version": 1,
        "line": "term_life",
        "name": text(),
        "insurer": text(),
        "sale_from": "2026-01-01",
        "complexity_level": 1,
        "benefits": [{"code": "death", "kind": "death", "share": "1", "text": text()}],
        "cooling_off_days": 15,
        "coverage_terms": ["years_20"],
        "payment_terms": [20],
        "issue_age": {"minimum": 18, "maximum": 60},
        "occupation_factors": {1: "1"},
        "sum_insured": {"minimum": "10000", "maximum": "10000000", "step": "1"},
        "rate_unit": "per_10000",
        "rate_table": "plain",
        "basis": {"kind": "filed", "text": text()},
    }
    return Product.model_validate(facts | changes)


def make_tariff(rate: str = "10.00", **changes: Any) -> Tariff:
    """The plain product at one rate for men and women of 30."""
    product = make_product(**changes)
    block = f"age,unisex_pay20\n30,{rate}\n"
    return Tariff(product=product, rates=read_rate_table(product.rates_code, {"years_20": block}))
