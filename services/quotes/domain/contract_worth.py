"""What a contract would be worth to whoever ended it: by its filed table, or for the days that are left of a short one."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from services.quotes.domain.cash_values import CashValues, left_of_premium
from services.quotes.domain.facts import Facts
from services.quotes.domain.rating import Choice, Life, Tariff, premium
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money

DAYS_OF_A_YEAR: Final = 365


class YearWorth(Facts):
    """At the end of a policy year: the premiums paid until then, and the cash value."""

    year: Annotated[int, Field(ge=1)]
    paid: Money
    cash_value: Money


class ContractWorth(Facts):
    """By year for a contract filed with a table; after the days that have gone by for one of a year; else `none`."""

    annual_premium: Money
    kind: Literal["filed", "days_left", "none"]
    by_year: tuple[YearWorth, ...]
    after_days: Money | None


def contract_worth(
    tariff: Tariff,
    filed: CashValues | None,
    life: Life,
    choice: Choice,
    *,
    elapsed_days: int,
    short: Rule,
    on: date,
) -> Answer[ContractWorth]:
    """What the contract is worth; `short` is the rule "pricing.short_cash_values". Raises what `premium` raises."""
    priced = premium(tariff, life, choice, on=on)
    yearly = priced.result.annual_premium
    by_year = _by_year(filed, life, choice, yearly)
    net = tariff.product.net_premium_share
    after_days, reasons = None, list(priced.because)
    if not by_year and net is not None and choice.coverage_term == "years_1":
        after_days = left_of_premium(yearly, net, elapsed_days=elapsed_days, term_days=DAYS_OF_A_YEAR)
        reasons.append(Because.of(short, premium=yearly, net_premium_share=net, elapsed_days=elapsed_days))
    return Answer(
        result=ContractWorth(
            annual_premium=yearly,
            kind="filed" if by_year else "none" if after_days is None else "days_left",
            by_year=by_year,
            after_days=after_days,
        ),
        because=reasons,
        caveats=priced.caveats,
    )


def _by_year(filed: CashValues | None, life: Life, choice: Choice, yearly: Money) -> tuple[YearWorth, ...]:
    if filed is None:
        return ()
    values = filed.by_year(
        choice.sum_insured,
        coverage_term=choice.coverage_term,
        sex=life.sex,
        payment_years=choice.payment_years,
        age=life.age,
    )
    return tuple(
        YearWorth(year=year, paid=yearly * min(year, choice.payment_years), cash_value=value)
        for year, value in enumerate(values, start=1)
    )
