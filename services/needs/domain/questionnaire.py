"""A questionnaire: blocks of questions, each asked always or only after certain answers, in one version.

Invariant: a question is asked only after questions before it, so that whether it is asked follows from the answers in one
pass. An answer to a question that is not asked is no answer: it neither counts nor leads to other questions.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.needs.domain.problems import BornInTheFuture
from services.needs.domain.questionnaire_problems import (
    AnswerNeeded,
    Fault,
    NoAnswerToThis,
    QuestionNotAsked,
    UnknownQuestion,
)
from services.needs.domain.shapes import is_amount, is_date, is_industry
from shared.problems import Problem

Answer = bool | int | str | list[str]
Answers = Mapping[str, Answer]
Kind = Literal["boolean", "integer", "amount", "birth_date", "birth_dates", "industry", "choice", "choices"]
Words = Mapping[Literal["zh-CN", "en"], str]
"""One text in every language."""

QuestionKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Part):
    """One answer that can be chosen."""

    value: Code
    title: Words


class Condition(_Part):
    """Asked only where the answer to `question` `equals` this, is `at_least` this, or `contains` this."""

    question: QuestionKey
    equals: bool | str | None = None
    at_least: int | None = None
    contains: str | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> Self:
        if sum(value is not None for value in (self.equals, self.at_least, self.contains)) != 1:
            raise ValueError("a condition compares in exactly one way")
        return self

    def holds(self, answer: Answer) -> bool:
        """Whether the answer to the question that it is about fulfils it."""
        if self.contains is not None:
            return isinstance(answer, list) and self.contains in answer
        if self.at_least is not None:
            return _is_integer(answer) and int(str(answer)) >= self.at_least
        return type(answer) is type(self.equals) and answer == self.equals


class Question(_Part):
    """One question. `least` and `most` bound a number, or how many are listed or chosen."""

    key: QuestionKey
    kind: Kind
    title: Words
    hint: Words | None = None
    required: bool = True
    show_if: Condition | None = None
    least: int = 0
    most: int = 9_999_999_999
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if (self.kind in ("choice", "choices")) != bool(self.options):
            raise ValueError("whoever chooses has options, and nobody else has")
        if self.least > self.most:
            raise ValueError("the least is not above the most")
        return self

    def problem_with(self, answer: Answer, *, on: date) -> Problem | None:
        """What is wrong with the answer by itself; nobody is born after the day `on`."""
        if not _FITS[self.kind](self, answer):
            return NoAnswerToThis()
        dates = answer if isinstance(answer, list) else [answer]
        if self.kind in ("birth_date", "birth_dates") and any(
            date.fromisoformat(str(born)) > on for born in dates
        ):
            return BornInTheFuture()
        return None


class Block(_Part):
    """Questions about one matter."""

    key: Code
    title: Words
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Progress(_Part):
    """How many of the questions that are asked and need an answer have one, and that in whole percent, rounded down."""

    answered: int
    of: int
    percent: int


class Questionnaire(_Part):
    """One version of a questionnaire, begun from `effective_from` to `effective_to` (None: until further notice)."""

    code: Code
    version: Annotated[int, Field(ge=1)]
    subject: Literal["household", "enterprise"]
    effective_from: date
    effective_to: date | None = None
    title: Words
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_asked_in_order(self) -> Self:
        before: dict[str, Question] = {}
        for question in self.questions():
            if question.key in before:
                raise ValueError(f"{question.key} is asked twice")
            if question.show_if is not None:
                _refuse_senseless(question.show_if, before)
            before[question.key] = question
        return self

    def questions(self) -> Iterator[Question]:
        """Every question, in the order in which it is asked."""
        for block in self.blocks:
            yield from block.questions

    def in_force(self, on: date) -> bool:
        """Whether the questionnaire may be begun on the day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions that are asked after these answers."""
        counted: dict[str, Answer] = {}
        asked: list[Question] = []
        for question in self.questions():
            condition = question.show_if
            if condition is None or (
                condition.question in counted and condition.holds(counted[condition.question])
            ):
                asked.append(question)
                if question.key in answers:
                    counted[question.key] = answers[question.key]
        return tuple(asked)

    def faults_so_far(self, answers: Answers, *, on: date) -> tuple[Fault, ...]:
        """What is wrong with each answer by itself, of whoever has not finished."""
        known = {question.key: question for question in self.questions()}
        found = []
        for key, answer in answers.items():
            problem = known[key].problem_with(answer, on=on) if key in known else UnknownQuestion()
            if problem is not None:
                found.append(Fault(key, problem))
        return tuple(found)

    def faults(self, answers: Answers, *, on: date) -> tuple[Fault, ...]:
        """What is wrong with the answers as a whole: also what is missing, and what was answered without being asked."""
        found = list(self.faults_so_far(answers, on=on))
        asked = {question.key: question for question in self.asked(answers)}
        found += [
            Fault(question.key, QuestionNotAsked())
            for question in self.questions()
            if question.key in answers and question.key not in asked
        ]
        found += [
            Fault(key, AnswerNeeded())
            for key, question in asked.items()
            if question.required and key not in answers
        ]
        return tuple(found)

    def progress(self, answers: Answers) -> Progress:
        """How far these answers go."""
        needed = [question.key for question in self.asked(answers) if question.required]
        answered = sum(key in answers for key in needed)
        percent = 100 * answered // len(needed) if needed else 100
        return Progress(answered=answered, of=len(needed), percent=percent)


def _refuse_senseless(condition: Condition, before: Mapping[str, Question]) -> None:
    if condition.question not in before:
        raise ValueError(f"{condition.question} is not asked before")
    question = before[condition.question]
    values = {option.value for option in question.options}
    fits = {
        "boolean": isinstance(condition.equals, bool),
        "integer": condition.at_least is not None,
        "choice": condition.equals in values,
        "choices": condition.contains in values,
    }
    if not fits.get(question.kind, False):
        raise ValueError(f"no answer to {condition.question} can fulfil this")


def _is_integer(answer: Answer) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool)


def _integer(question: Question, answer: Answer) -> bool:
    return _is_integer(answer) and question.least <= int(str(answer)) <= question.most


def _listed(question: Question, answer: Answer) -> bool:
    return (
        isinstance(answer, list)
        and question.least <= len(answer) <= question.most
        and all(is_date(one) for one in answer)
    )


def _chosen(question: Question, answer: Answer) -> bool:
    return isinstance(answer, str) and answer in {option.value for option in question.options}


def _all_chosen(question: Question, answer: Answer) -> bool:
    return (
        isinstance(answer, list)
        and question.least <= len(answer) <= question.most
        and len(set(answer)) == len(answer)
        and all(_chosen(question, one) for one in answer)
    )


_FITS: Final[Mapping[Kind, Callable[[Question, Answer], bool]]] = {
    "boolean": lambda _question, answer: isinstance(answer, bool),
    "integer": _integer,
    "amount": lambda _question, answer: is_amount(answer),
    "birth_date": lambda _question, answer: is_date(answer),
    "birth_dates": _listed,
    "industry": lambda _question, answer: is_industry(answer),
    "choice": _chosen,
    "choices": _all_chosen,
}
