"""Who is who among the rows of a file and the leads that are there: by phone, and by identity number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from services.leads.domain.import_problems import TwoPeople
from services.leads.tables import Lead


@dataclass(frozen=True, slots=True)
class Marks:
    """The keyed hashes by which somebody is found."""

    phone: bytes
    id_number: bytes | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is known: a lead, or in a dry run somebody whom a row before would have made one."""

    marks: Marks
    lead: Lead | None


@dataclass(slots=True)
class People:
    """Those who are known."""

    _by_phone: dict[bytes, Person] = field(default_factory=dict)
    _by_id_number: dict[bytes, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, leads: Iterable[tuple[Lead, Lead]]) -> "People":
        """The people behind these leads: beside each, the lead that stands for him."""
        beside, people = list(leads), cls()
        numbers = {top.id: lead.id_number_digest or top.id_number_digest for lead, top in beside}
        persons: dict[UUID, Person] = {}
        for lead, top in beside:
            marks = Marks(top.phone_digest, numbers[top.id])
            person = persons.setdefault(top.id, Person(marks, top))
            people.note(person)
            people._by_phone[lead.phone_digest] = person
        return people

    def note(self, person: Person) -> None:
        """From here on he is known."""
        self._by_phone[person.marks.phone] = person
        if person.marks.id_number is not None:
            self._by_id_number[person.marks.id_number] = person

    def find(self, marks: Marks) -> Person | None:
        """Whom the marks are of; raises TwoPeople where phone and identity number lead to different ones."""
        person = self._by_phone.get(marks.phone)
        if marks.id_number is None:
            return person
        same = self._by_id_number.get(marks.id_number)
        if person is None:
            return same
        if (same or person) is not person or person.marks.id_number not in (None, marks.id_number):
            raise TwoPeople
        return person
