"""An identity number held against what an application already says of its holder, because the price rests on that."""

from datetime import date

from services.underwriting.domain.problems import (
    BirthdateMismatch,
    OccupationMismatch,
    SexMismatch,
    UnknownOccupation,
)
from shared.identity_number import IdentityNumber, InvalidIdentityNumber, Sex
from shared.jurisdictions import Jurisdiction


def read_identity(text: str, *, on: date, at: str) -> IdentityNumber:
    """The number in `text`; raises an InvalidIdentityNumber that points `at` its field."""
    try:
        return IdentityNumber.parse(text, on)
    except InvalidIdentityNumber as problem:
        problem.pointer = at
        raise


def check_identity(text: str, *, sex: Sex, birth_date: date, on: date, at: str) -> IdentityNumber:
    """The same; raises SexMismatch or BirthdateMismatch too where it contradicts the application."""
    number = read_identity(text, on=on, at=at)
    mismatches = number.cross_check(sex=sex, birth_date=birth_date)
    if "BIRTHDATE_MISMATCH" in mismatches:
        raise BirthdateMismatch(at, mismatches=mismatches)
    if mismatches:
        raise SexMismatch(at, mismatches=mismatches)
    return number


def check_occupation(rules: Jurisdiction, code: str, *, priced_class: int, on: date, at: str) -> None:
    """Raises UnknownOccupation, and OccupationMismatch where the occupation is of another class than was priced."""
    occupations = rules.rule("occupation.examples", on=on).values
    if code not in occupations:
        raise UnknownOccupation(at, known=", ".join(occupations))
    found = occupations[code]["class"]
    if found != str(priced_class):
        raise OccupationMismatch(at, occupation_class=found, priced_class=priced_class)
