"""The pre-check (核保预评): what to expect on each line before any formal application, and which to apply for
first.

It is advice. A formal decline must be disclosed ever after, so the line with the best prospect is applied for
first.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.underwriting.domain.conditions import (
    CONDITION_RULE,
    Condition,
    Graded,
    grade,
    read_condition,
)
from services.underwriting.domain.findings import Disclosures, Finding, Known
from services.underwriting.domain.occupations import OccupationClass, occupation_verdicts
from services.underwriting.domain.outcomes import Outcome, Verdict, combine, worst_of
from services.underwriting.domain.problems import ConditionSexMismatch, UnknownCondition, UnknownLine
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, Rule

Advice = Literal["APPLY", "ASK_BEFORE_APPLYING", "WAIT", "LOOK_FOR_ANOTHER_PRODUCT"]

_ADVICE: Final[Mapping[Outcome, Advice]] = {
    Outcome.STANDARD: "APPLY",
    Outcome.EXCLUSION: "APPLY",
    Outcome.RATED: "APPLY",
    Outcome.MANUAL: "ASK_BEFORE_APPLYING",
    Outcome.POSTPONE: "WAIT",
    Outcome.DECLINE: "LOOK_FOR_ANOTHER_PRODUCT",
}


class Life(BaseModel):
    """The person to be insured, as far as the table needs it. `age` in whole years."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    age: int | None = Field(default=None, ge=0, le=120)
    sex: Literal["male", "female"] | None = None
    occupation_class: OccupationClass | None = None


class ApplicationStep(BaseModel):
    """One line in the order to apply in, and what to do about it."""

    model_config = ConfigDict(frozen=True)

    line: str
    outcome: Outcome
    advice: Advice


class Precheck(BaseModel):
    """What to expect by line; what to disclose, what not; and the order to apply in, best prospect first."""

    model_config = ConfigDict(frozen=True)

    lines: dict[str, Verdict]
    findings: tuple[Graded, ...]
    nothing_to_disclose: bool
    not_to_disclose: tuple[str, ...]
    application_order: tuple[ApplicationStep, ...]


def precheck(
    rules: Jurisdiction, life: Life, findings: Sequence[Finding], *, on: date, lines: Sequence[str] = ()
) -> Answer[Precheck]:
    """What to expect for `life` with `findings` on the date `on`, for `lines` (the usual four where none is
    named).

    Raises UnknownLine, UnknownCondition, InvalidGradingInput and ConditionSexMismatch, with a pointer into
    the request.
    """
    table = rules.rule("precheck.lines", on=on)
    combination = rules.rule("precheck.combination", on=on)
    topics = rules.rule("disclosure.topics", on=on)
    columns = _columns_of(rules, table, lines, on=on)
    never = topics["never_to_disclose"]
    graded = _grade_all(
        rules, table, life, [f for f in enumerate(findings) if f[1].condition not in never], on=on
    )
    because = [Because.of(rule, **_facts(finding)) for rule, finding, _ in graded]
    verdicts = _by_condition([found for _, _, found in graded], columns)
    if life.occupation_class is not None:
        occupation = occupation_verdicts(rules, life.occupation_class, on=on)
        because += occupation.because
        for line, column in columns.items():
            verdicts[line].append(occupation.result[column])
    highest = combination["highest_rating_percent"]
    outcomes = {line: combine(said, highest_rating_percent=highest) for line, said in verdicts.items()}
    because.append(Because.of(combination, outcomes={line: said.outcome for line, said in outcomes.items()}))
    not_to_disclose = tuple(sorted({finding.condition for finding in findings if finding.condition in never}))
    if not_to_disclose:
        because.append(Because.of(topics, not_to_disclose=not_to_disclose))
    return Answer(
        result=Precheck(
            lines=outcomes,
            findings=tuple(found for _, _, found in graded),
            nothing_to_disclose=not graded,
            not_to_disclose=not_to_disclose,
            application_order=application_order(outcomes),
        ),
        because=because,
        caveats=_caveats(outcomes, graded),
    )


