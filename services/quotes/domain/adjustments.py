"""What an event in a family's life, or somebody's age, suggests to change in the plan (动态调整).

Invariant: a suggestion is a proposal to talk about, with its reason; it never changes a plan by itself. Which ones there are
depends on what happened and on ages alone, never on the order in which it was heard.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from services.quotes.domain.family import Key, Role
from services.quotes.domain.product import Facts
from shared.because import Answer, Because
from shared.calendar import add_years, age_on
from shared.contracts import Line
from shared.jurisdictions import Rule

Action = Literal["raise", "add", "shorten", "shift", "review"]
"""More of a cover, a new one, a shorter term, money moved from one purpose to another, or a look at what is there."""

Trend = Literal["up", "down"]


class Change(Facts):
    """Something of the household that changed, as `needs` names it, and whether it rose or fell."""

    change: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$"), Field(examples=["income"])]
    trend: Trend | None = None
    effective_on: date


class Aged(Facts):
    """A member whose age may suggest something."""

    member: Key
    role: Role
    birth_date: date


class Suggestion(Facts):
    """A change of the plan: what to do with which lines, and since when it is due."""

    code: str
    action: Action
    lines: tuple[Line, ...]
    effective_on: date
    member: Key | None = None
    change: str | None = None


def by_change(changes: Iterable[Change], rule: Rule) -> Answer[tuple[Suggestion, ...]]:
    """What `rule` ("plan.adjustments") makes of what changed, each once a day."""
    told = list(changes)
    found = {
        (suggestion.code, suggestion.effective_on): suggestion
        for change in told
        for suggestion in _of_change(change, rule)
    }
    return Answer(result=tuple(found.values()), because=[Because.of(rule, changes=told)], caveats=[])


def by_age(members: Iterable[Aged], rule: Rule, *, on: date) -> Answer[tuple[Suggestion, ...]]:
    """What `rule` ("plan.adjustments") makes of the members' ages on the day."""
    asked = list(members)
    found = tuple(suggestion for member in asked for suggestion in _of_age(member, rule, on))
    shown = [{"member": one.member, "role": one.role, "age": _age(one, on)} for one in asked]
    return Answer(result=found, because=[Because.of(rule, on=on, members=shown)], caveats=[])


def described(code: str, rule: Rule) -> tuple[Action, tuple[Line, ...]] | None:
    """What the suggestion of that code asks for by `rule`; None for a code that the rule does not know."""
    entries: Iterable[Mapping[str, Any]] = (*rule["on_change"], *rule["at_age"])
    return next((_asked(entry) for entry in entries if entry["code"] == code), None)


def _of_change(change: Change, rule: Rule) -> Iterator[Suggestion]:
    for entry in rule["on_change"]:
        if entry["change"] == change.change and entry.get("trend") in (None, change.trend):
            action, lines = _asked(entry)
            yield Suggestion(
                code=entry["code"],
                action=action,
                lines=lines,
                effective_on=change.effective_on,
                change=change.change,
            )


def _of_age(member: Aged, rule: Rule, on: date) -> Iterator[Suggestion]:
    age = _age(member, on)
    for entry in rule["at_age"]:
        if member.role in entry["roles"] and age is not None and entry["from_age"] <= age <= entry["to_age"]:
            action, lines = _asked(entry)
            yield Suggestion(
                code=entry["code"],
                action=action,
                lines=lines,
                effective_on=add_years(member.birth_date, entry["from_age"]),
                member=member.member,
            )


def _age(member: Aged, on: date) -> int | None:
    return age_on(member.birth_date, on) if member.birth_date <= on else None


def _asked(entry: Mapping[str, Any]) -> tuple[Action, tuple[Line, ...]]:
    return entry["action"], tuple(map(Line, entry["lines"]))
