"""The identity number of a person, checked against what else is known of him. It is never repeated."""

from datetime import date

from services.leads.domain.import_problems import BirthDateMismatch, SexMismatch
from shared.identity_number import IdentityNumber, InvalidIdentityNumber, Sex

POINTER = "/id_number"


def checked_identity(text: str, *, sex: Sex | None, birth_date: date | None, today: date) -> IdentityNumber:
    """The number in `text` (GB 11643-1999).

    Raises InvalidLength, InvalidFormat, InvalidChecksum, InvalidComponent, SexMismatch, BirthDateMismatch.
    """
    try:
        number = IdentityNumber.parse(text, today)
    except InvalidIdentityNumber as problem:
        problem.pointer = POINTER
        raise
    mismatches = number.cross_check(sex=sex, birth_date=birth_date)
    if "SEX_MISMATCH" in mismatches:
        raise SexMismatch("/sex")
    if "BIRTHDATE_MISMATCH" in mismatches:
        raise BirthDateMismatch("/birth_date")
    return number
