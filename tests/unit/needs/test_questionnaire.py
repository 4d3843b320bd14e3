"""Questionnaires as rules: what is asked after which answers, and that the JSON Schema says the same as the domain."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.needs import questionnaire_folder
from services.needs.domain.question_schema import json_schema, ui_schema
from services.needs.domain.questionnaire import Answer, Question, Questionnaire
from services.needs.questionnaire_folder import InvalidQuestionnaires, read_questionnaires
from tests.services.needs.interviews import make_answers, make_firm_answers
from tests.unit.needs.households import TODAY

FOLDER = Path(questionnaire_folder.__file__).parent / "questionnaires"
BUILT_IN = read_questionnaires(FOLDER)
WORDS = {"zh-CN": "问", "en": "Q"}


def make_question(key: str, kind: str = "boolean", **others: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "title": WORDS, **others}


def make_questionnaire(*questions: dict[str, Any]) -> Questionnaire:
    block = {"key": "only", "title": WORDS, "questions": list(questions)}
    return Questionnaire.model_validate(
        {
            "code": "small",
            "version": 1,
            "subject": "household",
            "effective_from": date(2026, 1, 1),
            "title": WORDS,
            "blocks": [block],
        }
    )


def sensible(question: Question) -> st.SearchStrategy[Answer]:
    """Answers that fit the question."""
    options = [option.value for option in question.options]
    fitting: dict[str, st.SearchStrategy[Any]] = {
        "boolean": st.booleans(),
        "integer": st.integers(question.least, min(question.most, question.least + 9)),
        "amount": st.sampled_from(["0", "0.01", "200000.00", "9999999999.99"]),
        "birth_date": st.sampled_from(["1996-02-11", "2000-02-29"]),
        "birth_dates": st.lists(st.just("2020-06-01"), min_size=question.least, max_size=3),
        "industry": st.sampled_from(["C", "C3911"]),
        "choice": st.sampled_from(options or ["none"]),
        "choices": st.lists(
            st.sampled_from(options or ["none"]), unique=True, min_size=question.least, max_size=question.most
        ),
    }
    return fitting[question.kind]


SENSELESS: st.SearchStrategy[Any] = st.sampled_from(
    [True, 7, -1, 10**12, "", "x", "1e9", "1.234", "2020-13-01", [], ["x"], ["2020-13-01"], ["death"] * 2]
)


ODDITY = st.integers(0, 19)


@st.composite
def some_answers(draw: st.DrawFn, questionnaire: Questionnaire) -> dict[str, Answer]:
    """Answers to the questions that are asked, now and then one that is missing, not asked, or senseless."""
    answers: dict[str, Answer] = {}
    for question in questionnaire.questions():
        asked = question.key in {one.key for one in questionnaire.asked(answers)}
        if asked != (draw(ODDITY) == 19):
            senseless = draw(ODDITY) == 19
            answers[question.key] = draw(SENSELESS if senseless else sensible(question))
    return answers


@cache
def validator_of(code: str) -> jsonschema.Draft202012Validator:
    schema = json_schema(BUILT_IN.of(code, 1), "en")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("code", ["golden_questions", "enterprise_profile"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_json_schema_accepts_what_the_rules_accept_and_nothing_else(
    code: str, data: st.DataObject
) -> None:
    questionnaire = BUILT_IN.of(code, 1)
    answers = data.draw(some_answers(questionnaire))
    assert validator_of(code).is_valid(answers) == (questionnaire.faults(answers, on=TODAY) == ())


@pytest.mark.parametrize(
    ("code", "answers"), [("golden_questions", make_answers()), ("enterprise_profile", make_firm_answers())]
)
def test_whole_answers_have_no_faults_and_are_whole(code: str, answers: dict[str, Answer]) -> None:
    questionnaire = BUILT_IN.of(code, 1)
    assert questionnaire.faults(answers, on=TODAY) == ()
    assert questionnaire.progress(answers).percent == 100


def test_every_question_is_worded_and_has_its_control() -> None:
    for questionnaire in BUILT_IN.versions:
        keys = {question.key for question in questionnaire.questions()}
        for language in ("zh-CN", "en"):
            schema, ui = json_schema(questionnaire, language), ui_schema(questionnaire, language)
            assert schema["properties"].keys() == keys
            assert all(part["title"] for part in schema["properties"].values())
            controls = [control for category in ui["elements"] for control in category["elements"]]
            assert {control["scope"].removeprefix("#/properties/") for control in controls} == keys


@pytest.mark.parametrize(
    "answer", ["1996-02-30", "1996-2-1", "1899-12-31", "1996-02-11\n", "19960211", 19960211]
)
def test_a_day_that_there_is_not_is_no_birth_date(answer: Answer) -> None:
    questionnaire = make_questionnaire(make_question("born", "birth_date"))
    [fault] = questionnaire.faults({"born": answer}, on=TODAY)
    assert fault.problem.code == "NO_ANSWER_TO_THIS"
    assert questionnaire.faults({"born": "1996-02-29"}, on=TODAY) == ()


def test_a_question_after_one_that_is_not_asked_is_not_asked_either() -> None:
    questionnaire = make_questionnaire(
        make_question("first"),
        make_question("second", show_if={"question": "first", "equals": True}),
        make_question("third", show_if={"question": "second", "equals": True}),
    )
    answers: dict[str, Answer] = {"first": False, "second": True, "third": True}
    assert [question.key for question in questionnaire.asked(answers)] == ["first"]
    assert [fault.question for fault in questionnaire.faults(answers, on=TODAY)] == ["second", "third"]
    assert questionnaire.progress(answers).percent == 100
    assert questionnaire.progress({"first": True}).percent == 50


@pytest.mark.parametrize(
    "questions",
    [
        [make_question("twice"), make_question("twice")],
        [make_question("early", show_if={"question": "late", "equals": True}), make_question("late")],
        [
            make_question("number", "integer"),
            make_question("after", show_if={"question": "number", "equals": True}),
        ],
        [make_question("one"), make_question("two", show_if={"question": "one"})],
        [
            make_question("one"),
            make_question("two", show_if={"question": "one", "equals": True, "at_least": 1}),
        ],
        [make_question("chosen", "choice")],
        [make_question("count", "integer", least=2, most=1)],
        [],
    ],
)
def test_a_questionnaire_that_cannot_be_asked_is_none(questions: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        make_questionnaire(*questions)


def test_two_versions_of_a_questionnaire_are_never_in_force_on_one_day(tmp_path: Path) -> None:
    first = (FOLDER / "golden_questions.1.toml").read_text("utf-8")
    (tmp_path / "golden_questions.1.toml").write_text(first, "utf-8")
    (tmp_path / "golden_questions.2.toml").write_text(first.replace("version = 1", "version = 2"), "utf-8")
    with pytest.raises(InvalidQuestionnaires):
        read_questionnaires(tmp_path)
