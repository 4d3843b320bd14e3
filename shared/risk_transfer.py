"""What insurance takes off an employer's hands when a worker is hurt: one row of the risk-transfer table (风险转移对比表).

Invariant: insurer_pays + retained = loss. A limit is always compared with the statutory work-death grant, and
the reader is always told that an enrolled employer does not bear the whole loss. Pure: no I/O, no clock. Caveats are
codes, worded in `texts/firms.toml`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money

EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS: Final = "EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS"
EMPLOYER_BEARS_EVERYTHING_UNTIL_FILED: Final = "EMPLOYER_BEARS_EVERYTHING_UNTIL_FILED"
LIMIT_BELOW_DEATH_GRANT: Final = "LIMIT_BELOW_DEATH_GRANT"
GRANT_OF_AN_EARLIER_YEAR: Final = "GRANT_OF_AN_EARLIER_YEAR"

_FOUR_PLACES: Final = Decimal("0.0001")


def _not_negative(amount: Money) -> Money:
    if amount < Money.zero():
        raise ValueError("an amount is never negative here")
    return amount


def _positive(amount: Money) -> Money:
    if amount <= Money.zero():
        raise ValueError("a loss is more than nothing")
    return amount


Amount = Annotated[Money, AfterValidator(_not_negative)]


@dataclass(frozen=True, slots=True)
class LiabilityRules:
    """The rules that an employer's liability rests on, as in force on a day."""

    employer_liability: Rule
    work_death_grant: Rule
    work_injury_costs: Rule
    transfer_losses: Rule

    @classmethod
    def of(cls, jurisdiction: Jurisdiction, *, on: date) -> Self:
        """Raises NoRuleInForce for a day before the rules begin."""
        return cls(
            employer_liability=jurisdiction.rule("enterprise.employer_liability", on=on),
            work_death_grant=jurisdiction.rule("enterprise.work_death_grant", on=on),
            work_injury_costs=jurisdiction.rule("enterprise.work_injury_costs", on=on),
            transfer_losses=jurisdiction.rule("enterprise.transfer_losses", on=on),
        )

    @property
    def grant(self) -> Money:
        """One work-death grant, the last one known."""
        return Money.of(self.work_death_grant["amount"])

    @property
    def least_limit_per_head(self) -> Money:
        """The employer-liability limit per head that advisers call the least."""
        return Money.of(self.employer_liability["least_limit_per_head"])

    @property
    def losses_shown(self) -> list[Money]:
        """The losses that a risk-transfer table shows, smallest first."""
        shown = map(Money.of, self.transfer_losses["losses"])
        return sorted({*shown, self.grant, self.least_limit_per_head})


class Exposure(BaseModel):
    """A loss per head, and the limit and deductible of the employer-liability cover against it, in yuan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    loss: Annotated[Amount, AfterValidator(_positive)]
    limit: Amount
    deductible: Amount = Money.zero()
    enrolled_in_work_injury_fund: bool = True


class TransferRow(BaseModel):
    """What becomes of a loss, in yuan; `ratio` is the share the insurer pays, to four places."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    loss: Amount
    insurer_pays: Amount
    retained: Amount
    ratio: Decimal


def transfer_row(exposure: Exposure, rules: LiabilityRules, *, on: date) -> Answer[TransferRow]:
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


def liability_caveats(limit: Money, rules: LiabilityRules, *, on: date, enrolled: bool) -> list[str]:
    """What a reader of an employer-liability limit per head must be told on the day."""
    told = [EMPLOYER_DOES_NOT_BEAR_THE_WHOLE_LOSS if enrolled else EMPLOYER_BEARS_EVERYTHING_UNTIL_FILED]
    if limit < rules.grant:
        told.append(LIMIT_BELOW_DEATH_GRANT)
    if on.year > rules.work_death_grant["year"]:
        told.append(GRANT_OF_AN_EARLIER_YEAR)
    return told
