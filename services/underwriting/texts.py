"""The texts of `underwriting` that people read."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from services.underwriting.domain.caveats import CAVEATS
from shared.because import Answer
from shared.language import Language, Texts

TEXTS = Texts.load(Path(__file__).parent / "texts.toml")
DECLARATION_VERSION = "2026-01"

Result = TypeVar("Result")
Told = TypeVar("Told")


def caveats_in(language: Language, keys: Iterable[str]) -> list[str]:
    """What the caveats say, each once."""
    return [CAVEATS[key][language] for key in dict.fromkeys(keys)]


def explained(answer: Answer[Result], result: Told, language: Language) -> Answer[Told]:
    """`answer` as a reader of `language` gets it: with `result` in its place, and its caveats in words."""
    return Answer(result=result, because=answer.because, caveats=caveats_in(language, answer.caveats))
