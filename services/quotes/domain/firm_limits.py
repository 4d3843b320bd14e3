"""What the law lets a firm pay into an annuity, and what becomes of a loss when property is insured for another sum.

Sources: 企业年金办法 2017 art. 15; 保险法 2015 art. 55.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from services.quotes.domain import caveats
from services.quotes.domain.facts import Amount, Facts
from services.quotes.domain.firm import Rate
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.money import Money
from shared.risk_transfer import Amount as AnyAmount

_FOUR_PLACES: Final = Decimal("0.0001")

Ceiling = Literal["EMPLOYER_CEILING", "JOINT_CEILING"]
"""Which ceiling of an enterprise annuity is passed."""


def _something(amount: Money) -> Money:
    if not amount:
        raise ValueError("property that is insured is worth something")
    return amount


class AnnuityRates(Facts):
    """An enterprise annuity: parts of a year's wages that employer and employees contribute."""

    annual_wages: Amount
    employer_rate: Rate
    employee_rate: Rate = Decimal(0)


class AnnuityCeilings(Facts):
    """What the rates come to a year, what is allowed, and what is passed; nothing passed is allowed."""

    employer_contribution: Amount
    employee_contribution: Amount
    employer_ceiling: Amount
    joint_ceiling: Amount
    passed: tuple[Ceiling, ...]
    allowed: bool


def annuity_ceilings(rates: AnnuityRates, rule: Rule) -> Answer[AnnuityCeilings]:
    """The contributions against the ceilings of `rule` ("enterprise.annuity")."""
    wages = rates.annual_wages
    passed: list[Ceiling] = []
    if rates.employer_rate > rule["employer_ceiling"]:
        passed.append("EMPLOYER_CEILING")
    if rates.employer_rate + rates.employee_rate > rule["joint_ceiling"]:
        passed.append("JOINT_CEILING")
    return Answer(
        result=AnnuityCeilings(
            employer_contribution=wages * rates.employer_rate,
            employee_contribution=wages * rates.employee_rate,
            employer_ceiling=wages * rule["employer_ceiling"],
            joint_ceiling=wages * rule["joint_ceiling"],
            passed=tuple(passed),
            allowed=not passed,
        ),
        because=[Because.of(rule, rates=rates, **rule.values)],
        caveats=[caveats.ANNUITY_ABOVE_THE_CEILING] if passed else [],
    )


class InsuredProperty(Facts):
    """What replacing the plant costs, what it is insured for in all, and a loss to look at, in yuan."""

    replacement_value: Annotated[AnyAmount, AfterValidator(_something)]
    sum_insured: AnyAmount
    loss: AnyAmount | None = None


class PropertyCover(Facts):
    """How far the sum answers to the value. `ratio` is the part of a loss that is paid, to four places, at most 1;
    `void_excess` is what is insured above the value; of a given loss `insurer_pays` and `retained`.
    """

    ratio: Decimal
    missing: AnyAmount
    void_excess: AnyAmount
    insurer_pays: AnyAmount | None
    retained: AnyAmount | None


def property_cover(insured: InsuredProperty, rule: Rule) -> Answer[PropertyCover]:
    """Under-insured, a loss is paid in proportion; over-insured, the excess is void (`rule` "enterprise.property")."""
    value, total = insured.replacement_value, insured.sum_insured
    missing, excess = max(Money.zero(), value - total), max(Money.zero(), total - value)
    pays = None if insured.loss is None else _paid(insured.loss, value, min(total, value))
    told = [caveats.UNDER_INSURED_PRO_RATA] if missing else []
    told += [caveats.OVER_INSURED_VOID] if excess else []
    return Answer(
        result=PropertyCover(
            ratio=min(Decimal(1), total.amount / value.amount).quantize(_FOUR_PLACES, ROUND_HALF_UP),
            missing=missing,
            void_excess=excess,
            insurer_pays=pays,
            retained=None if insured.loss is None or pays is None else insured.loss - pays,
        ),
        because=[Because.of(rule, insured=insured, **rule.values)],
        caveats=told,
    )


def _paid(loss: Money, value: Money, counting: Money) -> Money:
    """The part of a loss, at most the value, that `counting` of the value bears."""
    borne = min(loss, value)
    return Money.rounded(borne.amount * counting.amount / value.amount)
