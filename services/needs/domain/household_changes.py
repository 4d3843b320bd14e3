"""What differs between two households of one client, in figures that a reader knows: who came, what is earned, owed, owned.

Invariant: what did not change is not named, and every change names what was before beside what is after.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from services.needs.domain.gap import Figure
from services.needs.domain.household import Amount, Cover, Role
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.contracts import Line
from shared.money import Money

Fact = Literal[
    "member_joined",
    "member_left",
    "particulars",
    "annual_income",
    "own_cover",
    "employer_cover",
    "education",
    "pension",
    "annual_expenses",
    "mortgage",
    "car_loan",
    "business_loan",
    "consumer_loan",
    "other_debt",
    "liquid_assets",
    "annual_elder_support",
]


class FactChange(Figure):
    """One fact that changed: an amount in yuan (None: there was none, or none was stated), or who belongs to the household.

    `own_cover` and `employer_cover` are all sums insured of the `line`; `education` is all years of all plans at today's
    prices, `pension` the monthly target.
    """

    fact: Fact
    member: str | None
    role: Role | None
    line: Line | None
    earlier: Amount | None
    later: Amount | None


def fact_changes(earlier: RecordedHousehold, later: RecordedHousehold) -> tuple[FactChange, ...]:
    """What changed: of each member in the later household's order, then who left, then of the household as a whole."""
    then = {person.key: person for person in earlier.members}
    now = {person.key: person for person in later.members}
    found: list[FactChange] = []
    for key, person in now.items():
        if key in then:
            found += _of_member(then[key], person)
        else:
            found.append(_who("member_joined", person))
    found += [_who("member_left", person) for key, person in then.items() if key not in now]
    return (*found, *_of_household(earlier, later))


def _who(fact: Fact, person: Person) -> FactChange:
    return FactChange(fact=fact, member=person.key, role=person.role, line=None, earlier=None, later=None)


def _of_member(before: Person, after: Person) -> Iterator[FactChange]:
    if _particulars(before) != _particulars(after):
        yield _who("particulars", after)
    amounts: Mapping[Fact, tuple[Money | None, Money | None]] = {
        "annual_income": (before.annual_income, after.annual_income),
        "education": (_schooling(before), _schooling(after)),
        "pension": (_retirement(before), _retirement(after)),
    }
    for fact, (earlier, later) in amounts.items():
        if earlier != later:
            yield _who(fact, after).model_copy(update={"earlier": earlier, "later": later})
    then, now = _sums(before.covers), _sums(after.covers)
    for fact, line in dict.fromkeys([*then, *now]):
        earlier, later = then.get((fact, line)), now.get((fact, line))
        if earlier != later:
            yield _who(fact, after).model_copy(update={"line": line, "earlier": earlier, "later": later})


def _of_household(before: RecordedHousehold, after: RecordedHousehold) -> Iterator[FactChange]:
    then, now = _amounts(before), _amounts(after)
    for fact in dict.fromkeys([*then, *now]):
        earlier, later = then.get(fact), now.get(fact)
        if earlier != later:
            yield FactChange(fact=fact, member=None, role=None, line=None, earlier=earlier, later=later)


def _particulars(person: Person) -> tuple[object, ...]:
    return person.role, person.birth_date, person.sex, person.occupation_class


def _schooling(person: Person) -> Money | None:
    if not person.education:
        return None
    return sum((plan.annual_cost * plan.years for plan in person.education), Money.zero())


def _retirement(person: Person) -> Money | None:
    return None if person.pension is None else person.pension.monthly_target


def _sums(covers: tuple[Cover, ...]) -> dict[tuple[Fact, Line], Money]:
    sums: dict[tuple[Fact, Line], Money] = {}
    for cover in covers:
        fact: Fact = "own_cover" if cover.provided_by == "self" else "employer_cover"
        sums[fact, cover.line] = sums.get((fact, cover.line), Money.zero()) + cover.sum_insured
    return sums


def _amounts(household: RecordedHousehold) -> dict[Fact, Money]:
    amounts: dict[Fact, Money] = {"annual_expenses": household.annual_expenses}
    for debt in household.liabilities:
        amounts[debt.kind] = amounts.get(debt.kind, Money.zero()) + debt.outstanding
    amounts["liquid_assets"] = household.liquid_assets
    amounts["annual_elder_support"] = household.annual_elder_support
    return amounts
