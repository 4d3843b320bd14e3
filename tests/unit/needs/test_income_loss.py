"""Three years without income: how long a family lasts."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.needs.domain.income_loss import IncomeLoss, IncomeLossTest, income_loss_test
from shared.jurisdictions import Jurisdiction
from shared.money import Money

RULE = Jurisdiction.load("cn").rule("interview.no_income_test", on=date(2026, 11, 23))
AMOUNTS = st.integers(min_value=0, max_value=10_000_000)


def income_lost(
    expenses: int = 120_000, assets: int = 0, *, instalments: int = 0, left: int = 0
) -> IncomeLossTest:
    loss = IncomeLoss(
        annual_expenses=Money.of(expenses),
        liquid_assets=Money.of(assets),
        monthly_instalments=Money.of(instalments),
        annual_income_left=Money.of(left),
    )
    return income_loss_test(loss, RULE).result


def test_whoever_has_exactly_three_years_of_costs_passes() -> None:
    assert (income_lost(assets=360_000).months_lasted, income_lost(assets=360_000).passed) == (36, True)
    almost = income_lost(assets=359_999)
    assert (almost.months_lasted, almost.passed, str(almost.shortfall)) == (35, False, "1.00")


def test_a_family_that_others_earn_enough_for_lasts_for_ever() -> None:
    assert income_lost(left=120_000).months_lasted is None
    assert income_lost(left=200_000).passed


@given(expenses=AMOUNTS, assets=AMOUNTS, more=AMOUNTS)
def test_more_assets_never_shorten_the_time_and_higher_costs_never_lengthen_it(
    expenses: int, assets: int, more: int
) -> None:
    before, richer = income_lost(expenses, assets), income_lost(expenses, assets + more)
    dearer = income_lost(expenses + more, assets)
    assert richer.shortfall <= before.shortfall <= dearer.shortfall
    if before.months_lasted is not None:
        assert richer.months_lasted is not None
        assert dearer.months_lasted is not None
        assert dearer.months_lasted <= before.months_lasted <= richer.months_lasted
    assert before.passed == (before.months_lasted is None or before.months_lasted >= 36)
