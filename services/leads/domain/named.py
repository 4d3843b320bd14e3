"""Codes with the words for them, as the data of the jurisdiction holds them in both languages."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.leads.domain.knowledge_problems import UnknownCode

LANGUAGES = ("zh-CN", "en")


class Named(BaseModel):
    """One code, and what it is called by language."""

    model_config = ConfigDict(frozen=True)

    code: str
    words: dict[str, str]


def words(entry: Mapping[str, Any]) -> dict[str, str]:
    """The text of `entry` by language."""
    return {language: entry[language] for language in LANGUAGES}


def named(code: str, entries: Mapping[str, Any]) -> Named:
    """`code` with what `entries` call it."""
    return Named(code=code, words=words(entries[code]))


def check_code(code: str, entries: Mapping[str, Any], *, at: str) -> None:
    """Raises UnknownCode at the pointer `at` where `entries` hold no such code."""
    if code not in entries:
        raise UnknownCode(at, known=", ".join(entries))
