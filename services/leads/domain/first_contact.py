"""First contact: what to open with, worries before any line (先听担忧), and figures that are shown only with evidence."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from services.leads.domain.knowledge_problems import SampleTooSmall, WorriesFirst
from services.leads.domain.named import Named, check_code, named, words
from services.leads.domain.reflection import share_percent
from shared.because import Answer, Because
from shared.calendar import add_days
from shared.jurisdictions import Jurisdiction


class Scene(BaseModel):
    """An occasion to speak to somebody, and how to begin."""

    model_config = ConfigDict(frozen=True)

    called: Named
    channel: str
    opener: dict[str, str]


class LifeEventKind(BaseModel):
    """Something that happens in lives, how to begin to speak of it, and which lines to have in mind, and why."""

    model_config = ConfigDict(frozen=True)

    called: Named
    opener: dict[str, str]
    reason: dict[str, str]
    lines: tuple[str, ...]


class Suggestion(BaseModel):
    """A line, and the worries that it answers."""

    model_config = ConfigDict(frozen=True)

    line: str
    worries: tuple[str, ...]


def scenes(rules: Jurisdiction, *, on: date) -> dict[str, Scene]:
    """The scenes by code."""
    data = rules.rule("contact.openers", on=on)["scenes"]
    return {
        code: Scene(called=named(code, data), channel=entry["channel"], opener=words(entry["opener"]))
        for code, entry in data.items()
    }


def life_events(rules: Jurisdiction, *, on: date) -> dict[str, LifeEventKind]:
    """The kinds of life events by code."""
    data = rules.rule("contact.openers", on=on)["life_events"]
    return {
        code: LifeEventKind(
            called=named(code, data),
            opener=words(entry["opener"]),
            reason=words(entry["reason"]),
            lines=entry["lines"],
        )
        for code, entry in data.items()
    }


def open_with(rules: Jurisdiction, event_code: str, *, on: date) -> Answer[LifeEventKind]:
    """How to begin to speak of a life event, and why; raises UnknownCode."""
    rule = rules.rule("contact.openers", on=on)
    check_code(event_code, rule["life_events"], at="/life_event")
    return Answer(
        result=life_events(rules, on=on)[event_code],
        because=[Because.of(rule, life_event=event_code)],
        caveats=["opener.entered_by_hand", "opener.worries_first"],
    )


def answer_worries(
    rules: Jurisdiction, worries: Sequence[str], *, on: date
) -> Answer[tuple[Suggestion, ...]]:
    """The lines that answer `worries`, those that answer most first; raises WorriesFirst where there are none."""
    if not worries:
        raise WorriesFirst
    rule = rules.rule("contact.worries", on=on)
    answered: dict[str, list[str]] = {}
    for worry in worries:
        for line in rule["worries"][worry]["lines"]:
            answered.setdefault(line, []).append(worry)
    ordered = sorted(answered.items(), key=lambda item: -len(item[1]))
    return Answer(
        result=tuple(Suggestion(line=line, worries=tuple(worries)) for line, worries in ordered),
        because=[Because.of(rule, worries=list(worries))],
        caveats=[],
    )


class Figure(BaseModel):
    """A share of the agency's assessed clients, in percent, as it was counted on one day."""

    model_config = ConfigDict(frozen=True)

    sample: int
    affected: int
    share: Decimal
    as_of: date
    last_day: date


def check_sample(rules: Jurisdiction, sample: int, *, on: date) -> None:
    """Raises SampleTooSmall where a figure would rest on too few clients (保险销售行为管理办法 17(3))."""
    minimum = rules.rule("contact.statistics", on=on)["minimum_sample"]
    if sample < minimum:
        raise SampleTooSmall(minimum=minimum)


def figure(rules: Jurisdiction, *, sample: int, affected: int, as_of: date) -> Figure:
    """`affected` of `sample` clients as counted on `as_of`, and the last day on which that may be shown."""
    rule = rules.rule("contact.statistics", on=as_of)
    return Figure(
        sample=sample,
        affected=affected,
        share=share_percent(affected, sample, places=rule["share_places"]),
        as_of=as_of,
        last_day=add_days(as_of, rule["valid_days"]),
    )
