"""The test of three years without income: how long a family lasts on what it can use at once, and what it lacks.

Invariant: more assets never shorten the time and never raise the shortfall; higher costs do the opposite. Costs are those
that incomes which go on do not cover.
"""

from typing import Annotated

from pydantic import Field

from services.needs.domain import caveats
from services.needs.domain.gap import Figure, refusing_oversized_figures
from services.needs.domain.household import Amount, Facts, Household, Member
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money


class IncomeLoss(Facts):
    """A family whose income stops: what it spends and can use, in yuan. Instalments are those beside `annual_expenses`."""

    annual_expenses: Amount
    monthly_instalments: Amount = Money.zero()
    liquid_assets: Amount = Money.zero()
    annual_income_left: Amount = Money.zero()


class IncomeLossTest(Figure):
    """How many whole months the family lasts (None: for ever, other incomes pay for it), and what the months tested lack."""

    months_tested: Annotated[int, Field(ge=1)]
    monthly_costs: Amount
    months_lasted: int | None
    passed: bool
    shortfall: Amount


@refusing_oversized_figures
def income_loss_test(loss: IncomeLoss, rule: Rule) -> Answer[IncomeLossTest]:
    """The test by `interview.no_income_test`; raises FigureTooLarge."""
    months: int = rule["months"]
    yearly = loss.annual_expenses.amount + 12 * loss.monthly_instalments.amount
    left = max(Money.zero().amount, yearly - loss.annual_income_left.amount)
    shortfall = Money.rounded(max(Money.zero().amount, left * months / 12 - loss.liquid_assets.amount))
    lasted = int(loss.liquid_assets.amount * 12 // left) if left else None
    return Answer(
        result=IncomeLossTest(
            months_tested=months,
            monthly_costs=Money.rounded(left / 12),
            months_lasted=lasted,
            passed=not shortfall,
            shortfall=shortfall,
        ),
        because=[Because.of(rule, months=months, **loss.model_dump())],
        caveats=[caveats.ADVISERS_CONVENTION],
    )


def without_income_of(member: Member, household: Household, monthly_instalments: Money) -> IncomeLoss:
    """The household when this member earns nothing; what the others earn goes on."""
    return IncomeLoss(
        annual_expenses=household.annual_expenses,
        monthly_instalments=monthly_instalments,
        liquid_assets=household.liquid_assets,
        annual_income_left=household.income() - (member.annual_income or Money.zero()),
    )
