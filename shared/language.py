"""Which language a reader is answered in: decides every text that a person reads, in JSON and in documents."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "zh-CN"


@cache
def negotiate(accept_language: str | None) -> Language:
    """The best supported language of an Accept-Language header (RFC 9110 12.5.4); zh-CN where it names none.

    A range matches by its primary subtag: `zh-Hans`, `zh-TW` and `zh` read Chinese, `en-GB` reads English.
    """
    best: tuple[float, Language] = (0.0, DEFAULT_LANGUAGE)
    for part in (accept_language or "")[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = _supported(tag.strip().lower())
        quality = _quality(weight)
        if language is not None and quality > best[0]:
            best = (quality, language)
    return best[1]


def _supported(tag: str) -> Language | None:
    primary = tag.split("-")[0]
    return "zh-CN" if primary == "zh" else "en" if primary == "en" else None


def _quality(weight: str) -> float:
    if not weight:
        return 1.0
    try:
        return float(weight)
    except ValueError:
        return 0.0


class Texts:
    """The texts of one service by key and language, read from a TOML file of `[key]` tables with one line a language."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, path: Path) -> "Texts":
        """Read `path`; raises ValueError where a key lacks a language."""
        texts = tomllib.loads(path.read_text("utf-8"))
        for key, translations in texts.items():
            if missing := set(LANGUAGES) - set(translations):
                raise ValueError(f"{path.name}: the text {key} lacks {', '.join(sorted(missing))}")
        return cls(texts)

    def say(self, key: str, language: Language, **values: object) -> str:
        """The text of `key`; raises KeyError for a key that nobody wrote."""
        return self._texts[key][language].format(**values)
