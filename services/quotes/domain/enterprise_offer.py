"""What is offered to a firm: its plan with the risk-transfer table (风险转移对比表), as of one day.

Invariant: an offer is complete in itself: product versions, premiums, reasons and caveats as they were that day.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from services.quotes.domain import caveats
from services.quotes.domain.enterprise_plan import (
    GroupCover,
    MissingLine,
    PlanRules,
    carried_by,
    price_plan,
)
from services.quotes.domain.facts import Amount, Facts
from services.quotes.domain.firm import Firm, FirmNeeds
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems import LineNotOffered
from shared.because import Answer, Because
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from shared.risk_transfer import Exposure, LiabilityRules, TransferRow, liability_caveats, transfer_row


class Liability(Facts):
    """An employer-liability cover: its limit and deductible per head, in yuan."""

    limit: Amount
    deductible: Amount = Money.zero()


class Transfer(Facts):
    """A loss per head: what becomes of it with the cover of today, and with the proposed one."""

    loss: Amount
    now: TransferRow
    proposed: TransferRow


class EnterpriseOffer(Facts):
    """A firm's plan as of `priced_on`. `carried` are the lines that the budget carries together, None without one; `caveats`
    are codes.
    """

    priced_on: date
    covers: tuple[GroupCover, ...]
    missing: tuple[MissingLine, ...]
    annual_premium: Money
    carried: tuple[Line, ...] | None
    transfers: tuple[Transfer, ...]
    because: tuple[Because, ...]
    caveats: tuple[str, ...]

    def chosen(self, lines: Sequence[Line] | None) -> tuple[GroupCover, ...]:
        """The covers of the lines, of all with None; raises LineNotOffered."""
        offered = {cover.line: cover for cover in self.covers}
        for place, line in enumerate(lines or ()):
            if line not in offered:
                raise LineNotOffered(f"/lines/{place}", line=line)
        return tuple(cover for cover in self.covers if lines is None or cover.line in lines)


def make_enterprise_offer(
    on_sale: Mapping[Line, OnSale],
    firm: Firm,
    needs: FirmNeeds,
    *,
    budget: Money | None,
    jurisdiction: Jurisdiction,
    on: date,
) -> EnterpriseOffer:
    """The plan of the day for `firm`, from one product a line; raises NoRuleInForce for a day before the rules begin."""
    rules = PlanRules.of(jurisdiction, on=on)
    covers, missing = price_plan(on_sale, firm, needs, rules, on=on)
    carried = carried_by(budget, covers)
    table = _table(firm, covers, jurisdiction, on)
    told = [caveats.ENTERPRISE_ORDER_IS_CUSTOMARY] if len(covers) > 1 else []
    told += [caveats.BUDGET_CARRIES_NOT_EVERY_LINE] if _too_dear(carried, covers) else []
    told += [caveat for cover in covers for caveat in cover.caveats]
    return EnterpriseOffer(
        priced_on=on,
        covers=tuple(covers),
        missing=tuple(missing),
        annual_premium=sum((cover.annual_premium for cover in covers), Money.zero()),
        carried=carried,
        transfers=tuple(table.result),
        because=(
            Because.of(rules.plan, firm=firm, needs=needs, budget=budget),
            *table.because,
        ),
        caveats=tuple(dict.fromkeys([*told, *table.caveats])),
    )


def transfer_table(
    losses: Sequence[Money],
    now: Liability,
    proposed: Liability,
    rules: LiabilityRules,
    *,
    enrolled: bool,
    on: date,
) -> Answer[list[Transfer]]:
    """One row a loss: the cover of today beside the proposed one, with what a reader must be told of the proposed."""
    rows = [
        Transfer(
            loss=loss,
            now=_row(loss, now, rules, enrolled, on).result,
            proposed=_row(loss, proposed, rules, enrolled, on).result,
        )
        for loss in losses
    ]
    return Answer(
        result=rows,
        because=[
            Because.of(
                rules.work_injury_costs,
                now=now,
                proposed=proposed,
                enrolled_in_work_injury_fund=enrolled,
                **rules.work_injury_costs.values,
            ),
            Because.of(rules.work_death_grant, **rules.work_death_grant.values),
        ],
        caveats=liability_caveats(proposed.limit, rules, on=on, enrolled=enrolled),
    )


def _table(
    firm: Firm, covers: Sequence[GroupCover], jurisdiction: Jurisdiction, on: date
) -> Answer[list[Transfer]]:
    rules = LiabilityRules.of(jurisdiction, on=on)
    now = Liability(limit=firm.liability_limit_per_head, deductible=firm.liability_deductible)
    cover = next((one for one in covers if one.line is Line.EMPLOYER_LIABILITY), None)
    proposed = (
        now
        if cover is None
        else Liability(limit=cover.sum_insured, deductible=cover.deductible or Money.zero())
    )
    return transfer_table(
        rules.losses_shown, now, proposed, rules, enrolled=firm.enrolled_in_work_injury_fund, on=on
    )


def _row(
    loss: Money, cover: Liability, rules: LiabilityRules, enrolled: bool, on: date
) -> Answer[TransferRow]:
    exposure = Exposure(
        loss=loss,
        limit=cover.limit,
        deductible=cover.deductible,
        enrolled_in_work_injury_fund=enrolled,
    )
    return transfer_row(exposure, rules, on=on)


def _too_dear(carried: tuple[Line, ...] | None, covers: Sequence[GroupCover]) -> bool:
    return carried is not None and len(carried) < len(covers)
