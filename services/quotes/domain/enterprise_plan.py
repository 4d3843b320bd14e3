"""A plan for a firm: group cover, employer liability, enterprise annuity, property, priced for its heads on one day.

Invariant: the plan's premium is the sum of its covers; every line that the firm lacks is either covered or missing with its
reason. What is contributed to an annuity stays within what the law allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field

from services.quotes.domain import caveats
from services.quotes.domain.facts import Amount, Code, CoverageTerm, Facts, OccupationClass, Wording
from services.quotes.domain.firm import Firm, FirmNeeds, Heads, class_of
from services.quotes.domain.firm_limits import InsuredProperty, property_cover
from services.quotes.domain.group_pricing import ClassPremium, GroupPremium, fitted, group_premium
from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems import AnnuityCeilingReached, NoProductForLine
from services.quotes.domain.rating import Choice, Life, basis_caveats, premium
from services.quotes.domain.selling_terms import Basis
from shared.because import Because
from shared.contracts import Line, Sex
from shared.jurisdictions import Jurisdiction, Rule
from shared.money import Money
from shared.problems import BrokenRule

_ANYBODY: Final = Sex.MALE


class GroupCover(Facts):
    """One product for a firm. `sum_insured` is per head, for property the whole sum; `asked` is what the firm lacks of it.

    `heads` is None for property; `heads_not_taken` are those of classes that the product does not accept. Amounts in yuan,
    the premium (for an annuity the contribution) a year.
    """

    product_id: UUID
    product_code: Code
    product_version: Annotated[int, Field(ge=1)]
    carrier_id: UUID
    line: Line
    name: Wording
    insurer: Wording
    coverage_term: CoverageTerm
    sum_insured: Amount
    asked: Money
    heads: Heads | None
    classes: tuple[ClassPremium, ...]
    heads_not_taken: dict[OccupationClass, int]
    annual_premium: Money
    deductible: Amount | None
    annual_limit: Amount | None
    waiting_days: int
    basis: Basis
    because: Because
    caveats: tuple[str, ...]


class MissingLine(Facts):
    """A line that the firm lacks and that cannot be had, with the code of the problem."""

    line: Line
    problem: str


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The rules a firm's plan rests on, as in force on the day."""

    plan: Rule
    annuity: Rule
    property_cover: Rule

    @classmethod
    def of(cls, jurisdiction: Jurisdiction, *, on: date) -> Self:
        """Raises NoRuleInForce for a day before the rules begin."""
        return cls(
            plan=jurisdiction.rule("plan.enterprise", on=on),
            annuity=jurisdiction.rule("enterprise.annuity", on=on),
            property_cover=jurisdiction.rule("enterprise.property", on=on),
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of a plan, in the customary order."""
        return tuple(map(Line, self.plan["lines"]))


def price_plan(
    on_sale: Mapping[Line, OnSale], firm: Firm, needs: FirmNeeds, rules: PlanRules, *, on: date
) -> tuple[list[GroupCover], list[MissingLine]]:
    """A cover for each line that the firm lacks, in the customary order, and the lines for which there is none."""
    covers: list[GroupCover] = []
    missing: list[MissingLine] = []
    asked = needs.asked()
    for line in rules.lines:
        if line not in asked:
            continue
        try:
            if line not in on_sale:
                raise NoProductForLine("/line", line=line)
            covers.append(_cover(on_sale[line], firm, needs, rules, on))
        except BrokenRule as problem:
            missing.append(MissingLine(line=line, problem=problem.code))
    return covers, missing


def carried_by(budget: Money | None, covers: Sequence[GroupCover]) -> tuple[Line, ...] | None:
    """The lines that a yearly budget carries together, the customary first; None without a budget."""
    if budget is None:
        return None
    spent, carried = Money.zero(), []
    for cover in covers:
        if spent + cover.annual_premium <= budget:
            spent += cover.annual_premium
            carried.append(cover.line)
    return tuple(carried)


def _cover(product: OnSale, firm: Firm, needs: FirmNeeds, rules: PlanRules, on: date) -> GroupCover:
    match product.tariff.product.line:
        case Line.PROPERTY:
            return _property(product, firm, needs.property_sum or Money.zero(), rules, on)
        case Line.ENTERPRISE_ANNUITY:
            return _annuity(product, firm, needs.annuity_rate or Decimal(0), rules, on)
        case Line.EMPLOYER_LIABILITY:
            asked = needs.limit_per_head
        case Line.GROUP_ACCIDENT:
            asked = needs.accident_per_head
        case _:
            asked = needs.medical_per_head
    return _group(product, firm, asked or Money.zero(), rules, on)


def _group(product: OnSale, firm: Firm, asked: Money, rules: PlanRules, on: date) -> GroupCover:
    facts = product.tariff.product
    age: int = rules.plan["average_age"] if firm.average_age is None else firm.average_age
    priced = group_premium(
        product.tariff,
        firm.heads_by_class(rules.plan),
        sum_per_head=fitted(asked, facts.sum_insured),
        age=age,
        on=on,
    )
    told = list(basis_caveats(facts))
    told += [] if firm.occupation_mix else [caveats.HEADS_NOT_TOLD_APART]
    told += [caveats.SOME_HEADS_NOT_TAKEN] if priced.not_taken else []
    told += [caveats.SUM_BELOW_WHAT_IS_LACKING] if priced.sum_per_head < asked else []
    if facts.line is Line.EMPLOYER_LIABILITY:
        told += [caveats.LIMITS_ARE_NOT_ADDED] if firm.liability_limit_per_head else []
    else:
        told += [caveats.PRICED_AT_AN_AVERAGE_AGE] if firm.average_age is None else []
    return _offered(product, priced, asked=asked, told=told, heads=priced.heads)


def _property(product: OnSale, firm: Firm, asked: Money, rules: PlanRules, on: date) -> GroupCover:
    facts = product.tariff.product
    sum_insured = fitted(asked, facts.sum_insured)
    risk = class_of(rules.plan["property_classes"], firm.industry, rules.plan)
    choice = Choice(
        sum_insured=sum_insured,
        coverage_term=facts.coverage_terms[0],
        payment_years=facts.payment_terms[0],
    )
    answer = premium(product.tariff, Life(age=0, sex=_ANYBODY, occupation_class=risk), choice, on=on)
    told = list(answer.caveats)
    if firm.replacement_value:
        insured = InsuredProperty(
            replacement_value=firm.replacement_value, sum_insured=firm.property_insured + sum_insured
        )
        told += property_cover(insured, rules.property_cover).caveats
    priced = GroupPremium(
        sum_per_head=sum_insured,
        heads=firm.headcount,
        classes=(),
        not_taken={},
        annual_premium=answer.result.annual_premium,
        because=answer.because[0],
    )
    return _offered(product, priced, asked=asked, told=told, heads=None)


def _annuity(product: OnSale, firm: Firm, rate: Decimal, rules: PlanRules, on: date) -> GroupCover:
    """What the employer is to contribute beyond what it does, within the ceiling; raises AnnuityCeilingReached."""
    ceiling: Decimal = rules.annuity["employer_ceiling"]
    asked = max(Money.zero(), firm.annual_wages * rate - firm.annuity_contribution)
    allowed = max(Money.zero(), firm.annual_wages * ceiling - firm.annuity_contribution)
    contribution = min(asked, allowed)
    if asked and not contribution:
        raise AnnuityCeilingReached("/annual_wages", ceiling=f"{ceiling:.0%}")
    facts = product.tariff.product
    a_head = Money.rounded(contribution.amount / firm.headcount)
    priced = group_premium(
        product.tariff,
        firm.heads_by_class(rules.plan),
        sum_per_head=a_head,
        age=facts.issue_age.minimum if facts.issue_age else 0,
        on=on,
    )
    told = list(basis_caveats(facts))
    told += [caveats.BENEFITS_ARE_NOT_GUARANTEED] if not facts.benefits_are_certain else []
    told += [caveats.ANNUITY_AT_THE_CEILING] if contribution < asked else []
    because = Because.of(
        rules.annuity,
        annual_wages=firm.annual_wages,
        employer_rate=rate,
        contributed_already=firm.annuity_contribution,
        contribution=contribution,
        **rules.annuity.values,
    )
    whole = priced.model_copy(update={"annual_premium": contribution, "classes": (), "because": because})
    asked_a_head = Money.rounded(asked.amount / firm.headcount)
    return _offered(product, whole, asked=asked_a_head, told=told, heads=priced.heads)


def _offered(
    product: OnSale,
    priced: GroupPremium,
    *,
    asked: Money,
    told: list[str],
    heads: int | None,
) -> GroupCover:
    facts = product.tariff.product
    return GroupCover(
        product_id=product.product_id,
        product_code=facts.code,
        product_version=facts.version,
        carrier_id=product.carrier_id,
        line=facts.line,
        name=facts.name,
        insurer=facts.insurer,
        coverage_term=facts.coverage_terms[0],
        sum_insured=priced.sum_per_head,
        asked=asked,
        heads=heads,
        classes=priced.classes,
        heads_not_taken=priced.not_taken,
        annual_premium=priced.annual_premium,
        deductible=facts.deductible,
        annual_limit=facts.annual_limit,
        waiting_days=facts.waiting_days,
        basis=facts.basis,
        because=priced.because,
        caveats=tuple(dict.fromkeys(told)),
    )
