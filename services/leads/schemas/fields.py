"""Fields that more than one request has."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.contracts.leads import Purpose as Purpose
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


TextVersion = Annotated[str, Field(min_length=1, max_length=40, examples=["2026-01"])]
"""Of a text that somebody read before he agreed to it."""
