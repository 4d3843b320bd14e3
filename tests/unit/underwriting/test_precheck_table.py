"""Every row of the pre-check table, written out by hand beside the finding that falls into it."""

from datetime import date
from typing import Any

import pytest

from services.underwriting.domain.conditions import grade, read_condition
from services.underwriting.domain.findings import Finding
from services.underwriting.domain.outcomes import Outcome, Verdict
from services.underwriting.domain.precheck import Life, conditions_in_force, precheck
from shared.jurisdictions import Jurisdiction
from tests.unit.underwriting.precheck_rows import ROWS

CN = Jurisdiction.load("cn")
ON = date(2026, 6, 1)
COLUMNS = ("critical_illness", "medical", "life", "accident")
LINES = ("critical_illness", "medical_million", "term_life", "accident")


def as_cell(verdict: Verdict) -> str:
    """A verdict as the table writes it."""
    excluded = "".join(f"E:{name}" for name in verdict.exclusions)
    return {
        Outcome.STANDARD: "S",
        Outcome.MANUAL: "M",
        Outcome.DECLINE: "D",
        Outcome.POSTPONE: f"P{verdict.postpone_months}",
        Outcome.EXCLUSION: excluded,
        Outcome.RATED: f"R{verdict.rating_percent}" + (f"+{excluded}" if excluded else ""),
    }[verdict.outcome]


def cells(condition: str, details: dict[str, Any], life: Life | None = None) -> str:
    answer = precheck(CN, life or Life(), [Finding(condition=condition, details=details)], on=ON)
    return " ".join(as_cell(answer.result.lines[line]) for line in LINES)


@pytest.mark.parametrize(("condition", "details", "expected"), ROWS)
def test_a_finding_falls_into_its_row(condition: str, details: dict[str, Any], expected: str) -> None:
    assert cells(condition, details) == expected


@pytest.mark.parametrize(
    ("age", "details", "expected"),
    [
        (1, {"birth_weight_kg": "2.4"}, "P12 P12 P12 S"),
        (1, {"gestation_weeks": 36}, "P12 P12 P12 S"),
        (1, {"birth_weight_kg": "2.5", "gestation_weeks": 37}, "S S S S"),
        (2, {"birth_weight_kg": "1.2"}, "S S S S"),
    ],
)
def test_a_premature_birth_counts_before_the_second_birthday(
    age: int, details: dict[str, Any], expected: str
) -> None:
    assert cells("premature_birth", details, Life(age=age)) == expected


def test_all_twenty_seven_conditions_are_in_the_table_and_each_row_above_is_reached() -> None:
    in_force = conditions_in_force(CN, on=ON)
    numbered = {rule["number"] for rule in CN.rules() if rule.id.startswith("precheck.condition.")}
    assert numbered == set(range(1, 29))
    tried = {condition for condition, _, _ in ROWS} | {"premature_birth"}
    assert {condition.code for condition in in_force} == tried


def test_every_grade_of_the_table_is_reached_by_a_row_above() -> None:
    findings = [Finding(condition=condition, details=details) for condition, details, _ in ROWS]
    reached = {
        (found.condition, found.grade)
        for finding in findings
        for found in precheck(CN, Life(), [finding], on=ON).result.findings
    }
    all_grades = {(one.code, row.grade) for one in conditions_in_force(CN, on=ON) for row in one.grades}
    assert {pair for pair in all_grades - reached if pair[0] != "premature_birth"} == set()


def test_every_exclusion_document_and_label_of_the_table_has_a_text_in_both_languages() -> None:
    excluded = {
        name
        for condition in conditions_in_force(CN, on=ON)
        for row in condition.grades
        for verdict in row.verdicts.values()
        for name in verdict.exclusions
    }
    texts = {**CN.rule("precheck.exclusions", on=ON).values, **CN.rule("precheck.documents", on=ON).values}
    wanted = excluded | {condition.document for condition in conditions_in_force(CN, on=ON)}
    assert wanted <= set(texts)
    for text in [*texts.values(), *(condition.label for condition in conditions_in_force(CN, on=ON))]:
        assert set(text) == {"zh-CN", "en"}


def test_a_missing_input_names_the_document_to_fetch_and_what_it_would_tell() -> None:
    rule = CN.rule("precheck.condition.lung_nodule", on=ON)
    found = grade(
        read_condition(rule, COLUMNS),
        Finding(condition="lung_nodule", details={"density": "solid"}),
        on=ON,
        subject={},
        at="/findings/0",
    )
    assert found.grade is None
    assert found.missing == ("size_mm",)
    assert found.documents == ("chest_ct",)
    assert found.verdicts["critical_illness"].documents == ("chest_ct",)


def test_an_ultrasound_older_than_six_months_grades_nothing() -> None:
    details: dict[str, Any] = {"ti_rads": "3", "size_mm": "8"}
    of_yesterday = Finding(condition="thyroid_nodule", details=details, examined_on=date(2025, 12, 1))
    too_old = Finding(condition="thyroid_nodule", details=details, examined_on=date(2025, 11, 30))
    assert precheck(CN, Life(), [of_yesterday], on=ON).result.lines["critical_illness"].outcome == "STANDARD"
    answer = precheck(CN, Life(), [too_old], on=ON)
    assert answer.result.lines["critical_illness"].outcome == "MANUAL"
    assert answer.result.findings[0].report_too_old
