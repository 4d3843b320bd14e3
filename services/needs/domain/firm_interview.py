"""What the answers of an interview make of a firm: a proposal to record, nothing recorded.

Invariant: what was not asked, or not answered, stays as it is known.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, cast

from services.needs.domain.answered import Amounts, describing_facts
from services.needs.domain.enterprise_problems import MixIsNotHeadcount
from services.needs.domain.questionnaire import Answers
from services.needs.domain.recorded_enterprise import RecordedEnterprise

_AS_ANSWERED: Final = ("industry", "headcount", "annual_wages", "enrolled_in_work_injury_fund")


@describing_facts
def proposed_enterprise(answers: Answers, known: RecordedEnterprise | None) -> RecordedEnterprise:
    """The firm that the answers describe, over what is known of it; raises MixIsNotHeadcount, AnswersDescribeNothing."""
    facts: dict[str, Any] = {} if known is None else known.model_dump()
    facts |= {key: answers[key] for key in _AS_ANSWERED if key in answers}
    for key, described in _DESCRIBED.items():
        if key in answers:
            facts |= described(answers, answers[key] is True)
    mix = facts.get("occupation_mix")
    if mix and sum(mix.values()) != facts["headcount"]:
        raise MixIsNotHeadcount("/answers/headcount")
    return RecordedEnterprise.model_validate(facts)


def _mix(answers: Answers, _known: bool) -> dict[str, Any]:
    heads = {number: cast(int, answers.get(f"heads_class_{number}", 0)) for number in range(1, 7)}
    return {"occupation_mix": {number: count for number, count in heads.items() if count}}


def _liability(answers: Answers, _insured: bool) -> dict[str, Any]:
    money = Amounts(answers)
    return {key: money.of(key) for key in ("liability_limit_per_head", "liability_deductible")}


def _group(name: str) -> Callable[[Answers, bool], dict[str, Any]]:
    def described(answers: Answers, wanted: bool) -> dict[str, Any]:
        money = Amounts(answers)
        cover = {
            "target_per_head": money.of(f"{name}_target"),
            "existing_total": money.of(f"{name}_existing"),
        }
        return {name: cover if wanted else None}

    return described


def _plant(answers: Answers, owned: bool) -> dict[str, Any]:
    money = Amounts(answers)
    plant = {
        "replacement_value": money.of("replacement_value"),
        "sum_insured": money.of("property_sum_insured"),
    }
    return {"plant": plant if owned else None}


def _annuity(answers: Answers, wanted: bool) -> dict[str, Any]:
    plan = {
        "employer_rate": _percent(answers, "annuity_employer_percent"),
        "employee_rate": _percent(answers, "annuity_employee_percent"),
        "current_contribution": Amounts(answers).of("annuity_current_contribution"),
    }
    return {"annuity": plan if wanted else None}


def _percent(answers: Answers, key: str) -> Decimal:
    return Decimal(cast(int, answers.get(key, 0))) / 100


_DESCRIBED: Final[Mapping[str, Callable[[Answers, bool], dict[str, Any]]]] = {
    "knows_occupation_classes": _mix,
    "has_employer_liability": _liability,
    "wants_group_accident": _group("group_accident"),
    "wants_group_medical": _group("group_medical"),
    "has_plant": _plant,
    "wants_annuity": _annuity,
}