def disclosures(
    rules: Jurisdiction, life: Life, findings: Sequence[Finding], *, on: date, lines: Sequence[str] = ()
) -> Disclosures:
    """What an application discloses of `findings`: each one readable, and without what is never owed.

    Raises what `precheck` raises.
    """
    minor = precheck(rules, life, findings, on=on, lines=lines).result.not_to_disclose
    return Disclosures(
        findings=tuple(finding for finding in findings if finding.condition not in minor),
        not_to_disclose=minor,
    )


def table_column(rules: Jurisdiction, line: str, *, on: date, at: str) -> str:
    """The column of the table that says what a `line` is underwritten by; raises UnknownLine at the pointer `at`."""
    column_of = rules.rule("precheck.lines", on=on)["column_of"]
    if line not in column_of:
        raise UnknownLine(at, known=", ".join(column_of))
    column: str = column_of[line]
    return column


def application_order(outcomes: Mapping[str, Verdict]) -> tuple[ApplicationStep, ...]:
    """The lines from the best prospect to the worst; equal ones keep their order."""
    return tuple(
        ApplicationStep(line=line, outcome=verdict.outcome, advice=_ADVICE[verdict.outcome])
        for line, verdict in sorted(outcomes.items(), key=lambda item: item[1].rank)
    )


def conditions_in_force(rules: Jurisdiction, *, on: date) -> list[Condition]:
    """Every condition that the table of the date `on` lists, in its order: what a questionnaire is rendered
    from."""
    columns = rules.rule("precheck.lines", on=on)["columns"]
    known = [rule for rule in rules.rules() if rule.id.startswith(CONDITION_RULE) and rule.in_force(on)]
    return [read_condition(rule, columns) for rule in sorted(known, key=lambda rule: rule["number"])]


_Found = tuple[Rule, Finding, Graded]


def _grade_all(
    rules: Jurisdiction, table: Rule, life: Life, findings: Sequence[tuple[int, Finding]], *, on: date
) -> list[_Found]:
    in_force = {
        rule.id: rule for rule in rules.rules() if rule.id.startswith(CONDITION_RULE) and rule.in_force(on)
    }
    subject: dict[str, Known | None] = {"age": None if life.age is None else Decimal(life.age)}
    found: list[_Found] = []
    for place, finding in findings:
        rule = in_force.get(f"{CONDITION_RULE}{finding.condition}")
        if rule is None:
            raise UnknownCondition(f"/findings/{place}/condition", condition=finding.condition)
        condition = read_condition(rule, table["columns"])
        if condition.sex is not None and life.sex is not None and life.sex != condition.sex:
            raise ConditionSexMismatch(f"/findings/{place}/condition", condition=condition.code)
        found.append(
            (rule, finding, grade(condition, finding, on=on, subject=subject, at=f"/findings/{place}"))
        )
    return found


def _columns_of(rules: Jurisdiction, table: Rule, lines: Sequence[str], *, on: date) -> dict[str, str]:
    named = {line: table_column(rules, line, on=on, at=f"/lines/{place}") for place, line in enumerate(lines)}
    return named or {line: table["column_of"][line] for line in table["usual_lines"]}


def _by_condition(graded: Sequence[Graded], columns: Mapping[str, str]) -> dict[str, list[Verdict]]:
    """By line, one verdict for each condition: findings of one condition are not added up."""
    conditions = dict.fromkeys(found.condition for found in graded)
    return {
        line: [
            worst_of(found.verdicts[column] for found in graded if found.condition == condition)
            for condition in conditions
        ]
        for line, column in columns.items()
    }


def _facts(finding: Finding) -> dict[str, object]:
    facts: dict[str, object] = {"condition": finding.condition, **finding.details}
    return facts if finding.examined_on is None else {**facts, "examined_on": finding.examined_on}


def _caveats(outcomes: Mapping[str, Verdict], graded: Sequence[_Found]) -> list[str]:
    caveats = ["AUTOMATED_ADVICE", "ILLUSTRATIVE_TABLE", "ANSWER_ONLY_WHAT_IS_ASKED"]
    if any(verdict.outcome is not Outcome.STANDARD for verdict in outcomes.values()):
        caveats.append("DECLINE_MUST_BE_DISCLOSED")
    if any(rule.values.get("report_months") and finding.examined_on is None for rule, finding, _ in graded):
        caveats.append("REPORT_DATE_UNKNOWN")
    return caveats
