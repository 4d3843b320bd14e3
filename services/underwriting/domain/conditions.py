"""Grading: which row of the pre-check table a finding falls into, and what to fetch where it cannot be said.

The table is data. A grade's alternatives are tried with three answers, yes, no and not known; only a known
answer grades. Where several grades remain possible, a line on which all of them agree is decided, and any
other goes to a person.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from services.underwriting.domain.findings import Finding, GradingInput, Known, read_details
from services.underwriting.domain.outcomes import Outcome, Verdict, read_verdict
from services.underwriting.domain.problems import InvalidGradingInput
from shared.calendar import add_months
from shared.jurisdictions import Rule

Test = bool | str | tuple[str, ...]

CONDITION_RULE: Final = "precheck.condition."
_COMPARISON: Final = re.compile(r"(<=|>=|<|>)([0-9]+(?:\.[0-9]+)?)")


class Grade(BaseModel):
    """One row of the table: when it holds, and its verdicts by column."""

    model_config = ConfigDict(frozen=True)

    grade: str
    when: tuple[dict[str, Test], ...]
    verdicts: dict[str, Verdict]


class Condition(BaseModel):
    """One condition of the table, read from its rule."""

    model_config = ConfigDict(frozen=True)

    code: str
    label: dict[str, str]
    document: str
    report_months: int | None
    sex: Literal["male", "female"] | None
    inputs: dict[str, GradingInput]
    grades: tuple[Grade, ...]
    ungraded: dict[str, Verdict] | None
    columns: tuple[str, ...]


class Graded(BaseModel):
    """What became of one finding: its grade where there is one, what is missing where there is none."""

    model_config = ConfigDict(frozen=True)

    condition: str
    label: dict[str, str]
    grade: str | None
    missing: tuple[str, ...]
    report_too_old: bool
    documents: tuple[str, ...]
    verdicts: dict[str, Verdict]


@lru_cache(maxsize=256)
def read_condition(rule: Rule, columns: tuple[str, ...]) -> Condition:
    """The condition that `rule` describes; raises ValueError where the data is no condition."""
    values = rule.values

    def by_column(cells: Sequence[str]) -> dict[str, Verdict]:
        return dict(zip(columns, map(read_verdict, cells), strict=True))

    return Condition(
        code=rule.id.removeprefix(CONDITION_RULE),
        label=dict(values["label"]),
        document=values["document"],
        report_months=values.get("report_months"),
        sex=values.get("sex"),
        inputs={name: GradingInput(**spec) for name, spec in values.get("inputs", {}).items()},
        grades=tuple(
            Grade(grade=row["grade"], when=tuple(map(dict, row["when"])), verdicts=by_column(row["outcome"]))
            for row in values.get("grades", ())
        ),
        ungraded=by_column(values["ungraded"]) if "ungraded" in values else None,
        columns=columns,
    )


def grade(
    condition: Condition, finding: Finding, *, on: date, subject: Mapping[str, Known | None], at: str
) -> Graded:
    """The row that `finding` falls into on the date `on`.

    `subject` holds what is known of the person; `at` is the JSON pointer of the finding.
    Raises InvalidGradingInput for a detail that the condition does not have, or that is out of its range.
    """
    known = read_details(condition.code, condition.inputs, finding.details, at=f"{at}/details")
    known |= {
        name: value for name, value in subject.items() if name in condition.inputs and value is not None
    }
    if finding.examined_on is not None and finding.examined_on > on:
        raise InvalidGradingInput(
            f"{at}/examined_on", condition=condition.code, name="examined_on", expected=f"<= {on}"
        )
    too_old = _is_too_old(condition, finding.examined_on, on)
    if too_old:
        known = {}
    match = _match(condition, known)
    verdicts = match.certain.verdicts if match.certain else _undecided(condition, match.possible)
    asking = any(verdict.outcome is Outcome.MANUAL for verdict in verdicts.values())
    return Graded(
        condition=condition.code,
        label=condition.label,
        grade=match.certain.grade if match.certain else None,
        missing=match.missing,
        report_too_old=too_old,
        documents=(condition.document,) if asking else (),
        verdicts={column: _with_document(verdict, condition) for column, verdict in verdicts.items()},
    )


def _undecided(condition: Condition, possible: Sequence[Grade]) -> dict[str, Verdict]:
    """By column: what the table says of no grade, else what all possible grades agree on, else a person
    decides."""
    if condition.ungraded is not None:
        return condition.ungraded
    verdicts: dict[str, Verdict] = {}
    for column in condition.columns:
        said = {row.verdicts[column] for row in possible}
        verdicts[column] = said.pop() if len(said) == 1 else Verdict(outcome=Outcome.MANUAL)
    return verdicts


def _with_document(verdict: Verdict, condition: Condition) -> Verdict:
    """A person who decides needs the condition's document."""
    if verdict.outcome is not Outcome.MANUAL:
        return verdict
    return verdict.model_copy(update={"documents": (condition.document,)})


class _Match(NamedTuple):
    """The grade that certainly holds, or else those that may; and the inputs that would tell."""

    certain: Grade | None
    possible: Sequence[Grade]
    missing: tuple[str, ...]


def _match(condition: Condition, known: Mapping[str, Known]) -> _Match:
    """Try the grades in order. Where none is certain to hold, the finding may be one that no row describes:
    then every row counts as possible."""
    possible: list[Grade] = []
    missing: dict[str, None] = {}
    for row in condition.grades:
        answers = [_holds(alternative, known) for alternative in row.when]
        if True in answers:
            return _Match(None if possible else row, [*possible, row], tuple(missing))
        for alternative, answer in zip(row.when, answers, strict=True):
            if answer is None:
                missing |= dict.fromkeys(name for name in alternative if name not in known)
        if None in answers:
            possible.append(row)
    return _Match(None, condition.grades, tuple(missing))


def _holds(alternative: Mapping[str, Test], known: Mapping[str, Known]) -> bool | None:
    """Whether every test of one alternative passes; None where that depends on something not known."""
    answers = [_passes(test, known[name]) if name in known else None for name, test in alternative.items()]
    return False if False in answers else None if None in answers else True


def _passes(test: Test, value: Known) -> bool:
    if isinstance(test, bool):
        return value is test
    if isinstance(test, tuple):
        return value in test
    return isinstance(value, Decimal) and all(
        _compare(value, sign, Decimal(bound)) for sign, bound in _comparisons(test)
    )


@lru_cache(maxsize=1024)
def _comparisons(text: str) -> tuple[tuple[str, str], ...]:
    """The comparisons of a text such as ">=5 <8"; raises ValueError where a part is none."""
    matches = [_COMPARISON.fullmatch(part) for part in text.split()]
    if not matches or None in matches:
        raise ValueError(f"{text!r} holds no comparisons")
    return tuple((match[1], match[2]) for match in matches if match)


def _compare(value: Decimal, sign: str, bound: Decimal) -> bool:
    if sign.startswith("<"):
        return value < bound or (sign == "<=" and value == bound)
    return value > bound or (sign == ">=" and value == bound)


def _is_too_old(condition: Condition, examined_on: date | None, on: date) -> bool:
    if condition.report_months is None or examined_on is None:
        return False
    return add_months(examined_on, condition.report_months) < on
