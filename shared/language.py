"""Which language a reader is answered in: decides every text that a person reads, in JSON and in documents."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "zh-CN"
SHARED_TEXTS = Path(__file__).parent / "texts"
"""The words of what more than one service says, a file a topic."""
_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@lru_cache(maxsize=1024)
def negotiate(accept_language: str | None) -> Language:
    """The best supported language of an Accept-Language header (RFC 9110 12.5.4); zh-CN where it names none.

    A range matches by its primary subtag: `zh-Hans`, `zh-TW` and `zh` read Chinese, `en-GB` reads English.
    """
    best: tuple[float, Language] = (0.0, DEFAULT_LANGUAGE)
    for part in (accept_language or "")[:200].split(","):
        tag, _, parameter = part.partition(";")
        language = _supported(tag.strip().lower())
        quality = _quality(parameter.strip().lower())
        if language is not None and quality > best[0]:
            best = (quality, language)
    return best[1]


def _supported(tag: str) -> Language | None:
    primary = tag.split("-")[0]
    return "zh-CN" if primary == "zh" else "en" if primary == "en" else None


def _quality(parameter: str) -> float:
    if not parameter:
        return 1.0
    found = _WEIGHT.fullmatch(parameter)
    return float(found[1]) if found else 0.0


class Texts:
    """The texts of one service by key and language, read from a TOML file of `[key]` tables with one line a language."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, *paths: Path) -> "Texts":
        """Read the files; raises ValueError where a key lacks a language or is in two of them."""
        together: dict[str, Mapping[str, str]] = {}
        for path in paths:
            found = _read(path)
            if twice := together.keys() & found.keys():
                raise ValueError(f"{path.name}: {', '.join(sorted(twice))} is in another file too")
            together |= found
        return cls(together)

    @classmethod
    def load_folder(cls, folder: Path) -> "Texts":
        """Read every TOML file in `folder`; raises ValueError as `load` does."""
        return cls.load(*sorted(folder.glob("*.toml")))

    def say(self, key: str, language: Language, **values: object) -> str:
        """The text of `key`; raises KeyError for a key that nobody wrote."""
        return self._texts[key][language].format(**values)


def _read(path: Path) -> dict[str, Mapping[str, str]]:
    texts: dict[str, Mapping[str, str]] = tomllib.loads(path.read_text("utf-8"))
    for key, translations in texts.items():
        if missing := set(LANGUAGES) - set(translations):
            raise ValueError(f"{path.name}: the text {key} lacks {', '.join(sorted(missing))}")
    return texts
