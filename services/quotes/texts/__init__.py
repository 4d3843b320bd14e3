"""The texts of `quotes` that people read, a file a topic beside this one."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from shared.because import Answer
from shared.language import SHARED_TEXTS, Language, Texts

_FOLDER = Path(__file__).parent
TEXTS = Texts.load_folder(_FOLDER)
CAVEATS = Texts.load(_FOLDER.parent / "domain" / "caveats.toml", SHARED_TEXTS / "firms.toml")

T = TypeVar("T")


def sentences(codes: Iterable[str], language: Language) -> list[str]:
    """The caveats or advice of these codes in words, each once."""
    return [CAVEATS.say(code, language) for code in dict.fromkeys(codes)]


def worded(answer: Answer[T], language: Language) -> Answer[T]:
    """The answer with its caveats in words instead of codes."""
    return answer.model_copy(update={"caveats": sentences(answer.caveats, language)})


def term(coverage_term: str, language: Language) -> str:
    """How long a cover lasts, in words: `to_70`, `years_20`, `whole_life`."""
    kind, _, number = coverage_term.partition("_")
    return TEXTS.say("term.year" if number == "1" else f"term.{kind}", language, number=number)
