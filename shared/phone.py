"""Phone numbers, written one way: E.164, so that one person written in three ways is still one person.

Numbers without a country code are read as mainland Chinese ones. No error repeats the number.
"""

import re
import unicodedata
from functools import cache
from typing import Final

import phonenumbers

from shared.problems import Malformed

# What opens an extension is left out: E.164 loses it, and two people behind one switchboard would become one.
_looks_like_a_phone: Final = re.compile(r"[0-9+ ().\-\u2010-\u2015]{3,40}").fullmatch
_looks_like_a_mobile: Final = re.compile(r"1[3-9][0-9]{9}").fullmatch


class InvalidPhone(Malformed, ValueError):
    """This is no phone number: give a mainland number, or any other with + and its country code."""

    code = "INVALID_PHONE"
    zh = "电话号码无效：请提供大陆号码，或以 + 和国家（地区）代码开头的号码。"


def normalise_phone(text: str) -> str:
    """The E.164 form of `text`: "138-0013-8000" and "86 13800138000" give "+8613800138000".

    Landlines and foreign numbers pass too. Raises InvalidPhone for what no operator could connect, and for
    extensions.
    """
    if _looks_like_a_mobile(text) and _is_assigned(text[:5]):
        return f"+86{text}"
    written = unicodedata.normalize("NFKC", text).strip()
    if not _looks_like_a_phone(written):
        raise InvalidPhone
    try:
        number = phonenumbers.parse(written, "CN")
    except phonenumbers.NumberParseException:
        raise InvalidPhone from None
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _is_assigned(beginning: str) -> bool:
    """Whether mainland mobile numbers that begin with these five digits are in use, which nothing after them decides."""
    return phonenumbers.is_valid_number(phonenumbers.parse(f"{beginning}000000", "CN"))
