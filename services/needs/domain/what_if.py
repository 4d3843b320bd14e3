"""What if: a household with some of its inputs changed, to see the gaps move. Nothing is stored.

Invariant: only what the closed list of paths names can be changed, and what is not named stays as it is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import StringConstraints

from services.needs.domain.household import Amount, Cover, Facts, Liability
from services.needs.domain.problems import UnknownField, ValueNeeded
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.contracts import Line
from shared.money import Money

_DEBTS: Final = get_args(Liability.model_fields["kind"].annotation)
_TOTALS: Final = frozenset({"annual_expenses", "liquid_assets", "annual_elder_support"})
_OF_MEMBER: Final = re.compile(
    r"members\.([A-Za-z0-9_-]{1,64})\.(job|annual_income|(cover|employer_cover)\.([a-z_]+))"
)
Provider = Literal["self", "employer"]


class Change(Facts):
    """One input and its new value, in yuan.

    `annual_expenses`, `liquid_assets`, `annual_elder_support`; `liabilities.mortgage` (or another kind): all that is owed
    of that kind; `members.<id>.annual_income` (null: not stated); `members.<id>.cover.term_life` (or another line): all
    the member holds of the line himself, as one policy; `members.<id>.employer_cover.<line>`: what the employer gives;
    `members.<id>.job` with null: the job ends, and with it the income and the employer's cover.
    """

    path: Annotated[str, StringConstraints(max_length=130)]
    value: Amount | None = None


def changed(household: RecordedHousehold, changes: Sequence[Change]) -> RecordedHousehold:
    """The household after the changes, made one after another. Raises UnknownField, ValueNeeded, NoSuchMember."""
    for place, change in enumerate(changes):
        household = _changed(household, change, f"/changes/{place}")
    return household


def _changed(household: RecordedHousehold, change: Change, pointer: str) -> RecordedHousehold:
    group, _, kind = change.path.partition(".")
    if change.path in _TOTALS:
        return household.model_copy(update={change.path: _value(change, pointer)})
    if group == "liabilities" and kind in _DEBTS:
        others = [debt for debt in household.liabilities if debt.kind != kind]
        debt = Liability.model_validate({"kind": kind, "outstanding": _value(change, pointer)})
        return household.model_copy(update={"liabilities": (*others, debt)})
    found = _OF_MEMBER.fullmatch(change.path)
    if found is None:
        raise UnknownField(f"{pointer}/path", path=change.path)
    person = _of_member(household.person(found[1]), found, change, pointer)
    members = tuple(person if member.key == person.key else member for member in household.members)
    return household.model_copy(update={"members": members})


def _of_member(person: Person, found: re.Match[str], change: Change, pointer: str) -> Person:
    changes: Mapping[str, Callable[[], dict[str, Any]]] = {
        "job": lambda: _jobless(person, change, pointer),
        "annual_income": lambda: {"annual_income": change.value},
    }
    if found[2] in changes:
        return person.model_copy(update=changes[found[2]]())
    if found[4] not in set(Line):
        raise UnknownField(f"{pointer}/path", path=change.path)
    provider: Provider = "self" if found[3] == "cover" else "employer"
    return person.model_copy(
        update={"covers": _covers(person, Line(found[4]), provider, _value(change, pointer))}
    )


def _jobless(person: Person, change: Change, pointer: str) -> dict[str, Any]:
    if change.value is not None:
        raise UnknownField(f"{pointer}/value", path=change.path)
    kept = tuple(cover for cover in person.covers if cover.provided_by == "self")
    return {"annual_income": Money.zero(), "covers": kept}


def _covers(person: Person, line: Line, provider: Provider, total: Money) -> tuple[Cover, ...]:
    others = tuple(cover for cover in person.covers if (cover.line, cover.provided_by) != (line, provider))
    if not total:
        return others
    return (*others, Cover(line=line, sum_insured=total, provided_by=provider))


def _value(change: Change, pointer: str) -> Money:
    if change.value is None:
        raise ValueNeeded(f"{pointer}/value")
    return change.value
