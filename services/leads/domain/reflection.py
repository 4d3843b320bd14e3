"""Learning from what happened (心态校准): reasons of refusals by period, and a client's life in review (复盘)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from services.leads.domain.named import Named, named, words
from shared.calendar import age_on
from shared.jurisdictions import Jurisdiction

Period = Literal["month", "quarter", "year"]
_MONTHS_A_QUARTER = 3


class Reason(BaseModel):
    """A reason to say no, and what the agent should ask himself."""

    model_config = ConfigDict(frozen=True)

    called: Named
    prompt: dict[str, str]


class RefusalCount(NamedTuple):
    """How often a reason was given to one agent on one day."""

    refused_on: date
    reason_code: str
    refusals: int


class ReasonShare(BaseModel):
    """One reason in one period: how often, and what share of all in percent."""

    model_config = ConfigDict(frozen=True)

    reason_code: str
    refusals: int
    share: Decimal


class PeriodCount(BaseModel):
    """One period (2026-03, 2026-Q1 or 2026) with its reasons, the most frequent first."""

    model_config = ConfigDict(frozen=True)

    period: str
    refusals: int
    reasons: tuple[ReasonShare, ...]


class Entered(NamedTuple):
    """A stage of life, and the day on which the client entered it."""

    stage_code: str
    entered_on: date


class Span(BaseModel):
    """One stage of a life: from a day, to the day on which the next began."""

    model_config = ConfigDict(frozen=True)

    stage_code: str
    since: date
    until: date | None
    years: int


class Review(BaseModel):
    """A life in review: its stages, how many whole years they span, and the lines to go through in the present one."""

    model_config = ConfigDict(frozen=True)

    stages: tuple[Span, ...]
    years: int
    lines_to_review: tuple[str, ...]


def reasons(rules: Jurisdiction, *, on: date) -> dict[str, Reason]:
    """The reasons of refusals by code."""
    data = rules.rule("reflection.refusals", on=on)["reasons"]
    return {
        code: Reason(called=named(code, data), prompt=words(entry["prompt"])) for code, entry in data.items()
    }


def count_by_period(counts: Iterable[RefusalCount], *, period: Period) -> list[PeriodCount]:
    """Refusals by period, the newest first, and by reason inside each; shares with one place, half up."""
    by_period: dict[str, Counter[str]] = {}
    for count in counts:
        name = _period(count.refused_on, period)
        by_period.setdefault(name, Counter())[count.reason_code] += count.refusals
    return [
        PeriodCount(period=name, refusals=given.total(), reasons=_shares(given))
        for name, given in sorted(by_period.items(), reverse=True)
    ]


def share_percent(part: int, whole: int, *, places: int = 1) -> Decimal:
    """`part` of `whole` in percent, half up; raises ZeroDivisionError for no whole."""
    if whole == 0:
        raise ZeroDivisionError("there is no share of nothing")
    return (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def look_back(rules: Jurisdiction, entries: Sequence[Entered], *, on: date) -> Review:
    """The life that `entries`, in the order of their days, tell up to the date `on`."""
    spans = [
        Span(
            stage_code=entry.stage_code,
            since=entry.entered_on,
            until=following.entered_on if following else None,
            years=_years(entry.entered_on, following.entered_on if following else on),
        )
        for entry, following in zip_longest(entries, entries[1:])
    ]
    stages = rules.rule("reflection.life_stages", on=on)["stages"]
    return Review(
        stages=tuple(spans),
        years=_years(entries[0].entered_on, on) if entries else 0,
        lines_to_review=tuple(stages[entries[-1].stage_code]["lines"]) if entries else (),
    )


def _shares(given: Counter[str]) -> tuple[ReasonShare, ...]:
    whole = given.total()
    return tuple(
        ReasonShare(reason_code=code, refusals=count, share=share_percent(count, whole))
        for code, count in sorted(given.items(), key=lambda item: (-item[1], item[0]))
    )


def _period(day: date, period: Period) -> str:
    if period == "year":
        return f"{day.year}"
    if period == "quarter":
        return f"{day.year}-Q{(day.month - 1) // _MONTHS_A_QUARTER + 1}"
    return f"{day:%Y-%m}"


def _years(since: date, until: date) -> int:
    return age_on(since, until) if until >= since else 0
