"""The insurer's clocks on a claim, with the pause that a request for more documents makes.

A clock stands still from the arrival of the supplement notice with the claimant to the arrival of the
documents with the insurer (司法解释(二) 15). While documents are out, a paused clock has no last day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.because import Answer, Because
from shared.calendar import add_days, add_years, is_published, is_working_day
from shared.jurisdictions import Jurisdiction, Rule

_A_DAY: Final = timedelta(days=1)


class ClaimClockName(StrEnum):
    """What the insurer owes by a day."""

    SIMPLE_DECISION = "simple_decision"
    COMPLEX_DECISION = "complex_decision"
    INTERIM_PAYMENT = "interim_payment"
    REFUSAL_LETTER = "refusal_letter"
    PAYMENT = "payment"


class Supplement(BaseModel):
    """One request for more documents: the `items` asked for, when the notice arrived, and when they did
    (None: not yet)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: tuple[str, ...]
    notice_arrived_on: date
    materials_arrived_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.materials_arrived_on is not None and self.materials_arrived_on < self.notice_arrived_on:
            raise ValueError("materials cannot arrive before they were asked for")
        return self


class ClaimFacts(BaseModel):
    """What has happened to a claim. `received_on`: the first claim with its materials was with the
    insurer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    received_on: date
    supplements: tuple[Supplement, ...] = Field(default=(), max_length=50)
    refused_on: date | None = None
    agreed_on: date | None = None


class ClaimClock(BaseModel):
    """One clock: its last day, until that day's end; None while it is paused."""

    model_config = ConfigDict(frozen=True)

    name: ClaimClockName
    due_on: date | None
    calendar_provisional: bool
    because: Because

    def overdue(self, on: date) -> bool:
        """Whether its last day is over on the date `on`."""
        return self.due_on is not None and on > self.due_on


class ClaimClocks(BaseModel):
    """All clocks of a claim, and the items that should have been asked for in the first notice."""

    model_config = ConfigDict(frozen=True)

    clocks: tuple[ClaimClock, ...]
    paused: bool
    supplement_not_once: tuple[str, ...]


def claim_clocks(rules: Jurisdiction, facts: ClaimFacts) -> Answer[ClaimClocks]:
    """Every clock that runs or ran on the claim. 保险法 22-25; 人身保险业务基本服务规定 23."""
    simple = rules.rule("claim.decision.simple", on=facts.received_on)
    complex_ = rules.rule("claim.decision.complex", on=facts.received_on)
    clocks = [
        _decision_clock(ClaimClockName.SIMPLE_DECISION, simple, facts),
        _decision_clock(ClaimClockName.COMPLEX_DECISION, complex_, facts),
        _clock_from(rules, ClaimClockName.INTERIM_PAYMENT, "received_on", facts.received_on),
        _clock_from(rules, ClaimClockName.REFUSAL_LETTER, "refused_on", facts.refused_on),
        _clock_from(rules, ClaimClockName.PAYMENT, "agreed_on", facts.agreed_on),
    ]
    running = tuple(clock for clock in clocks if clock is not None)
    once = rules.rule("claim.supplement", on=facts.received_on)
    not_once = asked_too_late(facts.supplements, notices=once["notices"])
    return Answer(
        result=ClaimClocks(
            clocks=running,
            paused=any(clock.due_on is None for clock in running),
            supplement_not_once=not_once,
        ),
        because=[
            *(clock.because for clock in running),
            Because.of(once, notices=len(facts.supplements), supplement_not_once=not_once),
        ],
        caveats=_caveats(facts, running, not_once),
    )


def asked_too_late(supplements: Sequence[Supplement], *, notices: int) -> tuple[str, ...]:
    """The items first asked for after as many `notices` as the law allows (保险法 22), by code."""
    ordered = sorted(supplements, key=lambda supplement: supplement.notice_arrived_on)
    asked = {item for supplement in ordered[:notices] for item in supplement.items}
    late = {item for supplement in ordered[notices:] for item in supplement.items if item not in asked}
    return tuple(sorted(late))


def limitation_last_day(rules: Jurisdiction, *, line: str, known_on: date) -> Answer[date]:
    """The last day to claim, from the day the claimant knew of the incident: life 5 years, else 2. 保险法
    26."""
    rule = rules.rule("claim.limitation", on=known_on)
    years = rule["life_years" if line in rule["life_lines"] else "other_years"]
    return Answer(
        result=add_years(known_on, years),
        because=[Because.of(rule, line=line, known_on=known_on)],
        caveats=[],
    )


def _decision_clock(name: ClaimClockName, rule: Rule, facts: ClaimFacts) -> ClaimClock:
    working = "working_days" in rule.values
    length = rule["working_days" if working else "days"]
    due_on = _last_day(facts.received_on, length, facts.supplements, working=working)
    return ClaimClock(
        name=name,
        due_on=due_on,
        calendar_provisional=working and due_on is not None and not is_published(due_on),
        because=Because.of(rule, received_on=facts.received_on, supplements=facts.supplements),
    )


def _clock_from(
    rules: Jurisdiction, name: ClaimClockName, fact: str, start: date | None
) -> ClaimClock | None:
    if start is None:
        return None
    rule = rules.rule(f"claim.{name.value}", on=start)
    return ClaimClock(
        name=name,
        due_on=add_days(start, rule["days"]),
        calendar_provisional=False,
        because=Because.of(rule, **{fact: start}),
    )


def _last_day(start: date, length: int, supplements: Sequence[Supplement], *, working: bool) -> date | None:
    """The day on which `length` days (working days) after `start` have run that no pause takes; None while
    paused."""
    day, left = start, length
    while left:
        day += _A_DAY
        pause = next((one for one in supplements if _stands_still(one, day)), None)
        if pause is None:
            left -= not working or is_working_day(day)
        elif pause.materials_arrived_on is None:
            return None
        else:
            day = pause.materials_arrived_on
    return day


def _stands_still(pause: Supplement, day: date) -> bool:
    """Whether `day` is taken by `pause`: later than the notice's arrival, up to the materials'."""
    until = pause.materials_arrived_on
    return pause.notice_arrived_on < day and (until is None or day <= until)


def _caveats(facts: ClaimFacts, clocks: Sequence[ClaimClock], not_once: Sequence[str]) -> list[str]:
    caveats = ["NO_PROMISE", "LATE_PAYMENT_OWES_DAMAGES"]
    if facts.supplements:
        caveats.append("SIMPLE_CLOCK_PAUSED_BY_ANALOGY")
    if not_once:
        caveats.append("SUPPLEMENT_NOT_ONCE")
    if any(clock.calendar_provisional for clock in clocks):
        caveats.append("CALENDAR_PROVISIONAL")
    return caveats
