"""Comparisons as rules: what must be told is always told, filed values fill in, and no text urges."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.quotes import texts
from services.quotes.domain.cash_values import read_cash_values
from services.quotes.domain.upgrade import Comparison, HeldTerms, compare, with_filed_value
from services.quotes.domain.wording import found
from shared.because import Answer
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_choice, make_life, make_rule, sample

FOLDER = Path(texts.__file__).parent


def make_held(**changed: Any) -> HeldTerms:
    """Half a million of term life for 20 years, taken on 2023-11-24, with no cash value said."""
    facts: dict[str, Any] = {
        "line": "term_life",
        "concluded_on": "2023-11-24",
        "sum_insured": "500000.00",
        "annual_premium": "700.00",
        "premiums_left": 17,
        "premiums_paid": "2100.00",
        "coverage_term": "years_20",
        "waiting_days": 90,
    }
    return HeldTerms.model_validate(facts | changed)


def compared(held: HeldTerms, *, age: int = 33) -> Answer[Comparison]:
    return compare(
        held,
        None,
        sample(Line.TERM_LIFE),
        make_life(age),
        make_choice(500_000, "years_20", 20),
        Jurisdiction.load("cn"),
        on=TODAY,
    )


@settings(deadline=None)
@given(
    age=st.integers(18, 50),
    paid=st.integers(0, 50_000),
    worth=st.one_of(st.none(), st.integers(0, 60_000)),
    since=st.dates(date(2000, 1, 1), TODAY),
)
def test_whatever_is_held_the_five_warnings_the_clocks_and_the_cash_value_are_told(
    age: int, paid: int, worth: int | None, since: date
) -> None:
    held = make_held(
        premiums_paid=Money.of(paid),
        cash_value=None if worth is None else Money.of(worth),
        concluded_on=since,
    )
    answer = compared(held, age=age)
    assert [told.code for told in answer.result.warnings] == list(make_rule("upgrade.conversion")["warnings"])
    assert len(answer.result.warnings) == 5
    topics = {row.topic: row for row in answer.result.rows}
    assert {"cash_value", "waiting_ends", "contestable_until", "suicide_clause_until"} <= topics.keys()
    assert topics["contestable_until"].new == "2028-11-23"
    assert answer.caveats[0] == "OLD_POLICY_GOES_ON"
    loss = answer.result.loss_on_ending
    assert loss == (None if worth is None else max(Money.zero(), Money.of(paid) - Money.of(worth)))
    assert ("CASH_VALUE_NOT_GIVEN" in answer.caveats) == (worth is None)


@pytest.mark.parametrize(
    ("on", "year"), [(date(2026, 11, 23), 2), (date(2026, 11, 24), 3), (date(2024, 11, 23), 0)]
)
def test_a_filed_cash_value_is_that_of_the_last_anniversary_and_nothing_before_the_first(
    on: date, year: int
) -> None:
    tariff = sample(Line.TERM_LIFE)
    values = read_cash_values("sample-term-life", tariff.cash_values)
    by_year = values.by_year(
        Money.of(500_000), coverage_term="years_20", sex=make_life().sex, payment_years=20, age=30
    )
    held = with_filed_value(
        make_held(entry_age=30, payment_years=20), tariff.product, values, make_life(), on=on
    )
    assert held.cash_value == (by_year[year - 1] if year else Money.zero())


def test_a_cash_value_that_is_said_stands_and_one_that_nobody_filed_stays_unknown() -> None:
    product = sample(Line.TERM_LIFE).product
    said = make_held(cash_value="10.00", entry_age=30, payment_years=20)
    assert with_filed_value(said, product, None, make_life(), on=TODAY) == said
    unsaid = make_held()
    assert with_filed_value(unsaid, product, None, make_life(), on=TODAY).cash_value is None


def test_a_policy_of_a_year_is_worth_the_net_premium_of_the_days_that_are_left() -> None:
    """300 of which 65% is net; 100 of 365 days gone."""
    held = make_held(
        line="accident",
        coverage_term="years_1",
        annual_premium="300.00",
        concluded_on="2026-08-15",
    )
    filled = with_filed_value(held, sample(Line.ACCIDENT).product, None, make_life(), on=TODAY)
    assert str(filled.cash_value) == "141.58"


def test_a_version_is_named_by_its_code_and_its_number() -> None:
    with pytest.raises(ValidationError):
        make_held(product_code="sample-term-life")


@pytest.mark.parametrize(
    ("file", "rule"), [("upgrades.toml", "wording.upgrade"), ("wealth.toml", "wording.savings")]
)
def test_no_text_of_the_topic_says_what_its_pages_may_not_say(file: str, rule: str) -> None:
    said = tomllib.loads((FOLDER / file).read_text("utf-8"))
    assert len(said) > 30
    never = make_rule(rule)["never"]
    assert {key: words for key, one in said.items() if (words := found(" ".join(one.values()), never))} == {}
