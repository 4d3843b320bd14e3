"""The table of a savings contract by policy year (IRR测算表): what was paid and paid out, what it is worth, at which rate.

Invariant: guaranteed and illustrated columns are never mixed; a contract whose benefits are not certain is never shown as
guaranteed, and the caps on pricing rates of every time stand beside it.

What is paid to the living only may exceed the cap on pricing rates: whoever dies early has paid for it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from services.quotes.domain import caveats
from services.quotes.domain.irr import InternalRate
from services.quotes.domain.problems import GuaranteeNotAllowed
from services.quotes.domain.product import Facts
from services.quotes.domain.rate_regime import rate_cap
from services.quotes.domain.savings_contract import Contract
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money

_BASIS_POINT: Final = Decimal("0.0001")


class Worth(Facts):
    """What is paid out if the contract ends at the end of the year, and the yearly rate until then (None: no rate)."""

    cash_value: Money
    irr: Decimal | None


class SavingsYear(Facts):
    """One policy year; `age` is that of its end, `illustrated` in the order of the table's rates."""

    year: int
    age: int
    premium: Money
    paid: Money
    payout: Money
    paid_out: Money
    guaranteed: Worth
    illustrated: tuple[Worth, ...]


class Regime(Facts):
    """The caps on pricing rates for what was sold from one day to another; None where none is known or it goes on."""

    sold_from: date
    sold_to: date | None
    caps: dict[str, Decimal]
    applies: bool


class SavingsTable(Facts):
    """A contract by policy year. `may_be_called_certain` says whether wording such as 确定收益 is allowed at all."""

    entry_age: int
    until_age: int
    annual_premium: Money
    payment_years: int
    sum_insured: Money
    benefits_certain: bool
    may_be_called_certain: bool
    illustrated_rates: tuple[Decimal, ...]
    whole_after_years: int | None
    rows: tuple[SavingsYear, ...]
    regimes: tuple[Regime, ...]


def savings_table(
    contract: Contract,
    internal_rate: InternalRate,
    *,
    guaranteed: bool,
    sold_on: date,
    wording: Rule,
    caps: Iterable[Rule],
) -> Answer[SavingsTable]:
    """The table, with the rules "illustration.irr" and every version of "pricing.rate_cap".

    `guaranteed` asks for what the contract makes certain and nothing else. Raises GuaranteeNotAllowed.
    """
    product = contract.product
    if guaranteed and not product.benefits_are_certain:
        raise GuaranteeNotAllowed("/guaranteed", design_type=product.design_type)
    rows = rows_of(contract, internal_rate)
    versions = list(caps)
    cap = next((rule for rule in versions if rule.in_force(sold_on)), None)
    highest = rate_cap(product.design_type, cap) if cap else None
    table = SavingsTable(
        entry_age=contract.entry_age,
        until_age=rows[-1].age if rows else contract.entry_age,
        annual_premium=contract.annual_premium,
        payment_years=contract.payment_years,
        sum_insured=contract.sum_insured,
        benefits_certain=product.benefits_are_certain,
        may_be_called_certain=guaranteed,
        illustrated_rates=tuple(contract.illustrated),
        whole_after_years=whole_after(contract),
        rows=rows,
        regimes=tuple(regime_of(rule, sold_on) for rule in versions),
    )
    reasons = [
        *contract.priced.because,
        Because.of(wording, guaranteed=guaranteed, sold_on=sold_on, premium=contract.annual_premium),
    ]
    if cap is not None:
        reasons.append(Because.of(cap, design_type=product.design_type, rate_cap=highest))
    return Answer(
        result=table, because=reasons, caveats=[*contract.priced.caveats, *_caveats(contract, rows, highest)]
    )


def rows_of(contract: Contract, internal_rate: InternalRate) -> tuple[SavingsYear, ...]:
    """Every policy year of the contract."""

    def worth(year: int, value: Money) -> Worth:
        return Worth(cash_value=value, irr=internal_rate(contract.payments(year, value)))

    rows, paid_out = [], Money.zero()
    for year in range(1, contract.years + 1):
        paid_out += contract.payouts[year - 1]
        rows.append(
            SavingsYear(
                year=year,
                age=contract.entry_age + year,
                premium=contract.annual_premium if year <= contract.payment_years else Money.zero(),
                paid=contract.paid_by(year),
                payout=contract.payouts[year - 1],
                paid_out=paid_out,
                guaranteed=worth(year, contract.guaranteed[year - 1]),
                illustrated=tuple(worth(year, values[year - 1]) for values in contract.illustrated.values()),
            )
        )
    return tuple(rows)


def whole_after(contract: Contract) -> int | None:
    """The first year at whose end no less is guaranteed, with what was paid out, than was paid in; None: never."""
    years = range(1, contract.years + 1)
    return next(
        (
            year
            for year in years
            if contract.guaranteed[year - 1] + contract.paid_out_by(year) >= contract.paid_by(year)
        ),
        None,
    )


def as_percent(rate: Decimal) -> str:
    """A rate in percent with two places; what rounds to nothing has no sign."""
    return f"{rate.quantize(_BASIS_POINT) + 0:.2%}"


def regime_of(rule: Rule, sold_on: date) -> Regime:
    """The caps that a version of "pricing.rate_cap" sets, and whether they are those of the day."""
    return Regime(
        sold_from=rule.effective_from,
        sold_to=rule.effective_to,
        caps=dict(rule.values),
        applies=rule.in_force(sold_on),
    )


def _caveats(contract: Contract, rows: tuple[SavingsYear, ...], highest: Decimal | None) -> list[str]:
    told = [caveats.NOT_A_PROMISE, caveats.NOT_COMPARABLE_WITH_DEPOSITS, caveats.VALUES_IF_ALIVE]
    if any(row.guaranteed.cash_value + row.paid_out < row.paid for row in rows):
        told.append(caveats.ENDING_EARLY_MAY_LOSE)
    if not contract.product.benefits_are_certain:
        told += [caveats.BENEFITS_ARE_NOT_GUARANTEED, caveats.ILLUSTRATED_RATES_ARE_NOT_PROMISED]
    if highest is None:
        told.append(caveats.RATE_CAP_UNKNOWN)
    elif not contract.paid_out_by(contract.years) and any(
        row.guaranteed.irr is not None and row.guaranteed.irr > highest for row in rows
    ):
        told.append(caveats.ABOVE_THE_RATE_CAP)
    return told
