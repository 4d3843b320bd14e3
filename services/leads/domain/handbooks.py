"""保障需求手册: what one segment answers for and how large its risks are, every figure with its source and its date."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from services.leads.domain.materials import ClientSegment
from shared.contracts import Line
from shared.jurisdictions import Confidence, Jurisdiction, Rule

UNDATED: Final = "convention"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Responsibility(_Frozen):
    """Something the segment answers for, what follows when it cannot, and the cover that takes its place."""

    responsibility: str
    if_lost: str
    need: str
    line: Line


class Figure(_Frozen):
    """One figure as it is shown, and as a number. `dated` is null for a convention of the trade, which has no date."""

    text: str
    shown: str
    value: Decimal
    source: str
    dated: str | None
    confidence: Confidence


class Section(_Frozen):
    """A part of a handbook."""

    heading: str
    text: str
    figures: list[Figure]


class Handbook(_Frozen):
    """A handbook in one language, as of one day."""

    segment: ClientSegment
    version: str
    on: date
    title: str
    summary: str
    responsibilities: list[Responsibility]
    sections: list[Section]


def handbook(jurisdiction: Jurisdiction, segment: ClientSegment, *, on: date, language: str) -> Handbook:
    """The handbook in force on a day, its figures by the rules in force then; raises NoRuleInForce."""
    rule = jurisdiction.rule(f"handbook.{segment.value}", on=on)
    return Handbook(
        segment=segment,
        version=rule.version,
        on=on,
        title=rule["title"][language],
        summary=rule["summary"][language],
        responsibilities=[
            Responsibility(
                responsibility=row["responsibility"][language],
                if_lost=row["if_lost"][language],
                need=row["need"][language],
                line=Line(row["line"]),
            )
            for row in rule["responsibilities"]
        ],
        sections=[
            Section(
                heading=section["heading"][language],
                text=section["text"][language],
                figures=[_figure(jurisdiction, given, on, language) for given in section["figures"]],
            )
            for section in rule["sections"]
        ],
    )


def _figure(jurisdiction: Jurisdiction, given: Mapping[str, Any], on: date, language: str) -> Figure:
    """A figure taken from a rule in force, or said by the handbook itself."""
    if "rule" in given:
        rule = jurisdiction.rule(given["rule"], on=on)
        value, source, confidence = _value(rule, given["value"]), rule.source, rule.confidence
        dated = given.get("dated", rule.effective_from.isoformat())
    else:
        value, source, confidence = given["figure"], given["source"], given["confidence"]
        dated = given["dated"]
    return Figure(
        text=given["text"][language],
        shown=_SHOWN[given["as"]](Decimal(value)),
        value=Decimal(value),
        source=source,
        dated=None if dated == UNDATED else dated,
        confidence=confidence,
    )


def _value(rule: Rule, path: str) -> Any:
    """A value of a rule by its path, `caps.0.cap`."""
    first, *rest = path.split(".")
    value = rule[first]
    for part in rest:
        value = value[int(part)] if part.isdigit() else value[part]
    return value


def _yuan(value: Decimal) -> str:
    return f"¥{value:,.0f}"


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def _permille(value: Decimal) -> str:
    return f"{(value * 1000).normalize():f}‰"


_SHOWN: Final = {"yuan": _yuan, "plain": _plain, "percent": _percent, "permille": _permille}
