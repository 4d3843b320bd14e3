"""Risk foresight (capability 4): read off the pre-check table, from the mildest outcome to the hardest."""

from datetime import date
from typing import Any

import pytest

from services.leads.domain.foresight import Foresight, foresee, known_tags
from services.leads.domain.knowledge_problems import UnknownCode
from services.leads.domain.preparation import line_profile
from services.leads.domain.tools import tools
from shared.because import Answer
from shared.contracts import Line
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)


def foreseen(**facts: Any) -> Answer[Foresight]:
    return foresee(CN, **{"tags": [], "age": None, "occupation_class": None, "on": TODAY, **facts})


def outlook(answer: Answer[Foresight]) -> list[tuple[str, str, str]]:
    return [(one.line, one.mildest.code, one.hardest.code) for one in answer.result.outlook]


def strategies(answer: Answer[Foresight]) -> list[str]:
    return [strategy.code for strategy in answer.result.strategies]


def test_nodules_put_critical_illness_before_medical_with_the_scans_to_fetch() -> None:
    answer = foreseen(tags=["nodule"])
    assert outlook(answer) == [
        ("accident", "STANDARD", "STANDARD"),
        ("term_life", "STANDARD", "POSTPONE"),
        ("critical_illness", "EXCLUSION", "POSTPONE"),
        ("medical_million", "EXCLUSION", "DECLINE"),
    ]
    assert strategies(answer) == ["nodule_critical_illness_first"]
    assert [paper.code for paper in answer.result.documents] == [
        "thyroid_ultrasound",
        "breast_ultrasound",
        "chest_ct",
    ]
    assert [reason.rule for reason in answer.because] == [
        "precheck.condition.thyroid_nodule",
        "precheck.condition.breast_nodule",
        "precheck.condition.lung_nodule",
        "preparation.foresight",
    ]


def test_a_single_condition_is_a_tag_too_and_counts_once() -> None:
    once, twice = foreseen(tags=["thyroid_nodule"]), foreseen(tags=["thyroid_nodule", "thyroid_nodule"])
    assert outlook(once) == outlook(twice)
    assert ("critical_illness", "STANDARD", "POSTPONE") in outlook(once)


def test_class_five_goes_to_a_person_on_every_line_but_life_which_is_rated() -> None:
    answer = foreseen(occupation_class="5")
    assert outlook(answer) == [
        ("term_life", "RATED", "RATED"),
        ("critical_illness", "MANUAL", "MANUAL"),
        ("medical_million", "MANUAL", "MANUAL"),
        ("accident", "MANUAL", "MANUAL"),
    ]
    assert strategies(answer) == ["high_class_specialised_accident"]


def test_an_uninsurable_occupation_leads_to_the_employer_whatever_else_is_known() -> None:
    answer = foreseen(occupation_class="uninsurable", tags=["gastritis"], age=30)
    assert {hardest for _, _, hardest in outlook(answer)} == {"DECLINE"}
    assert strategies(answer) == ["uninsurable_occupation_employer"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (17, ["minor_no_life_first"]),
        (18, []),
        (44, []),
        (45, ["middle_age_lock_in"]),
        (59, ["middle_age_lock_in"]),
        (60, ["senior_medical_accident"]),
    ],
)
def test_age_alone_gives_a_strategy_and_expects_nothing_of_underwriting(
    age: int, expected: list[str]
) -> None:
    answer = foreseen(age=age)
    assert strategies(answer) == expected
    assert answer.result.outlook == ()


def test_a_strategy_that_rests_on_a_law_names_its_rule() -> None:
    assert {reason.rule for reason in foreseen(age=9).because} == {
        "preparation.foresight",
        "minors.death_cap",
        "minors.death_cover",
    }


def test_an_unknown_tag_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownCode) as refused:
        foreseen(tags=["nodule", "hiccups"])
    assert refused.value.pointer == "/tags/1"
    assert "nodule" in refused.value.values["known"]


def test_every_tag_that_is_known_can_be_foreseen() -> None:
    for tag in known_tags(CN, on=TODAY):
        assert len(foreseen(tags=[tag.code]).result.outlook) == 4


@pytest.mark.parametrize("line", Line)
def test_each_line_has_its_focus_its_documents_and_its_questions(line: Line) -> None:
    profile = line_profile(CN, line, on=TODAY)
    assert profile.underwriting_focus
    assert profile.claim_documents[0].case == "always"
    assert profile.investigation


def test_every_tool_finds_the_rules_that_it_works_by() -> None:
    assert [tool.called.code for tool in tools(CN, on=TODAY) if tool.missing] == []


def test_a_tool_says_which_rules_it_lacks_on_a_day_before_they_were_in_force() -> None:
    on_that_day = {tool.called.code: tool for tool in tools(CN, on=date(2020, 11, 4))}
    assert on_that_day["product_comparison"].missing == ("product.critical_illness",)
    assert on_that_day["policy_clocks"].missing == ()
