"""What rendered documents call the members of a household: never by name."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from services.needs.domain.recorded_household import RecordedHousehold
from services.needs.texts import TEXTS
from shared.language import Language


def names_of(household: RecordedHousehold, on: date, language: Language) -> Mapping[str, str]:
    """For each member's key his role, a number where several have it, and his age on the day where it is known."""
    several = {role for role, count in Counter(p.role for p in household.members).items() if count > 1}
    numbers: Counter[str] = Counter()
    names = {}
    for person in household.members:
        name = TEXTS.say(f"role.{person.role}", language)
        if person.role in several:
            numbers[person.role] += 1
            name = TEXTS.say("who.numbered", language, role=name, number=numbers[person.role])
        if person.birth_date is not None and person.birth_date <= on:
            name = TEXTS.say("who.aged", language, role=name, age=person.age(on))
        names[person.key] = name
    return names
