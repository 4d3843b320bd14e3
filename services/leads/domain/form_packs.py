"""投保单证: the blank forms of a line, each in the version in force on a day, with notes on how to fill it in."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts import Line
from shared.jurisdictions import Confidence, Jurisdiction, Rule
from shared.problems import BrokenRule

AnswerKind = Literal["text", "date", "amount", "choice", "yes_no", "signature"]


class FormNotOfLine(BrokenRule):
    """This form is not used for {line}."""

    code = "FORM_NOT_OF_LINE"
    zh = "该单证不适用于险种 {line}。"


class FormCode(StrEnum):
    """The forms of a pack."""

    APPLICATION = "application"
    HEALTH_QUESTIONNAIRE = "health_questionnaire"
    BENEFICIARY_STATEMENT = "beneficiary_statement"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Item(_Frozen):
    """One thing that is asked, and how to answer it."""

    number: int
    text: str
    answer: AnswerKind
    choices: list[str]
    note: str | None


class FormSection(_Frozen):
    """A part of a form; `repeat` times where several of a kind are to be named."""

    heading: str
    repeat: int
    items: list[Item]


class FormHead(_Frozen):
    """Which form this is, in which version, and for which lines."""

    code: FormCode
    title: str
    version: str
    effective_from: date
    lines: list[Line]
    source: str
    confidence: Confidence


class BlankForm(FormHead):
    """A blank form in one language; of one line where one was asked for, else with every item of every line."""

    line: Line | None
    intro: str
    notes: list[str]
    sections: list[FormSection]


def pack(jurisdiction: Jurisdiction, line: Line | None, *, on: date, language: str) -> list[FormHead]:
    """The forms that an application of `line` takes, or all there are."""
    heads = [_head(code, _rule(jurisdiction, code, on), language) for code in FormCode]
    return [head for head in heads if line is None or line in head.lines]


def blank_form(
    jurisdiction: Jurisdiction, code: FormCode, line: Line | None, *, on: date, language: str
) -> BlankForm:
    """One form, asking only what that line asks (保险法 2015 art. 16); raises FormNotOfLine, NoRuleInForce."""
    rule = _rule(jurisdiction, code, on)
    head = _head(code, rule, language)
    if line is not None and line not in head.lines:
        raise FormNotOfLine("/query/line", line=line.value)
    asked = _Asked(rule, line, language)
    sections = [asked.section(section) for section in rule["sections"] if asked.concerns(section)]
    return BlankForm(
        **head.model_dump(),
        line=line,
        intro=rule["intro"][language],
        notes=[note[language] for key, note in rule["notes"].items() if key not in asked.noted],
        sections=sections,
    )


class _Asked:
    """The items of a form for one line, numbered; a note stands beside the first item that needs it."""

    def __init__(self, rule: Rule, line: Line | None, language: str) -> None:
        self._notes, self._line, self._language = rule["notes"], line, language
        self._number = 0
        self.noted = _keys_of_notes(rule)
        self._shown: set[str] = set()

    def concerns(self, part: Mapping[str, Any]) -> bool:
        """Whether a section or an item is asked for the line."""
        return self._line is None or "lines" not in part or self._line.value in part["lines"]

    def section(self, section: Mapping[str, Any]) -> FormSection:
        """A section with those of its items that are asked."""
        items = [self._item(item) for item in section["items"] if self.concerns(item)]
        return FormSection(
            heading=section["heading"][self._language], repeat=section.get("repeat", 1), items=items
        )

    def _item(self, item: Mapping[str, Any]) -> Item:
        self._number += 1
        return Item(
            number=self._number,
            text=item["text"][self._language],
            answer=item["answer"],
            choices=list(item["choices"][self._language]) if "choices" in item else [],
            note=self._note(item),
        )

    def _note(self, item: Mapping[str, Any]) -> str | None:
        if "note" in item:
            return str(item["note"][self._language])
        key = item.get("note_key")
        if key is None or key in self._shown:
            return None
        self._shown.add(key)
        return str(self._notes[key][self._language])


def _keys_of_notes(rule: Rule) -> frozenset[str]:
    """Notes that stand beside an item; the others stand above all of them."""
    return frozenset(
        item["note_key"] for section in rule["sections"] for item in section["items"] if "note_key" in item
    )


def _rule(jurisdiction: Jurisdiction, code: FormCode, on: date) -> Rule:
    return jurisdiction.rule(f"form.{code.value}", on=on)


def _head(code: FormCode, rule: Rule, language: str) -> FormHead:
    return FormHead(
        code=code,
        title=rule["title"][language],
        version=rule.version,
        effective_from=rule.effective_from,
        lines=[Line(line) for line in rule["lines"]],
        source=rule.source,
        confidence=rule.confidence,
    )
