"""A savings product as money: what a life pays in and gets out of it, policy year by policy year, while it lives.

Invariant: premiums and payouts fall at the start of a policy year, cash values at its end before what is due next; what a
contract guarantees is kept apart from what is only illustrated. Death benefits are no part of it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal, localcontext
from typing import Final

from services.quotes.domain.account import account_values
from services.quotes.domain.benefit import Benefit
from services.quotes.domain.cash_values import CashValues
from services.quotes.domain.named_premium import refuse_what_is_not_taken
from services.quotes.domain.problems import NoRate
from services.quotes.domain.problems.wealth import NotASavingsProduct
from services.quotes.domain.product import CoverageTerm, Product, SumRange, years_of_cover
from services.quotes.domain.rating import Choice, Life, Premium, Tariff, premium
from shared.because import Answer
from shared.contracts import Line
from shared.money import Money

_WIDE: Final = 50
_LAST_AGE: Final = 105
_ANY_PREMIUM: Final = SumRange(
    minimum=Money.of("0.01"), maximum=Money.of(10_000_000_000), step=Money.of("0.01")
)
SAVINGS_LINES: Final = (Line.INCREASING_WHOLE_LIFE, Line.ANNUITY, Line.UNIVERSAL_ACCOUNT)
"""The lines that a wealth plan is made of."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract of one life; every tuple is by policy year, from the first.

    `guaranteed` and each of `illustrated` (by credited rate) are what it is worth to whoever ends it at the end of a year.
    """

    priced: Answer[Premium]
    product: Product
    entry_age: int
    coverage_term: CoverageTerm
    payment_years: int
    annual_premium: Money
    sum_insured: Money
    payouts: tuple[Money, ...]
    guaranteed: tuple[Money, ...]
    illustrated: dict[Decimal, tuple[Money, ...]]

    @property
    def years(self) -> int:
        """How many policy years are known."""
        return len(self.guaranteed)

    def paid_by(self, year: int) -> Money:
        """The premiums paid by the end of policy year `year`."""
        return self.annual_premium * min(year, self.payment_years)

    def paid_out_by(self, year: int) -> Money:
        """What was paid out by the end of policy year `year`."""
        return sum(self.payouts[:year], Money.zero())

    def worth(self, year: int, values: tuple[Money, ...]) -> Money:
        """Nothing after the last known year: the contract is over, and all of it was paid out."""
        return values[year - 1] if year <= len(values) else Money.zero()

    def payments(self, year: int, value: Money) -> list[Decimal]:
        """What changes hands, payouts above zero, if the contract is ended at the end of `year` for `value`."""
        flows = [
            self.payouts[past].amount - (self.annual_premium.amount if past < self.payment_years else 0)
            for past in range(year)
        ]
        return [*flows, value.amount]


def contract_of(
    tariff: Tariff,
    cash_values: CashValues | None,
    life: Life,
    *,
    annual_premium: Money,
    payment_years: int,
    until_age: int,
    on: date,
) -> Contract:
    """What `annual_premium` buys `life` on the day, as far as the age `until_age`.

    Where the client names the premium, that is what he pays, and the sum it buys is rounded down.

    Raises NotASavingsProduct, PremiumOutOfRange, PremiumNotInSteps and whatever `premium` raises.
    """
    product = tariff.product
    if product.line not in SAVINGS_LINES:
        raise NotASavingsProduct("/product_code", product=product.code)
    refuse_premium(product, annual_premium)
    term = product.coverage_terms[0]
    years = _years(product, term, life.age, until_age)
    bought = _sum_bought(tariff, life, term, annual_premium, payment_years)
    choice = Choice(sum_insured=bought, coverage_term=term, payment_years=payment_years)
    priced = premium(tariff, life, choice, on=on)
    guaranteed, illustrated = _values(product, cash_values, life, choice, years)
    return Contract(
        priced=priced,
        product=product,
        entry_age=life.age,
        coverage_term=term,
        payment_years=payment_years,
        annual_premium=annual_premium if product.premium else priced.result.annual_premium,
        sum_insured=bought,
        payouts=tuple(payout(product, bought, life.age, year) for year in range(1, len(guaranteed) + 1)),
        guaranteed=guaranteed,
        illustrated=illustrated,
    )


def refuse_premium(product: Product, annual_premium: Money) -> None:
    """Raises PremiumOutOfRange, PremiumNotInSteps for what the product does not take a year."""
    refuse_what_is_not_taken(annual_premium, product.premium or _ANY_PREMIUM)


def payout(product: Product, sum_insured: Money, entry_age: int, year: int) -> Money:
    """What is paid to the living at the start of policy year `year`; nothing with the first premium."""
    age = entry_age + year - 1
    due = [benefit for benefit in product.benefits if year > 1 and _falls_due(benefit, age)]
    with localcontext(prec=_WIDE):
        parts = [
            sum_insured * ((benefit.share or Decimal(0)) * (1 + (benefit.growth or 0)) ** (year - 1))
            for benefit in due
        ]
    return sum(parts, Money.zero())


def first_payout_age(product: Product) -> int | None:
    """From which age on anything is paid to the living; None where nothing is."""
    ages = [benefit.from_age or 0 for benefit in product.benefits if benefit.kind in ("annuity", "survival")]
    return min(ages) if ages else None


def _falls_due(benefit: Benefit, age: int) -> bool:
    if benefit.kind not in ("annuity", "survival"):
        return False
    return (benefit.from_age or 0) <= age and (benefit.until_age is None or age <= benefit.until_age)


def _years(product: Product, term: CoverageTerm, age: int, until_age: int) -> int:
    covered = years_of_cover(term, age)
    wanted = min(until_age, _LAST_AGE) - age
    return max(0, wanted if covered is None else min(covered, wanted))


def _sum_bought(
    tariff: Tariff, life: Life, term: CoverageTerm, annual_premium: Money, payment_years: int
) -> Money:
    """The sum that the premium buys, rounded down to the product's steps; the premium itself for an account."""
    product = tariff.product
    if product.rate_unit == "account":
        return annual_premium
    if product.rate_unit == "flat":
        raise NotASavingsProduct("/product_code", product=product.code)
    rate = tariff.rates.rate(coverage_term=term, sex=life.sex, payment_years=payment_years, age=life.age)
    factor = product.occupation_factors.get(life.occupation_class, Decimal(1))
    with localcontext(prec=_WIDE):
        exact = annual_premium.amount / factor
        exact = exact * rate / 1_000 if product.rate_unit == "sum_per_1000_premium" else exact * 10_000 / rate
        steps = (exact / product.sum_insured.step.amount).to_integral_value(ROUND_DOWN)
        return Money.rounded(steps * product.sum_insured.step.amount)


def _values(
    product: Product, cash_values: CashValues | None, life: Life, choice: Choice, years: int
) -> tuple[tuple[Money, ...], dict[Decimal, tuple[Money, ...]]]:
    """What is guaranteed at the end of each year, and what is illustrated by credited rate."""
    if product.account is not None:
        columns = {
            rate: tuple(
                value.cash_value
                for value in account_values(
                    product.account,
                    choice.sum_insured,
                    payment_years=choice.payment_years,
                    years=years,
                    credited=rate,
                )
            )
            for rate in (product.account.guaranteed_rate, *product.account.illustrated_rates)
        }
        return columns.pop(product.account.guaranteed_rate), columns
    if cash_values is None:
        raise NotASavingsProduct("/product_code", product=product.code)
    filed = cash_values.by_year(
        choice.sum_insured,
        coverage_term=choice.coverage_term,
        sex=life.sex,
        payment_years=choice.payment_years,
        age=life.age,
    )
    if not filed:
        raise NoRate(age=life.age, coverage_term=choice.coverage_term, payment_years=choice.payment_years)
    return filed[:years], {}
