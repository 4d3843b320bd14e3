"""All the figures about a firm on a day: its gaps and the risk-transfer table, and what the client agrees to of them.

Invariant: the same firm, day and rules give the same figures; every agreed gap keeps the computed one beside it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from services.needs.domain.enterprise import EnterpriseRules
from services.needs.domain.enterprise_assessment import EnterpriseAssessment, assess_enterprise
from services.needs.domain.enterprise_problems import FirmNotAssessed
from services.needs.domain.gap import Figure, Gap, refusing_oversized_figures
from services.needs.domain.household import Amount, Facts, Risk
from services.needs.domain.recorded_enterprise import RecordedEnterprise
from shared.because import Answer
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from shared.risk_transfer import Exposure, TransferRow, transfer_row

FirmOccasion = Literal["requested", "enterprise_changed", "cover_changed", "review"]
"""Why a firm is assessed."""

FirmStatus = Literal["computed", "confirmed", "superseded"]
"""Figures are there; agreed to; facts have changed since."""


class FirmFigures(Figure):
    """What a firm lacks, and one row a loss of the risk-transfer table 风险转移对比表: with its cover, and without any."""

    assessment: EnterpriseAssessment
    transfers: tuple[Answer[TransferRow], ...]

    def answers(self) -> list[Answer[Any]]:
        """Every figure with its reasons."""
        return [*self.assessment.gaps, self.assessment.priorities, *self.transfers]

    def gaps(self) -> list[Gap]:
        """The gaps without their reasons."""
        return [answer.result for answer in self.assessment.gaps]

    def rule_versions(self) -> tuple[str, ...]:
        """The rule versions that the figures rest on, by name."""
        reasons = {reason.version for answer in self.answers() for reason in answer.because}
        return tuple(sorted({*self.assessment.rule_versions, *reasons}))


class FirmEdit(Facts):
    """A gap of the firm as the client sees it, in yuan."""

    risk: Risk
    gap: Amount


class FirmAgreedGap(Figure):
    """One gap that was agreed to, in yuan; `rounded_up` is the agreed one, rounded up."""

    risk: Risk
    computed: Amount
    agreed: Amount
    rounded_up: Amount


class FirmAgreement(Figure):
    """What was agreed on a firm's assessment."""

    gaps: tuple[FirmAgreedGap, ...]
    annual_budget: Amount | None


@refusing_oversized_figures
def firm_figures(firm: RecordedEnterprise, jurisdiction: Jurisdiction, *, on: date) -> FirmFigures:
    """Every figure about the firm on the day; raises AnnuityCeiling, FigureTooLarge, NoRuleInForce."""
    rules = EnterpriseRules.of(jurisdiction, on=on)
    return FirmFigures(
        assessment=assess_enterprise(firm, rules, on=on),
        transfers=tuple(transfer_row(_exposure(firm, loss), rules, on=on) for loss in rules.losses_shown),
    )


def agreed_firm_gaps(
    figures: FirmFigures, edits: Sequence[FirmEdit], *, step: int
) -> tuple[FirmAgreedGap, ...]:
    """Every gap with what the client makes of it, rounded up to `step` yuan; raises FirmNotAssessed."""
    assessed = {gap.risk: gap.gap for gap in figures.gaps()}
    seen: dict[Risk, Money] = {}
    for place, edit in enumerate(edits):
        if edit.risk not in assessed:
            raise FirmNotAssessed(f"/edits/{place}", risk=edit.risk)
        seen[edit.risk] = edit.gap
    return tuple(
        FirmAgreedGap(
            risk=risk,
            computed=computed,
            agreed=seen.get(risk, computed),
            rounded_up=seen.get(risk, computed).rounded_up_to(step),
        )
        for risk, computed in assessed.items()
    )


def _exposure(firm: RecordedEnterprise, loss: Money) -> Exposure:
    return Exposure(
        loss=loss,
        limit=firm.liability_limit_per_head,
        deductible=firm.liability_deductible,
        enrolled_in_work_injury_fund=firm.enrolled_in_work_injury_fund,
    )
