"""A questionnaire as a front end renders it: a JSON Schema (2020-12) of its answers, and a UI schema for JSON Forms.

Invariant: the schema accepts exactly what `Questionnaire.faults` finds nothing wrong with, skip logic included, but for two
things that no schema can say: that a day exists, and that nobody is born in the future.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from services.needs.domain.questionnaire import Condition, Kind, Question, Questionnaire
from services.needs.domain.shapes import AMOUNT, DATE, INDUSTRY

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Language = Literal["zh-CN", "en"]
Schema = dict[str, Any]


def json_schema(questionnaire: Questionnaire, language: Language) -> Schema:
    """What whole answers look like, titled in the language."""
    questions = list(questionnaire.questions())
    return {
        "$schema": DIALECT,
        "$id": f"urn:coverloop:questionnaire:{questionnaire.code}:{questionnaire.version}",
        "title": questionnaire.title[language],
        "type": "object",
        "additionalProperties": False,
        "properties": {question.key: _property(question, language) for question in questions},
        "required": [question.key for question in questions if question.required and not question.show_if],
        "allOf": [_asked_only_if(question, question.show_if) for question in questions if question.show_if],
    }


def ui_schema(questionnaire: Questionnaire, language: Language) -> Schema:
    """One category a block, one control a question, shown by the rules of the questions."""
    return {
        "type": "Categorization",
        "elements": [
            {
                "type": "Category",
                "label": block.title[language],
                "elements": [_control(question, language) for question in block.questions],
            }
            for block in questionnaire.blocks
        ],
    }


def _property(question: Question, language: Language) -> Schema:
    described = {} if question.hint is None else {"description": question.hint[language]}
    return {"title": question.title[language], **described, **_SCHEMAS[question.kind](question, language)}


def _asked_only_if(question: Question, condition: Condition) -> Schema:
    fulfilled: Schema = {
        "properties": {condition.question: _fulfilling(condition)},
        "required": [condition.question],
    }
    asked: Schema = {"required": [question.key]} if question.required else {}
    return {"if": fulfilled, "then": asked, "else": {"properties": {question.key: False}}}


def _fulfilling(condition: Condition) -> Schema:
    if condition.contains is not None:
        return {"type": "array", "contains": {"const": condition.contains}}
    if condition.at_least is not None:
        return {"type": "integer", "minimum": condition.at_least}
    return {"const": condition.equals}


def _control(question: Question, language: Language) -> Schema:
    control: Schema = {
        "type": "Control",
        "scope": _scope(question.key),
        "label": question.title[language],
    }
    if question.kind in ("birth_dates", "choices"):
        control["options"] = {"multi": True}
    if question.show_if is not None:
        control["rule"] = {
            "effect": "SHOW",
            "condition": {
                "scope": _scope(question.show_if.question),
                "schema": _fulfilling(question.show_if),
                "failWhenUndefined": True,
            },
        }
    return control


def _scope(key: str) -> str:
    return f"#/properties/{key}"


def _options(question: Question, language: Language) -> Schema:
    titled = [{"const": option.value, "title": option.title[language]} for option in question.options]
    return {"type": "string", "oneOf": titled}


def _amount(question: Question, _language: Language) -> Schema:
    return {"type": "string", "pattern": AMOUNT, "x-unit": "CNY", "examples": ["200000.00"]}


def _date(_question: Question, _language: Language) -> Schema:
    return {"type": "string", "format": "date", "pattern": DATE, "x-not-after": "today"}


def _dates(question: Question, language: Language) -> Schema:
    return {
        "type": "array",
        "items": _date(question, language),
        "minItems": question.least,
        "maxItems": question.most,
    }


def _choices(question: Question, language: Language) -> Schema:
    return {
        "type": "array",
        "items": _options(question, language),
        "uniqueItems": True,
        "minItems": question.least,
        "maxItems": question.most,
    }


_SCHEMAS: Final[Mapping[Kind, Callable[[Question, Language], Schema]]] = {
    "boolean": lambda _question, _language: {"type": "boolean"},
    "integer": lambda question, _language: {
        "type": "integer",
        "minimum": question.least,
        "maximum": question.most,
    },
    "amount": _amount,
    "birth_date": _date,
    "birth_dates": _dates,
    "industry": lambda _question, _language: {
        "type": "string",
        "pattern": INDUSTRY,
        "x-options": "/needs/industries",
    },
    "choice": _options,
    "choices": _choices,
}
