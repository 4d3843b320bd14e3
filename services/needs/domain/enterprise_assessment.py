"""A whole firm assessed on a day: liability per head, group cover, property, enterprise annuity.

Invariant: a firm's gaps are a list of its own beside its owner's household; nothing here is added to that.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from services.needs.domain import caveats
from services.needs.domain.chart import GapChart, gap_chart
from services.needs.domain.enterprise import AnnuityPlan, Enterprise, EnterpriseRules, GroupCover, Property
from services.needs.domain.gap import Figure, Gap, Need, Offset, refusing_oversized_figures
from services.needs.domain.priority import Priority, by_size, placed
from services.needs.domain.problems import AnnuityCeiling
from shared.because import Answer, Because
from shared.risk_transfer import liability_caveats


class EnterpriseAssessment(Figure):
    """What a firm lacks on `on`. The employer-liability gap is per head, the others are the whole firm's."""

    on: date
    gaps: tuple[Answer[Gap], ...]
    priorities: Answer[tuple[Priority, ...]]
    chart: GapChart
    rule_versions: tuple[str, ...]


@refusing_oversized_figures
def assess_enterprise(firm: Enterprise, rules: EnterpriseRules, *, on: date) -> EnterpriseAssessment:
    """Every gap of the firm that it gave facts for; raises AnnuityCeiling and FigureTooLarge."""
    gaps = [_employer_liability(firm, rules, on)]
    if firm.group_accident is not None:
        gaps.append(_group(firm, firm.group_accident, "group_accident", rules))
    if firm.group_medical is not None:
        gaps.append(_group(firm, firm.group_medical, "group_medical", rules))
    if firm.plant is not None:
        gaps.append(_property(firm.plant, rules))
    if firm.annuity is not None:
        gaps.append(_annuity(firm, firm.annuity, rules))
    results = [answer.result for answer in gaps]
    return EnterpriseAssessment(
        on=on,
        gaps=tuple(gaps),
        priorities=_by_size(results, rules),
        chart=gap_chart(None, results),
        rule_versions=tuple(sorted({reason.version for answer in gaps for reason in answer.because})),
    )


def _employer_liability(firm: Enterprise, rules: EnterpriseRules, on: date) -> Answer[Gap]:
    limit = firm.liability_limit_per_head
    gap = Gap.between(
        [Need(code="liability_per_head", amount=max(rules.least_limit_per_head, rules.grant))],
        [Offset(code="own_cover", amount=limit)],
        risk="employer_liability",
        step=rules.step,
    )
    because = [
        Because.of(
            rules.employer_liability,
            limit_per_head=limit,
            headcount=firm.headcount,
            least_limit_per_head=rules.least_limit_per_head,
        ),
        Because.of(rules.work_death_grant, **rules.work_death_grant.values),
    ]
    told = liability_caveats(limit, rules, on=on, enrolled=firm.enrolled_in_work_injury_fund)
    return Answer(result=gap, because=because, caveats=[caveats.ADVISERS_CONVENTION, *told])


def _group(
    firm: Enterprise,
    cover: GroupCover,
    risk: Literal["group_accident", "group_medical"],
    rules: EnterpriseRules,
) -> Answer[Gap]:
    gap = Gap.between(
        [Need(code="group_target", amount=cover.target_per_head * firm.headcount)],
        [Offset(code="own_cover", amount=cover.existing_total)],
        risk=risk,
        step=rules.step,
    )
    because = Because.of(rules.gap_rounding, headcount=firm.headcount, cover=cover, step=rules.step)
    return Answer(result=gap, because=[because], caveats=[caveats.EMPLOYER_COVER_ENDS_WITH_THE_JOB])


def _property(plant: Property, rules: EnterpriseRules) -> Answer[Gap]:
    gap = Gap.between(
        [Need(code="replacement_value", amount=plant.replacement_value)],
        [Offset(code="own_cover", amount=plant.sum_insured)],
        risk="property",
        step=rules.step,
    )
    told = []
    if plant.sum_insured < plant.replacement_value:
        told.append(caveats.UNDER_INSURED_PRO_RATA)
    if plant.sum_insured > plant.replacement_value:
        told.append(caveats.OVER_INSURED_VOID)
    because = Because.of(rules.property_cover, plant=plant, **rules.property_cover.values)
    return Answer(result=gap, because=[because], caveats=told)


def _annuity(firm: Enterprise, plan: AnnuityPlan, rules: EnterpriseRules) -> Answer[Gap]:
    rule = rules.enterprise_annuity
    _refuse_above(rule["employer_ceiling"], plan.employer_rate, "/annuity/employer_rate")
    _refuse_above(rule["joint_ceiling"], plan.employer_rate + plan.employee_rate, "/annuity/employee_rate")
    gap = Gap.between(
        [Need(code="annuity_target", amount=firm.annual_wages * plan.employer_rate)],
        [Offset(code="own_cover", amount=plan.current_contribution)],
        risk="enterprise_annuity",
        step=rules.step,
    )
    because = Because.of(rule, annual_wages=firm.annual_wages, plan=plan, **rule.values)
    return Answer(result=gap, because=[because], caveats=[])


def _refuse_above(ceiling: Decimal, rate: Decimal, pointer: str) -> None:
    if rate > ceiling:
        raise AnnuityCeiling(pointer=pointer, ceiling=f"{ceiling:.0%}")


def _by_size(gaps: Sequence[Gap], rules: EnterpriseRules) -> Answer[tuple[Priority, ...]]:
    missing = sorted((gap for gap in gaps if gap.gap), key=by_size)
    order = tuple(placed(gap, place=place, urgency=1) for place, gap in enumerate(missing, start=1))
    because = Because.of(rules.gap_rounding, order="larger share missing first, then the larger gap")
    return Answer(result=order, because=[because], caveats=[caveats.ENTERPRISE_ORDER_IS_BY_SIZE])
