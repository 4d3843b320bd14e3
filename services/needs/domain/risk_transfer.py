"""What insurance takes off an employer's hands when a worker is hurt: one row of the risk-transfer table.

Invariant: insurer_pays + retained = loss. A limit is always compared with the statutory work-death grant, and
the reader is always told that an enrolled employer does not bear the whole loss.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final

from pydantic import AfterValidator

from services.needs.domain import caveats
from services.needs.domain.enterprise import EnterpriseRules
from services.needs.domain.gap import Figure
from services.needs.domain.household import Amount, Facts
from shared.because import Answer, Because
from shared.money import Money

_FOUR_PLACES: Final = Decimal("0.0001")


def _positive(amount: Money) -> Money:
    if amount <= Money.zero():
        raise ValueError("a loss is more than nothing")
    return amount


class Exposure(Facts):
    """A loss per head, and the limit and deductible of the employer-liability cover against it, in yuan."""

    loss: Annotated[Money, AfterValidator(_positive)]
    limit: Amount
    deductible: Amount = Money.zero()
    enrolled_in_work_injury_fund: bool = True


class TransferRow(Figure):
    """What becomes of a loss, in yuan; `ratio` is the share the insurer pays, to four places."""

    loss: Amount
    insurer_pays: Amount
    retained: Amount
    ratio: Decimal


def transfer_row(exposure: Exposure, rules: EnterpriseRules, *, on: date) -> Answer[TransferRow]:
    """The insurer pays what the deductible leaves of the loss, up to the limit; the firm retains the rest."""
    pays = max(Money.zero(), min(exposure.loss - exposure.deductible, exposure.limit))
    row = TransferRow(
        loss=exposure.loss,
        insurer_pays=pays,
        retained=exposure.loss - pays,
        ratio=(pays.amount / exposure.loss.amount).quantize(_FOUR_PLACES, ROUND_HALF_UP),
    )
    enrolled = exposure.enrolled_in_work_injury_fund
    because = [
        Because.of(rules.work_injury_costs, exposure=exposure, **rules.work_injury_costs.values),
        Because.of(rules.work_death_grant, **rules.work_death_grant.values),
    ]
    return Answer(
        result=row,
        because=because,
        caveats=liability_caveats(exposure.limit, rules, on=on, enrolled=enrolled),
    )


def liability_caveats(limit: Money, rules: EnterpriseRules, *, on: date, enrolled: bool) -> list[str]:
    """What a reader of an employer-liability limit per head must be told on the day."""
    told = [
        caveats.EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS
        if enrolled
        else caveats.EMPLOYER_BEARS_EVERYTHING_UNTIL_FILED
    ]
    if limit < rules.grant:
        told.append(caveats.LIMIT_BELOW_DEATH_GRANT)
    if on.year > rules.work_death_grant["year"]:
        told.append(caveats.GRANT_OF_AN_EARLIER_YEAR)
    return told
