"""The pre-check as advice: what a client hears, and that the order of his memories never matters."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.underwriting.domain.caveats import CAVEATS
from services.underwriting.domain.findings import Finding
from services.underwriting.domain.outcomes import Outcome, Verdict, combine, rated_premium, read_verdict
from services.underwriting.domain.precheck import Life, precheck
from services.underwriting.domain.problems import (
    ConditionSexMismatch,
    InvalidGradingInput,
    UnknownCondition,
    UnknownLine,
)
from shared.jurisdictions import Jurisdiction
from shared.money import Money
from tests.unit.underwriting.precheck_rows import ROWS

CN = Jurisdiction.load("cn")
ON = date(2026, 6, 1)

findings = st.sampled_from(ROWS).map(lambda row: Finding(condition=row[0], details=row[1]))
verdicts = st.builds(
    Verdict,
    outcome=st.sampled_from(Outcome),
    exclusions=st.lists(st.sampled_from(["thyroid", "liver", "lung"]), unique=True).map(
        lambda names: tuple(sorted(names))
    ),
    rating_percent=st.sampled_from([0, 10, 25, 50, 100]),
    postpone_months=st.sampled_from([0, 3, 6, 12]),
    documents=st.sampled_from([(), ("chest_ct",), ("liver_report",)]),
)


def make_life(**facts: Any) -> Life:
    return Life(**{"age": 32, "sex": "female", "occupation_class": "1", **facts})


def nodule(ti_rads: str, size_mm: int) -> Finding:
    return Finding(condition="thyroid_nodule", details={"ti_rads": ti_rads, "size_mm": size_mm})


def together(said: list[Verdict]) -> Verdict:
    return combine(said, highest_rating_percent=150)


def test_a_ti_rads_3_nodule_of_8_mm_excludes_the_thyroid_from_medical_cover_alone() -> None:
    lines = precheck(CN, make_life(), [nodule("3", 8)], on=ON).result.lines
    assert lines["critical_illness"] == Verdict()
    assert lines["medical_million"] == Verdict(outcome=Outcome.EXCLUSION, exclusions=("thyroid",))
    assert lines["term_life"] == Verdict()
    assert lines["accident"] == Verdict()


def test_a_ti_rads_4a_nodule_of_12_mm_excludes_thyroid_cancer_and_declines_medical_cover() -> None:
    lines = precheck(CN, make_life(), [nodule("4A", 12)], on=ON).result.lines
    assert lines["critical_illness"] == Verdict(outcome=Outcome.EXCLUSION, exclusions=("thyroid-cancer",))
    assert lines["medical_million"].outcome is Outcome.DECLINE


@pytest.mark.parametrize("finding", [nodule("3", 8), nodule("4A", 12)])
def test_critical_illness_is_applied_for_before_medical_cover_with_a_nodule(finding: Finding) -> None:
    answer = precheck(CN, make_life(), [finding], on=ON)
    order = [step.line for step in answer.result.application_order]
    assert order.index("critical_illness") < order.index("medical_million")
    assert order[-1] == "medical_million"
    assert "DECLINE_MUST_BE_DISCLOSED" in answer.caveats


def test_what_to_do_follows_from_the_outcome() -> None:
    findings = [
        nodule("4A", 12),
        Finding(condition="colon_polyp", details={"removed": False}),
        Finding(condition="other_condition"),
    ]
    steps = precheck(CN, make_life(), findings, on=ON).result.application_order
    assert {step.line: step.advice for step in steps} == {
        "critical_illness": "WAIT",
        "medical_million": "LOOK_FOR_ANOTHER_PRODUCT",
        "term_life": "ASK_BEFORE_APPLYING",
        "accident": "ASK_BEFORE_APPLYING",
    }


def test_a_common_cold_alone_leaves_nothing_to_disclose() -> None:
    answer = precheck(CN, make_life(), [Finding(condition="common_cold")], on=ON)
    assert answer.result.nothing_to_disclose
    assert answer.result.not_to_disclose == ("common_cold",)
    assert {verdict.outcome for verdict in answer.result.lines.values()} == {Outcome.STANDARD}
    assert "ANSWER_ONLY_WHAT_IS_ASKED" in answer.caveats


def test_a_genetic_test_is_never_weighed() -> None:
    with_test = [Finding(condition="genetic_test"), nodule("3", 8)]
    answer = precheck(CN, make_life(), with_test, on=ON)
    assert answer.result.lines == precheck(CN, make_life(), [nodule("3", 8)], on=ON).result.lines
    assert not answer.result.nothing_to_disclose


def test_an_answer_says_by_which_rows_and_that_a_person_can_review_it() -> None:
    answer = precheck(CN, make_life(), [nodule("3", 8)], on=ON)
    assert [reason.rule for reason in answer.because] == [
        "precheck.condition.thyroid_nodule",
        "occupation.classes",
        "precheck.combination",
    ]
    assert answer.because[0].version == "precheck.condition.thyroid_nodule@2020-01-01"
    assert answer.because[0].inputs == {"condition": "thyroid_nodule", "ti_rads": "3", "size_mm": 8}
    assert answer.caveats[0] == "AUTOMATED_ADVICE"


@pytest.mark.parametrize(
    ("occupation_class", "expected"),
    [
        ("4", ["STANDARD", "STANDARD", "STANDARD", "STANDARD"]),
        ("5", ["MANUAL", "MANUAL", "RATED", "MANUAL"]),
        ("6", ["MANUAL", "MANUAL", "MANUAL", "MANUAL"]),
        ("uninsurable", ["DECLINE", "DECLINE", "DECLINE", "DECLINE"]),
    ],
)
def test_an_occupation_is_underwritten_like_a_condition(occupation_class: str, expected: list[str]) -> None:
    lines = precheck(CN, make_life(occupation_class=occupation_class), [], on=ON).result.lines
    assert [verdict.outcome for verdict in lines.values()] == expected


def test_class_five_adds_half_to_a_life_premium_and_to_what_health_adds() -> None:
    lipids = Finding(condition="blood_lipids", details={"total_cholesterol": 9, "triglycerides": 1})
    life = precheck(CN, make_life(occupation_class="5"), [lipids], on=ON).result.lines["term_life"]
    assert life.rating_percent == 75
    assert rated_premium(Money.of("746.50"), life.rating_percent) == Money.of("1306.38")


def test_ratings_above_one_hundred_and_fifty_percent_decline() -> None:
    assert together([read_verdict("R100"), read_verdict("R50")]).outcome is Outcome.RATED
    declined = together([read_verdict("R100"), read_verdict("R50"), read_verdict("R10")])
    assert (declined.outcome, declined.rating_percent) == (Outcome.DECLINE, 160)


def test_two_full_ratings_on_one_life_decline_it() -> None:
    told = [
        Finding(condition="body_mass_index", details={"bmi": 36}),
        Finding(condition="blood_glucose", details={"fasting_glucose": 8, "hba1c": 7}),
    ]
    life = precheck(CN, make_life(), told, on=ON).result.lines["term_life"]
    assert (life.outcome, life.rating_percent) == (Outcome.DECLINE, 200)
    assert CN.rule("precheck.combination", on=ON)["highest_rating_percent"] == 150


def test_conditions_together_report_the_worst_every_exclusion_and_the_longest_wait() -> None:
    said = [read_verdict(cell) for cell in ("P6", "E:liver", "R30+E:thyroid-cancer", "P12", "E:liver")]
    assert together(said) == Verdict(
        outcome=Outcome.POSTPONE,
        exclusions=("liver", "thyroid-cancer"),
        rating_percent=30,
        postpone_months=12,
    )


def test_one_condition_told_twice_is_rated_once_and_by_its_worse_finding() -> None:
    mild = Finding(condition="body_mass_index", details={"bmi": "29"})
    worse = Finding(condition="body_mass_index", details={"bmi": "33"})
    line = precheck(CN, make_life(), [mild, worse, mild], on=ON).result.lines["critical_illness"]
    assert line.rating_percent == 50


@given(st.lists(findings, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_conditions_are_told_never_matters(told: list[Finding], chance: Any) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    one, other = (precheck(CN, make_life(), told, on=ON), precheck(CN, make_life(), shuffled, on=ON))
    assert one.result.lines == other.result.lines
    assert one.result.application_order == other.result.application_order
    assert sorted(one.caveats) == sorted(other.caveats)


@given(st.lists(verdicts, max_size=6), st.randoms(use_true_random=False), st.integers(0, 6))
def test_combining_is_the_same_in_any_order_and_any_grouping(
    said: list[Verdict], chance: Any, cut: int
) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert together(shuffled) == together(said)
    assert together([together(said[:cut]), together(said[cut:])]) == together(said)


@given(st.lists(findings, max_size=5), findings)
def test_one_condition_more_never_improves_a_line(told: list[Finding], more: Finding) -> None:
    before = precheck(CN, make_life(), told, on=ON).result.lines
    after = precheck(CN, make_life(), [*told, more], on=ON).result.lines
    for line, verdict in after.items():
        assert verdict.outcome.severity >= before[line].outcome.severity


@pytest.mark.parametrize(
    ("details", "pointer"),
    [
        ({"size_mm": "-1"}, "/findings/1/details/size_mm"),
        ({"size_mm": "NaN"}, "/findings/1/details/size_mm"),
        ({"size_mm": 10**30}, "/findings/1/details/size_mm"),
        ({"size_mm": True}, "/findings/1/details/size_mm"),
        ({"ti_rads": "6"}, "/findings/1/details/ti_rads"),
        ({"colour": "red"}, "/findings/1/details"),
    ],
)
def test_an_impossible_detail_is_refused_with_a_pointer_to_it(details: dict[str, Any], pointer: str) -> None:
    told = [nodule("3", 8), Finding(condition="thyroid_nodule", details=details)]
    with pytest.raises(InvalidGradingInput) as refused:
        precheck(CN, make_life(), told, on=ON)
    assert refused.value.pointer == pointer
    assert refused.value.message("en")
    assert refused.value.message("zh-CN")


def test_a_report_of_tomorrow_is_refused() -> None:
    with pytest.raises(InvalidGradingInput) as refused:
        precheck(CN, make_life(), [Finding(condition="asthma", examined_on=date(2026, 6, 2))], on=ON)
    assert refused.value.pointer == "/findings/0/examined_on"


def test_conditions_and_lines_that_nobody_knows_are_refused() -> None:
    with pytest.raises(UnknownCondition):
        precheck(CN, make_life(), [Finding(condition="housemaids_knee")], on=ON)
    with pytest.raises(UnknownLine) as refused:
        precheck(CN, make_life(), [], on=ON, lines=["accident", "property"])
    assert refused.value.pointer == "/lines/1"


def test_a_condition_of_the_other_sex_is_refused() -> None:
    with pytest.raises(ConditionSexMismatch):
        precheck(CN, make_life(sex="male"), [Finding(condition="pregnancy", details={"weeks": 8})], on=ON)


def test_only_the_lines_asked_for_are_answered_in_their_order() -> None:
    answer = precheck(
        CN, make_life(), [nodule("3", 8)], on=ON, lines=["group_medical", "increasing_whole_life"]
    )
    assert list(answer.result.lines) == ["group_medical", "increasing_whole_life"]
    assert answer.result.lines["group_medical"].exclusions == ("thyroid",)


def test_json_numbers_text_and_flags_all_read_as_details() -> None:
    finding = Finding.model_validate_json(
        '{"condition": "fatty_liver", "details": {"degree": "mild", "alt_ratio": 1.6}}'
    )
    assert finding.details == {"degree": "mild", "alt_ratio": Decimal("1.6")}
    lines = precheck(CN, make_life(), [finding], on=ON).result.lines
    assert lines["critical_illness"].rating_percent == 25


@pytest.mark.parametrize("cell", ["", "R", "R0", "E:", "P", "S+E:x", "R25E:x", "E:x+R25", "Q"])
def test_a_cell_that_means_nothing_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="no outcome"):
        read_verdict(cell)


def test_every_caveat_speaks_both_languages() -> None:
    assert all(set(texts) == {"zh-CN", "en"} for texts in CAVEATS.values())
