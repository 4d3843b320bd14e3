"""How an account grows: AV(t) = (AV(t-1) + premium x (1 - charge)) x (1 + credited rate), never credited below the floor.

Invariant: the guaranteed column credits the guaranteed rate every year; whatever an illustration credits above it is no
promise. Nothing is rounded on the way, each value once at the end.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Annotated

from pydantic import Field

from services.quotes.domain import caveats
from services.quotes.domain.product import AccountTerms, Facts
from services.quotes.domain.rate_regime import rate_cap
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money

_WIDE = 50
Rate = Annotated[Decimal, Field(ge=0, le=Decimal("0.2"), max_digits=6, decimal_places=5)]


class AccountValue(Facts):
    """At the end of a year: what is in the account, and what is paid out if it is closed then, its charge taken."""

    account: Money
    cash_value: Money


class AccountYear(Facts):
    """One policy year: what was paid in by its end and what of that became part of the account; then each column."""

    year: int
    paid: Money
    charged: Money
    guaranteed: AccountValue
    illustrated: tuple[AccountValue, ...]


class AccountTable(Facts):
    """The account year by year; `illustrated_rates` are those of the columns of that name, lowest first."""

    guaranteed_rate: Decimal
    illustrated_rates: tuple[Decimal, ...]
    years: tuple[AccountYear, ...]


def charge_of(charges: Sequence[Decimal], year: int) -> Decimal:
    """The part that is taken in policy year `year`, counted from 1; the last one holds on."""
    return charges[min(year, len(charges)) - 1]


def account_values(
    terms: AccountTerms, premium: Money, *, payment_years: int, years: int, credited: Decimal
) -> tuple[AccountValue, ...]:
    """The account at the end of each year, at a credited rate that is raised to the guaranteed one where it is below."""
    found, value = [], Decimal(0)
    with localcontext(prec=_WIDE):
        for year in range(1, years + 1):
            paid = premium.amount if year <= payment_years else Decimal(0)
            value += paid * (1 - charge_of(terms.premium_charges, year))
            value *= 1 + max(credited, terms.guaranteed_rate)
            left = value * (1 - charge_of(terms.surrender_charges, year))
            found.append(AccountValue(account=Money.rounded(value), cash_value=Money.rounded(left)))
    return tuple(found)


def account_table(
    terms: AccountTerms, premium: Money, *, payment_years: int, years: int, cap: Rule
) -> Answer[AccountTable]:
    """The account with its guaranteed and its illustrated columns, held against the cap on guaranteed rates."""
    guaranteed, *illustrated = [
        account_values(terms, premium, payment_years=payment_years, years=years, credited=rate)
        for rate in (terms.guaranteed_rate, *terms.illustrated_rates)
    ]
    rows, charged = [], Decimal(0)
    for year in range(1, years + 1):
        paid_now = premium.amount if year <= payment_years else Decimal(0)
        charged += paid_now * charge_of(terms.premium_charges, year)
        rows.append(
            AccountYear(
                year=year,
                paid=premium * min(year, payment_years),
                charged=Money.rounded(charged),
                guaranteed=guaranteed[year - 1],
                illustrated=tuple(column[year - 1] for column in illustrated),
            )
        )
    highest = rate_cap("universal", cap)
    told = [caveats.BENEFITS_ARE_NOT_GUARANTEED, caveats.ILLUSTRATED_RATES_ARE_NOT_PROMISED]
    if highest is None:
        told.append(caveats.RATE_CAP_UNKNOWN)
    elif terms.guaranteed_rate > highest:
        told.append(caveats.ABOVE_THE_RATE_CAP)
    return Answer(
        result=AccountTable(
            guaranteed_rate=terms.guaranteed_rate,
            illustrated_rates=terms.illustrated_rates,
            years=tuple(rows),
        ),
        because=[
            Because.of(cap, account=terms, premium=premium, payment_years=payment_years, rate_cap=highest)
        ],
        caveats=told,
    )
