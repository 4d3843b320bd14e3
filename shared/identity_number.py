"""The citizen identification number (公民身份号码), checked, and taken apart into what it says of its holder.

Invariant: an `IdentityNumber` is a valid one, and neither it nor an error about it ever shows the number:
only `reveal` gives it, to whoever seals or digests it. What the standard sets is data of the jurisdiction
(rule `identity_number`).
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, Self

from stdnum import numdb

from shared.jurisdictions import Jurisdiction, Rule
from shared.problems import Malformed

Sex = Literal["male", "female"]
Mismatch = Literal["SEX_MISMATCH", "BIRTHDATE_MISMATCH"]


class InvalidIdentityNumber(Malformed, ValueError):
    """The identity number is not valid."""

    code = "INVALID_IDENTITY_NUMBER"
    zh = "身份证号码无效。"


class InvalidLength(InvalidIdentityNumber):
    """An identity number has {length} characters."""

    code = "INVALID_LENGTH"
    zh = "身份证号码应为 {length} 位。"


class InvalidFormat(InvalidIdentityNumber):
    """An identity number is all digits, but for the last character, which may be X."""

    code = "INVALID_FORMAT"
    zh = "身份证号码应全部为数字，末位可以是 X。"


class InvalidChecksum(InvalidIdentityNumber):
    """The last character of the identity number does not fit the others: one of them is mistyped."""

    code = "INVALID_CHECKSUM"
    zh = "身份证号码校验位不符，请检查是否输入有误。"


class InvalidComponent(InvalidIdentityNumber):
    """The region or the date of birth in the identity number does not exist."""

    code = "INVALID_COMPONENT"
    zh = "身份证号码中的地区或出生日期不存在。"


@dataclass(frozen=True, slots=True, repr=False)
class IdentityNumber:
    """A valid number: its `region` (six digits of GB/T 2260), `birth_date` and `sex`; masked when shown."""

    region: str
    birth_date: date
    sex: Sex
    _number: str

    @classmethod
    def parse(cls, text: str, today: date) -> Self:
        """The number in `text` by the rule in force on `today`; x, full-width digits and outer spaces pass.

        Raises the first that applies of InvalidLength, InvalidFormat, InvalidChecksum and InvalidComponent
        (an unknown region, an impossible date of birth, or one after `today`).
        """
        rule = Jurisdiction.load("cn").rule("identity_number", on=today)
        number = unicodedata.normalize("NFKC", text).strip().upper()
        if len(number) != rule["length"]:
            raise InvalidLength(length=rule["length"])
        if not _is_digits(number[:-1]) or number[-1] not in rule["check_symbols"]:
            raise InvalidFormat
        if number[-1] != check_symbol(number, rule):
            raise InvalidChecksum
        birth_date = _birth_date(_part(number, rule["birth_date"]))
        region = _part(number, rule["region"])
        if birth_date > today or not (_was_ever_assigned(region) or region in rule["further_regions"]):
            raise InvalidComponent
        sex: Sex = "male" if int(number[rule["sex_digit"]]) % 2 else "female"
        return cls(region, birth_date, sex, number)

    def cross_check(self, *, sex: Sex | None = None, birth_date: date | None = None) -> list[Mismatch]:
        """What on a form contradicts the number; what the form leaves out (None) contradicts nothing."""
        mismatches: list[Mismatch] = []
        if sex is not None and sex != self.sex:
            mismatches.append("SEX_MISMATCH")
        if birth_date is not None and birth_date != self.birth_date:
            mismatches.append("BIRTHDATE_MISMATCH")
        return mismatches

    def reveal(self) -> str:
        """All its characters, with an upper-case X: to be sealed or digested, never logged or answered."""
        return self._number

    def __str__(self) -> str:
        return f"{self._number[:1]}{'*' * (len(self._number) - 2)}{self._number[-1:]}"

    def __repr__(self) -> str:
        return f"IdentityNumber({self})"


def check_symbol(number: str, rule: Rule) -> str:
    """The check character for the digits before it."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:-1], rule["check_weights"], strict=True))
    symbols: str = rule["check_symbols"]
    return symbols[total % len(symbols)]


def _part(number: str, bounds: tuple[int, int]) -> str:
    return number[slice(*bounds)]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidComponent from None


@lru_cache(maxsize=8192)
def _was_ever_assigned(region: str) -> bool:
    """Whether GB/T 2260 ever had this region.

    Not whether it had it at birth: numbers are given at registration, for the elderly decades after birth, in
    Hong Kong and Macao since 2018, and under regions that were founded in between.
    """
    return any("county" in properties for _, properties in numdb.get("cn/loc").info(region))
