"""Wealth plans as rules: the budget is kept, scores come from what is guaranteed, ties and gaps are settled."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.quotes.domain.cash_values import read_cash_values
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems.wealth import NothingForTheGoal
from services.quotes.domain.rating import Tariff
from services.quotes.domain.savings_contract import SAVINGS_LINES, contract_of
from services.quotes.domain.wealth_making import Candidate, Rules, make_plan
from services.quotes.domain.wealth_plan import WealthPlan, Wish
from services.quotes.domain.wealth_scores import scores_of
from services.quotes.internal_rate import internal_rate
from services.quotes.product_folder import sample_catalogue, second_catalogue
from shared.contracts import Line
from shared.ids import new_id
from shared.money import Money
from tests.unit.quotes.products import TODAY, make_life, make_rule, sample


@cache
def candidates() -> tuple[Candidate, ...]:
    """Every savings product of both sample carriers."""
    return tuple(
        make_candidate(tariff)
        for tariff in (*sample_catalogue(), *second_catalogue())
        if tariff.product.line in SAVINGS_LINES
    )


def make_candidate(tariff: Tariff) -> Candidate:
    values = read_cash_values(tariff.product.code, tariff.cash_values) if tariff.cash_values else None
    return Candidate(OnSale(new_id(), new_id(), tariff), values)


def make_wish(**changed: Any) -> Wish:
    """A man of 40 wants a million in 20 years on 60,000 a year for ten."""
    facts: dict[str, Any] = {
        "goal": "pension",
        "amount": "1000000.00",
        "years": 20,
        "annual_budget": "60000.00",
        "payment_years": 10,
        "until_age": 70,
        "life": make_life(40),
    }
    return Wish.model_validate(facts | changed)


def plan_for(wish: Wish, offered: tuple[Candidate, ...] | None = None) -> WealthPlan:
    rules = Rules(mix=make_rule("wealth.mix"), scores=make_rule("wealth.scores"))
    return make_plan(candidates() if offered is None else offered, wish, internal_rate, rules=rules, on=TODAY)


@settings(max_examples=25, deadline=None)
@given(
    budget=st.integers(6_000, 500_000),
    age=st.integers(18, 60),
    years=st.integers(1, 30),
    paying=st.integers(1, 15),
    goal=st.sampled_from(["pension", "other", "education"]),
)
def test_a_plan_keeps_the_budget_in_the_steps_that_each_product_takes(
    budget: int, age: int, years: int, paying: int, goal: str
) -> None:
    wish = make_wish(
        goal=goal,
        annual_budget=Money.of(budget),
        life=make_life(age),
        years=years,
        payment_years=paying,
        until_age=age + years,
    )
    try:
        plan = plan_for(wish)
    except NothingForTheGoal:
        return
    assert plan.annual_premium <= wish.annual_budget
    by_code = {one.product.tariff.product.code: one.product.tariff.product for one in candidates()}
    for one in plan.components:
        offered = by_code[one.product_code].premium
        assert offered is not None
        assert offered.minimum <= one.annual_premium <= offered.maximum
        assert not (one.annual_premium - offered.minimum).amount % offered.step.amount
        assert one.payment_years <= min(paying, years)
        assert all(0 <= score.points <= score.highest for score in one.scores)
        assert all(score.reasons for score in one.scores)
    assert {one.line for one in plan.components}.isdisjoint({one.line for one in plan.left_out})
    assert plan.shortfall == max(Money.zero(), wish.amount - plan.guaranteed_at_goal)


def test_of_two_products_of_a_line_the_one_with_the_better_scores_is_chosen() -> None:
    """The same account with dearer charges scores less, whichever is looked at first."""
    tariff = sample(Line.UNIVERSAL_ACCOUNT)
    assert tariff.product.account is not None
    dear_terms = tariff.product.account.model_copy(update={"surrender_charges": (Decimal("0.3"),)})
    dear = Tariff(
        tariff.product.model_copy(update={"code": "a-dear-account", "account": dear_terms}), tariff.rates
    )
    both = (make_candidate(dear), make_candidate(tariff))
    for offered in (both, both[::-1]):
        plan = plan_for(make_wish(goal="other"), offered)
        assert [one.product_code for one in plan.components] == ["sample-universal-account"]
        assert {one.reason for one in plan.left_out} == {"NO_PRODUCT_FOR_LINE"}


def test_what_is_illustrated_earns_no_points() -> None:
    tariff = sample(Line.UNIVERSAL_ACCOUNT)
    assert tariff.product.account is not None
    bold = tariff.product.account.model_copy(update={"illustrated_rates": (Decimal("0.045"),)})
    promising = Tariff(tariff.product.model_copy(update={"account": bold}), tariff.rates)
    plain, told = [
        contract_of(
            one,
            None,
            make_life(40),
            annual_premium=Money.of(6000),
            payment_years=10,
            until_age=70,
            on=TODAY,
        )
        for one in (tariff, promising)
    ]
    rule = make_rule("wealth.scores")
    assert told.illustrated != plain.illustrated
    assert scores_of(plain, goal_year=20, irr=None, rule=rule) == scores_of(
        told, goal_year=20, irr=None, rule=rule
    )


def test_nothing_on_sale_is_said_line_by_line() -> None:
    with pytest.raises(NothingForTheGoal) as refused:
        plan_for(make_wish(), ())
    assert [one["line"] for one in refused.value.values["left_out"]] == [
        "annuity",
        "increasing_whole_life",
        "universal_account",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "0.00"},
        {"annual_budget": "0.00"},
        {"child": make_life(3)},
        {"until_age": 59},
        {"years": 0},
    ],
)
def test_a_wish_that_cannot_be_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_wish(**changed)
