"""The internal rate of return of a savings product, illustrated honestly.

Invariant: an illustration without entry age, last payout age and whether it is guaranteed does not exist; it is never
called a promise, and certain only where the contract makes it so.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.quotes.domain import caveats
from services.quotes.domain.problems import GuaranteeNotAllowed, NoInternalRate
from services.quotes.domain.product import BENEFITS_ARE_CERTAIN, Age, Amount, DesignType, Facts
from services.quotes.domain.rate_regime import rate_cap
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money

InternalRate = Callable[[Sequence[Decimal]], Decimal | None]
"""Finds the yearly rate at which payments a year apart (the first one now; paid in below zero) are worth nothing, to six
decimal places; None where there is none."""


class Illustration(Facts):
    """What is paid in and out: premiums at the start of each of `payment_years` years from `entry_age`, then a payout at the
    start of each year of age from `payout_from_age` to `payout_to_age`, both included. Yuan a year.
    """

    entry_age: Age
    annual_premium: Amount
    payment_years: Annotated[int, Field(ge=1, le=60)]
    annual_payout: Amount
    payout_from_age: Age
    payout_to_age: Age
    guaranteed: bool
    design_type: DesignType = "ordinary"

    @model_validator(mode="after")
    def _pays_out_after_it_begins(self) -> Self:
        if not self.annual_premium or not self.annual_payout:
            raise ValueError("something is paid in and something is paid out")
        if not self.entry_age < self.payout_from_age <= self.payout_to_age:
            raise ValueError("payouts begin after the entry age and end no earlier than they begin")
        return self

    def payments(self, last_age: int) -> list[Decimal]:
        """What changes hands at each age from `entry_age` to `last_age`, payouts above zero."""
        return [
            (self.annual_payout.amount if self.payout_from_age <= age else Decimal(0))
            - (self.annual_premium.amount if age - self.entry_age < self.payment_years else Decimal(0))
            for age in range(self.entry_age, last_age + 1)
        ]


class IrrRow(Facts):
    """If the last payout is at `last_payout_age`: all that was paid out by then, in yuan, and the rate (None: no rate)."""

    last_payout_age: int
    paid_out: Money
    irr: Decimal | None


class IrrTable(Facts):
    """The rate for the whole illustration, to six decimal places, and how it grows with each payout age.

    `may_be_called_certain` says whether wording such as 确定收益 is allowed at all.
    """

    irr: Decimal
    premiums: Money
    payouts: Money
    may_be_called_certain: bool
    rows: tuple[IrrRow, ...]


def irr_table(
    illustration: Illustration, internal_rate: InternalRate, *, wording: Rule, cap: Rule
) -> Answer[IrrTable]:
    """The table, with the rules "illustration.irr" and, of the day of sale, "pricing.rate_cap".

    Raises GuaranteeNotAllowed where the design type's benefits are not certain, NoInternalRate where there is no rate.
    """
    certain = BENEFITS_ARE_CERTAIN[illustration.design_type]
    if illustration.guaranteed and not certain:
        raise GuaranteeNotAllowed("/guaranteed", design_type=illustration.design_type)
    rows = tuple(
        IrrRow(
            last_payout_age=age,
            paid_out=illustration.annual_payout * (age - illustration.payout_from_age + 1),
            irr=internal_rate(illustration.payments(age)),
        )
        for age in range(illustration.payout_from_age, illustration.payout_to_age + 1)
    )
    irr = rows[-1].irr
    if irr is None:
        raise NoInternalRate
    premium_years = min(illustration.payment_years, illustration.payout_to_age - illustration.entry_age + 1)
    table = IrrTable(
        irr=irr,
        premiums=illustration.annual_premium * premium_years,
        payouts=rows[-1].paid_out,
        may_be_called_certain=illustration.guaranteed,
        rows=rows,
    )
    highest = rate_cap(illustration.design_type, cap)
    return Answer(
        result=table,
        because=[Because.of(wording, illustration=illustration), Because.of(cap, rate_cap=highest)],
        caveats=_caveats(illustration, irr, highest),
    )


def close_to(irr: Decimal, target: Decimal, wording: Rule) -> bool:
    """Whether a rate may be said to be close to `target` by the rule "illustration.irr"."""
    within: Decimal = wording["close_within"]
    return abs(irr - target) <= within


def _caveats(illustration: Illustration, irr: Decimal, highest: Decimal | None) -> list[str]:
    told = [caveats.NOT_A_PROMISE, caveats.NOT_COMPARABLE_WITH_DEPOSITS]
    if not illustration.guaranteed:
        told.append(caveats.BENEFITS_ARE_NOT_GUARANTEED)
    if highest is None:
        told.append(caveats.RATE_CAP_UNKNOWN)
    elif irr > highest:
        told.append(caveats.ABOVE_THE_RATE_CAP)
    return told
