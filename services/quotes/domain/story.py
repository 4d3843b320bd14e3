"""A proposal told as a story (故事化): what its covers would mean for this insured, in his own figures.

Invariant: an illustration, never a promise: it says what may be claimed by the contract, and how far that goes. Sums,
treatment and income are the client's own or a rule's, none is made up.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from services.quotes.domain import caveats
from services.quotes.domain.family import Role
from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.product import BENEFITS_ARE_CERTAIN, Facts
from services.quotes.domain.tier_suitability import RISK_OF
from shared.because import Answer, Because
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.jurisdictions import Rule
from shared.money import Money

_TENTH: Final = Decimal("0.1")


class Paragraph(Facts):
    """A part of the story by the code of its text, with the figures that go into it; `line` is the cover it is about."""

    code: str
    line: Line | None
    values: Mapping[str, Any]
    benefits_are_certain: bool


class Insured(Facts):
    """Whom the story is about; a role that is None is an adult's."""

    age: int
    role: Role | None
    family_income: Money | None


def tell(
    tier: OfferedTier, insured: Insured, gaps: Sequence[RiskGap], rule: Rule
) -> Answer[tuple[Paragraph, ...]]:
    """The story of one tier; treatment and the years of income aimed at are those of `rule` ("gap.critical_illness")."""
    told = [_opening(insured)]
    certain = all(BENEFITS_ARE_CERTAIN[cover.design_type] for cover in tier.covers)
    treatment = _treatment(tier, rule)
    for cover in tier.covers:
        values = {"product": cover.name, "sum": cover.sum_insured, "term": cover.coverage_term}
        if cover.line == Line.CRITICAL_ILLNESS:
            parts = list(_illness(cover.sum_insured, treatment, insured, rule))
        elif cover.line == Line.TERM_LIFE:
            parts = list(_death(cover.sum_insured, insured, _gap(gaps, cover.line)))
        else:
            parts = [(str(cover.line), {})]
        for code, own in parts:
            told.append(
                Paragraph(
                    code=code,
                    line=cover.line,
                    values=values | own,
                    benefits_are_certain=BENEFITS_ARE_CERTAIN[cover.design_type],
                )
            )
    told.append(_plain("premium", {"premium": tier.annual_premium}, certain=certain))
    told.append(_plain("certain" if certain else "not_certain", {}, certain=certain))
    because = Because.of(
        rule, age=insured.age, family_annual_income=insured.family_income, treatment=treatment, tier=tier.tier
    )
    return Answer(result=tuple(told), because=[because], caveats=[caveats.STORY_IS_AN_ILLUSTRATION])


def _opening(insured: Insured) -> Paragraph:
    who = insured.role if insured.role in ("child", "elder") else "adult"
    return _plain(f"opening.{who}", {"age": insured.age}, certain=True)


def _plain(code: str, values: Mapping[str, Any], *, certain: bool) -> Paragraph:
    return Paragraph(code=code, line=None, values=values, benefits_are_certain=certain)


def _treatment(tier: OfferedTier, rule: Rule) -> Money:
    """What treatment is taken to cost the family: less where a large reimbursement policy stands beside it."""
    reimbursed = any(
        cover.line == Line.MEDICAL_MILLION and cover.sum_insured.amount >= rule["medical_threshold"]
        for cover in tier.covers
    )
    return Money(rule["treatment_with_medical"] if reimbursed else rule["treatment"])


def _illness(
    amount: Money, treatment: Money, insured: Insured, rule: Rule
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is left of the sum after treatment, in years of income, and how far that is from the years aimed at."""
    rest = max(Money.zero(), amount - treatment)
    values: dict[str, Any] = {"treatment": min(treatment, amount), "rest": rest}
    income = insured.family_income
    if not rest:
        yield "critical_illness.treatment_only", values
    elif not income:
        yield "critical_illness.without_income", values
    else:
        yield "critical_illness", values | {"years": _years(rest, income)}
    aim = None if not income else treatment + income * rule["income_multiple"]
    if aim is not None and amount < aim:
        yield "critical_illness.short", {"aimed_years": rule["income_multiple"], "short": aim - amount}


def _death(amount: Money, insured: Insured, gap: Money | None) -> Iterator[tuple[str, dict[str, Any]]]:
    if insured.family_income:
        yield "term_life", {"years": _years(amount, insured.family_income)}
    else:
        yield "term_life.without_income", {}
    if gap is not None and amount < gap:
        yield "term_life.short", {"gap": gap, "short": gap - amount}


def _years(amount: Money, income: Money) -> Decimal:
    """Years of income that the amount is, rounded down to a tenth."""
    years = (amount.amount / income.amount).quantize(_TENTH, ROUND_DOWN)
    return years.to_integral_value() if years == years.to_integral_value() else years


def _gap(gaps: Sequence[RiskGap], line: Line) -> Money | None:
    return next((gap.gap for gap in gaps if gap.risk == RISK_OF[line]), None)
