"""Fields that more than one request has."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.phone import normalise_phone

Code = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["wechat"])
]
PersonName = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f<>]+$", examples=["张先生"])
]


def _phone(text: str) -> str:
    return normalise_phone(text)


Phone = Annotated[
    str,
    Field(min_length=5, max_length=30, examples=["138 0013 8000"], description="any usual way of writing it"),
    AfterValidator(_phone),
]


class Purpose(StrEnum):
    """What a client may consent to, each for itself."""

    CONTACT = "contact"
    MARKETING = "marketing"
    HEALTH_DATA = "health_data"
    FINANCIAL_DATA = "financial_data"
    CASE_PUBLICATION = "case_publication"


TextVersion = Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]
"""Of a text that somebody read before he agreed to it."""
