"""The optimiser: within the budget the best by the aims, never worse than the rule applied by hand (capability 24)."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.quotes.domain.optimiser import (
    Aim,
    Demand,
    Option,
    best,
    by_the_plain_rule,
    next_step,
    total,
    worth,
)
from shared.contracts import Line
from shared.money import Money

SUMS = (100_000, 200_000, 300_000)
TERMS = (10, 20)


def make_option(amount: int, years: int, cost: str | int) -> Option:
    return Option(Money.of(amount), f"years_{years}", years, years, Money.of(cost))


def make_demand(line: Line, options: list[Option]) -> Demand:
    return Demand(member="he", line=line, options=tuple(options))


def make_illness(rate: int = 1000) -> Demand:
    """Critical illness for 100,000 to 300,000 at `rate` a 100,000."""
    options = [make_option(amount, 40, rate * amount // 100_000) for amount in SUMS]
    return make_demand(Line.CRITICAL_ILLNESS, options)


def make_life() -> Demand:
    """Life for 100,000 to 300,000: 100 a 100,000 for ten years, 200 for twenty."""
    options = [
        make_option(amount, years, amount * years // 100_000 * 10) for amount in SUMS for years in TERMS
    ]
    return make_demand(Line.TERM_LIFE, options)


AIMS = (Aim(0, "held"), Aim(1, "held"), Aim(0, "sum"), Aim(1, "sum"), Aim(1, "years"))
"""Illness and life at all, then the illness sum, then the life sum, then the life term."""


def chosen(budget: int | None) -> tuple[tuple[int, int] | None, ...]:
    """What is bought of illness and life: the sum, and the years it runs."""
    found = best((make_illness(), make_life()), AIMS, None if budget is None else Money.of(budget))
    return tuple(
        None if option is None else (int(option.sum_insured.amount), option.years) for option in found
    )


def test_without_a_budget_every_aim_is_reached_in_full() -> None:
    assert chosen(None) == ((300_000, 40), (300_000, 20))


def test_the_life_term_gives_way_before_any_sum_does() -> None:
    assert chosen(3600) == ((300_000, 40), (300_000, 20))
    assert chosen(3599) == ((300_000, 40), (300_000, 10))
    assert chosen(3300) == ((300_000, 40), (300_000, 10))


def test_the_life_sum_gives_way_before_the_illness_sum_does() -> None:
    assert chosen(3299) == ((300_000, 40), (200_000, 10))
    assert chosen(3100) == ((300_000, 40), (100_000, 10))
    assert chosen(3099) == ((200_000, 40), (300_000, 20))


def test_what_comes_first_is_had_at_its_least_before_anything_is_raised() -> None:
    assert chosen(1100) == ((100_000, 40), (100_000, 10))
    assert chosen(1099) == ((100_000, 40), None)
    assert chosen(999) == (None, (300_000, 20))
    assert chosen(99) == (None, None)


def test_a_budget_to_the_fen_is_kept_to_the_fen() -> None:
    demand = make_demand(Line.CRITICAL_ILLNESS, [make_option(100_000, 40, "100.01")])
    aims = (Aim(0, "held"),)
    assert best([demand], aims, Money.of("100.00")) == (None,)
    assert best([demand], aims, Money.of("100.01")) == (demand.options[0],)


def test_beyond_a_station_the_next_aim_comes_first() -> None:
    aims = (Aim(0, "sum", Decimal(SUMS[1])), Aim(1, "sum"), Aim(0, "sum"))
    found = best((make_illness(), make_life()), aims, Money.of(2350))
    assert [str(option.sum_insured) for option in found if option] == ["200000.00", "300000.00"]


def test_the_next_step_is_the_cheapest_that_goes_further_by_the_first_aim_not_reached() -> None:
    demands = (make_illness(), make_life())
    illness, life = best(demands, AIMS, Money.of(3099))
    step = next_step(demands[0], 0, AIMS, illness)
    assert step is not None
    assert (str(step.sum_insured), str(step.annual_premium)) == ("300000.00", "3000.00")
    assert next_step(demands[1], 1, AIMS, life) is None
    assert next_step(demands[1], 1, AIMS, None) == make_option(100_000, 10, 100)


def test_the_plain_rule_may_leave_money_that_the_best_choice_uses() -> None:
    demands = (make_illness(), make_life())
    plain = by_the_plain_rule(demands, AIMS, Money.of(3099))
    assert (str(total(plain)), str(total(best(demands, AIMS, Money.of(3099))))) == ("2100.00", "2600.00")


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Demand], list[Aim], Money]:
    """Up to three demands of up to four options at any prices, aims in any order, and a budget."""
    options = st.builds(make_option, st.sampled_from(SUMS), st.sampled_from(TERMS), st.integers(1, 1000))
    demands = [
        make_demand(line, draw(st.lists(options, min_size=1, max_size=4)))
        for line in draw(st.lists(st.sampled_from(list(Line)), min_size=1, max_size=3))
    ]
    places = range(len(demands))
    every = [
        aim
        for place in places
        for aim in (
            Aim(place, "held"),
            Aim(place, "sum", Decimal(SUMS[1])),
            Aim(place, "sum"),
            Aim(place, "years"),
        )
    ]
    aims = draw(st.permutations(every))
    return demands, aims[: draw(st.integers(1, len(aims)))], Money.of(draw(st.integers(0, 3000)))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_nothing_within_the_budget_is_better_than_what_is_chosen(
    problem: tuple[list[Demand], list[Aim], Money],
) -> None:
    demands, aims, budget = problem
    found = best(demands, aims, budget)
    affordable = [
        one for one in product(*((None, *demand.options) for demand in demands)) if total(one) <= budget
    ]
    assert total(found) <= budget
    assert worth(aims, found) == max(worth(aims, one) for one in affordable)
    assert total(found) == min(total(one) for one in affordable if worth(aims, one) == worth(aims, found))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_what_is_chosen_is_never_worse_than_by_the_plain_rule(
    problem: tuple[list[Demand], list[Aim], Money],
) -> None:
    demands, aims, budget = problem
    plain = by_the_plain_rule(demands, aims, budget)
    assert total(plain) <= budget
    assert worth(aims, best(demands, aims, budget)) >= worth(aims, plain)
