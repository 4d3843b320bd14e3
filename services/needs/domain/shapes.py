"""How dates, amounts and codes are written in answers: patterns that a JSON Schema can state too."""

import re
from datetime import date
from typing import Final

AMOUNT: Final = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$"
"""Yuan, less than ten thousand million."""

DATE: Final = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
"""A day of the years 1900 to 2099; whether its month has that day is for `is_date`."""

INDUSTRY: Final = r"^[A-Z][0-9]{0,4}$"
"""A code of the industry classification."""


def is_amount(answer: object) -> bool:
    """Whether this is an amount as it is written."""
    return isinstance(answer, str) and _whole(AMOUNT, answer)


def is_industry(answer: object) -> bool:
    """Whether this is written like a code of an industry."""
    return isinstance(answer, str) and _whole(INDUSTRY, answer)


def is_date(answer: object) -> bool:
    """Whether this is a day that there is."""
    if not (isinstance(answer, str) and _whole(DATE, answer)):
        return False
    try:
        date.fromisoformat(answer)
    except ValueError:
        return False
    return True


def _whole(pattern: str, text: str) -> bool:
    """As a JSON Schema reads the pattern: `$` is the end of the text, not a line break before it."""
    return re.fullmatch(pattern, text) is not None
