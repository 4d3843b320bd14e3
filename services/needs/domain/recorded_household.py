"""A household as it is recorded: beside what gaps need, what pricing needs of a person, and who is who over time.

Invariant: a member keeps his key for as long as he belongs to the household, through every change of it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from services.needs.domain.enterprise import OccupationClass
from services.needs.domain.household import Cover, Household, Member
from services.needs.domain.problems import BornInTheFuture, NoSuchMember
from shared.contracts import Sex
from shared.money import Money

FIRST_RECORDED: Final = "recorded"


class Person(Member):
    """A member with what a price depends on; None is what nobody has asked yet."""

    covers: Annotated[tuple[Cover, ...], Field(max_length=1000)] = ()
    sex: Sex | None = None
    occupation_class: OccupationClass | None = None


class RecordedHousehold(Household):
    """The household of a client."""

    members: Annotated[tuple[Person, ...], Field(min_length=1, max_length=30)]

    def principal(self) -> Person:
        """The breadwinner who is named first: for whom a plan is made unless another is chosen."""
        return next(person for person in self.members if person.role == "breadwinner")

    def person(self, key: str) -> Person:
        """The member with this key; raises NoSuchMember."""
        for person in self.members:
            if person.key == key:
                return person
        raise NoSuchMember(member=key)

    def lapses_after(self, day: date) -> date | None:
        """The first last day, on `day` or later, of the cover that is stated; None where none of it is known to end."""
        last_days = (cover.last_day for person in self.members for cover in person.covers)
        return min((last for last in last_days if last is not None and last >= day), default=None)

    def stated_income(self) -> Money | None:
        """What all members earn in a year, in yuan; None where nobody's income was stated."""
        if all(person.annual_income is None for person in self.members):
            return None
        return self.income()


def settled(
    stated: RecordedHousehold, known: RecordedHousehold | None, *, new_keys: Iterator[str], on: date
) -> RecordedHousehold:
    """`stated` with a key for each new member (who is stated under his place: "1", "2", …).

    Raises NoSuchMember for a key that `known` does not have, BornInTheFuture for a birth after the day `on`.
    """
    keys = set() if known is None else {person.key for person in known.members}
    members = []
    for place, person in enumerate(stated.members):
        if person.birth_date is not None and person.birth_date > on:
            raise BornInTheFuture(f"/members/{place}/birth_date")
        if person.key == str(place + 1):
            members.append(person.model_copy(update={"key": next(new_keys)}))
        elif person.key in keys:
            members.append(person)
        else:
            raise NoSuchMember(f"/members/{place}/id", member=person.key)
    return stated.model_copy(update={"members": tuple(members)})


def changes(before: RecordedHousehold | None, after: RecordedHousehold) -> tuple[str, ...]:
    """The codes of what differs, `recorded` alone for a household that was not known; empty where nothing does."""
    if before is None:
        return (FIRST_RECORDED,)
    return tuple(code for code, differs in _ASPECTS.items() if differs(before, after))


def trend(
    code: str, before: RecordedHousehold | None, after: RecordedHousehold
) -> Literal["up", "down"] | None:
    """Whether what the code is about rose or fell; None where it is no amount or number, or stayed the same."""
    measure = _MEASURES.get(code)
    if before is None or measure is None or measure(before) == measure(after):
        return None
    return "up" if measure(before) < measure(after) else "down"


def _owed(household: RecordedHousehold) -> Money:
    return sum((debt.outstanding for debt in household.liabilities), Money.zero())


def _count(*, children: bool) -> Callable[[RecordedHousehold], int]:
    return lambda household: sum(children == _is_child(person) for person in household.members)


_Differs = Callable[[RecordedHousehold, RecordedHousehold], bool]


def _in(aspect: Callable[[RecordedHousehold], Any]) -> _Differs:
    return lambda before, after: aspect(before) != aspect(after)


def _members(*, children: bool) -> _Differs:
    return _in(
        lambda household: {person.key for person in household.members if children == _is_child(person)}
    )


def _is_child(person: Person) -> bool:
    return person.role == "child"


def _stated(field: str) -> _Differs:
    """What `field` says of each member of whom it says something."""
    return _in(
        lambda household: {
            person.key: getattr(person, field)
            for person in household.members
            if getattr(person, field) not in (None, ())
        }
    )


def _particulars(*fields: str) -> _Differs:
    """What is said of those who are members before and after."""

    def differs(before: RecordedHousehold, after: RecordedHousehold) -> bool:
        then = {person.key: person for person in before.members}
        return any(
            getattr(then[person.key], field) != getattr(person, field)
            for person in after.members
            if person.key in then
            for field in fields
        )

    return differs


_ASPECTS: Final[Mapping[str, _Differs]] = {
    "child": _members(children=True),
    "member": _members(children=False),
    "particulars": _particulars("role", "birth_date", "sex"),
    "occupation": _particulars("occupation_class"),
    "income": _stated("annual_income"),
    "cover": _stated("covers"),
    "education": _stated("education"),
    "pension": _stated("pension"),
    "expenses": _in(lambda household: household.annual_expenses),
    "debts": _in(lambda household: household.liabilities),
    "assets": _in(lambda household: household.liquid_assets),
    "elder_support": _in(lambda household: household.annual_elder_support),
}

_MEASURES: Final[Mapping[str, Callable[[RecordedHousehold], Any]]] = {
    "child": _count(children=True),
    "member": _count(children=False),
    "income": RecordedHousehold.income,
    "expenses": lambda household: household.annual_expenses,
    "debts": _owed,
    "assets": lambda household: household.liquid_assets,
    "elder_support": lambda household: household.annual_elder_support,
}
