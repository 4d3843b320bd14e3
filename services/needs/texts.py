"""The texts of `needs` that people read."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from shared.because import Answer
from shared.language import SHARED_TEXTS, Language, Texts

_FOLDER = Path(__file__).parent
TEXTS = Texts.load(_FOLDER / "texts.toml")
CAVEATS = Texts.load(_FOLDER / "domain" / "caveats.toml", SHARED_TEXTS / "firms.toml")
HORIZONS = Texts.load(_FOLDER / "horizon_texts.toml")
DEEP_NEEDS = Texts.load(_FOLDER / "deep_need_texts.toml")

T = TypeVar("T")


def sentences(codes: Iterable[str], language: Language) -> list[str]:
    """The caveats of these codes in words, each once."""
    return [CAVEATS.say(code, language) for code in dict.fromkeys(codes)]


def worded(answer: Answer[T], language: Language) -> Answer[T]:
    """The answer with its caveats in words instead of codes."""
    return answer.model_copy(update={"caveats": sentences(answer.caveats, language)})
