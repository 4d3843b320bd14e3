"""What the answers of an interview make of a household: a proposal to record, nothing recorded.

Invariant: what was not asked, or not answered, stays as it is known. A member who is known keeps his key; a new one has his
place ("1", "2", …) for a key, as whoever records a household states him.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple, cast

from services.needs.domain.answered import Amounts, describing_facts
from services.needs.domain.household import Cover, Liability, Role
from services.needs.domain.questionnaire import Answers
from services.needs.domain.questionnaire_problems import HouseholdTooLarge
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.contracts import Line
from shared.money import Money

MOST_MEMBERS: Final = 30
_ASKED_LINES: Final = {
    "critical_illness": Line.CRITICAL_ILLNESS,
    "medical": Line.MEDICAL_MILLION,
    "life": Line.TERM_LIFE,
    "accident": Line.ACCIDENT,
}
_PROVIDERS: Final = {"own": "self", "employer": "employer"}
_DEBTS: Final = ("mortgage", "car_loan")


class _Proposed(NamedTuple):
    """A member to be: the one who is known, if any, and what the answers say of him."""

    known: Person | None
    role: Role
    said: dict[str, Any]


@describing_facts
def proposed_household(answers: Answers, known: RecordedHousehold | None) -> RecordedHousehold:
    """The household that the answers describe, over what is known of it.

    Raises HouseholdTooLarge, AnswersDescribeNothing.
    """
    proposed = [
        _breadwinner(answers, known),
        *_partners(answers, known),
        *_children(answers, known),
        *_elders(answers, known),
        *_everybody_else(known),
    ]
    if len(proposed) > MOST_MEMBERS:
        raise HouseholdTooLarge(most=MOST_MEMBERS)
    members = tuple(_person(one, str(place)) for place, one in enumerate(proposed, start=1))
    money = Amounts(answers)
    return RecordedHousehold(
        members=members,
        annual_expenses=money.or_else(
            "annual_expenses", Money.zero() if known is None else known.annual_expenses
        ),
        liabilities=_liabilities(answers, () if known is None else known.liabilities),
        liquid_assets=money.or_else("liquid_assets", Money.zero() if known is None else known.liquid_assets),
        annual_elder_support=_elder_support(answers, known),
    )


def _person(proposed: _Proposed, place: str) -> Person:
    known = {"key": place, "role": proposed.role} if proposed.known is None else dict(proposed.known)
    return Person.model_validate({**known, **proposed.said})


def _breadwinner(answers: Answers, known: RecordedHousehold | None) -> _Proposed:
    principal = None if known is None else known.principal()
    said: dict[str, Any] = _dates(answers, birth_date="birth_date")
    if "sex" in answers:
        said["sex"] = answers["sex"]
    if "occupation_class" in answers:
        said["occupation_class"] = answers["occupation_class"]
    if "annual_income" in answers:
        said["annual_income"] = Amounts(answers).of("annual_income")
    said["covers"] = tuple(_covers(answers, () if principal is None else principal.covers))
    return _Proposed(principal, "breadwinner", said)


def _dates(answers: Answers, **fields: str) -> dict[str, date]:
    return {field: date.fromisoformat(str(answers[key])) for field, key in fields.items() if key in answers}


def _covers(answers: Answers, known: tuple[Cover, ...]) -> Iterator[Cover]:
    """The cover that was known, but for each kind that was asked about and is another sum now.

    What pays in one kind of accident only is not asked about, and stays.
    """
    asked = {
        (line, _PROVIDERS[whose]): Amounts(answers).of(f"{whose}_{name}_sum")
        for whose in _PROVIDERS
        for name, line in _ASKED_LINES.items()
        if (f"{whose}_covers" in answers or (whose == "employer" and "has_employer_cover" in answers))
    }
    for (line, provider), total in asked.items():
        before = [cover for cover in known if _kind(cover) == (line, provider)]
        if sum((cover.sum_insured for cover in before), Money.zero()) == total:
            yield from before
        elif total:
            yield Cover.model_validate({"line": line, "sum_insured": total, "provided_by": provider})
    yield from (cover for cover in known if _kind(cover) not in asked)


def _kind(cover: Cover) -> tuple[Line, str] | None:
    """What a question about cover means by it; None for what no question means."""
    return None if cover.pays_only_for else (cover.line, cover.provided_by)


def _partners(answers: Answers, known: RecordedHousehold | None) -> list[_Proposed]:
    partners = _of_role(known, "partner")
    if "has_partner" not in answers:
        return [_Proposed(partner, "partner", {}) for partner in partners]
    if not answers["has_partner"]:
        return []
    said: dict[str, Any] = _dates(answers, birth_date="partner_birth_date")
    if "partner_earns" in answers:
        said["annual_income"] = Amounts(answers).of("partner_annual_income")
    return [_Proposed(partners[0] if partners else None, "partner", said)]


def _children(answers: Answers, known: RecordedHousehold | None) -> list[_Proposed]:
    children = _of_role(known, "child")
    if "children_birth_dates" not in answers:
        return [_Proposed(child, "child", {}) for child in children]
    proposed = []
    for written in cast(list[str], answers["children_birth_dates"]):
        born = date.fromisoformat(written)
        same = next((child for child in children if child.birth_date == born), None)
        children = [child for child in children if child is not same]
        proposed.append(_Proposed(same, "child", {"birth_date": born}))
    return proposed


def _elders(answers: Answers, known: RecordedHousehold | None) -> list[_Proposed]:
    elders: list[Person | None] = [*_of_role(known, "elder")]
    if "elders" in answers:
        count = cast(int, answers["elders"])
        elders = [*elders, *[None] * count][:count]
    return [_Proposed(elder, "elder", {}) for elder in elders]


def _everybody_else(known: RecordedHousehold | None) -> list[_Proposed]:
    if known is None:
        return []
    others = [
        person
        for person in known.members
        if person.role == "other_adult" or (person.role == "breadwinner" and person is not known.principal())
    ]
    return [_Proposed(person, person.role, {}) for person in others]


def _of_role(known: RecordedHousehold | None, role: Role) -> list[Person]:
    return [] if known is None else [person for person in known.members if person.role == role]


def _liabilities(answers: Answers, known: tuple[Liability, ...]) -> tuple[Liability, ...]:
    """The debts that were known, but for each kind that was asked about and is another sum now."""
    debts: list[Liability] = []
    for kind in _DEBTS:
        before = [debt for debt in known if debt.kind == kind]
        owed = Amounts(answers).of(f"{kind}_outstanding")
        unchanged = sum((debt.outstanding for debt in before), Money.zero()) == owed
        if f"has_{kind}" not in answers or unchanged:
            debts += before
        elif owed:
            debts.append(Liability.model_validate({"kind": kind, "outstanding": owed}))
    return (*debts, *(debt for debt in known if debt.kind not in _DEBTS))


def _elder_support(answers: Answers, known: RecordedHousehold | None) -> Money:
    if "elders" in answers:
        return Amounts(answers).of("annual_elder_support")
    return Money.zero() if known is None else known.annual_elder_support
