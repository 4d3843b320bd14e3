"""Conversion: rates are shares of those captured, and the total is the sum of the rows."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.leads.domain.conversion import Counted, counted
from shared.money import Money


@st.composite
def rows(draw: st.DrawFn) -> Counted:
    captured = draw(st.integers(1, 500))
    qualified = draw(st.integers(0, captured))
    won = draw(st.integers(0, qualified))
    policies: dict[str, Decimal | int] = {
        "policies": draw(st.integers(0, 900)),
        "premium": Decimal(draw(st.integers(0, 10**8))) / 100,
    }
    return counted({"captured": captured, "qualified": qualified, "won": won}, policies)


@given(st.lists(rows(), max_size=8))
def test_the_total_is_the_sum_of_the_rows_and_no_rate_exceeds_one(counts: list[Counted]) -> None:
    total = Counted.all_of(counts)
    assert total.captured == sum(row.captured for row in counts)
    assert total.annual_premium == sum((row.annual_premium for row in counts), Money.zero())
    for row in (*counts, total):
        for rate in (row.qualified_rate, row.won_rate):
            assert rate is None or 0 <= rate <= 1
    assert (total.won_rate is None) == (not counts)


def test_a_group_without_policies_has_none() -> None:
    row = counted({"captured": 3, "qualified": 2, "won": 1}, None)
    assert (row.policies, row.annual_premium) == (0, Money.zero())
    assert (row.qualified_rate, row.won_rate) == (Decimal("0.6667"), Decimal("0.3333"))
