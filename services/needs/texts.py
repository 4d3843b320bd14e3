"""The texts of `needs` that people read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from services.needs.chart_svg import yuan
from services.needs.domain.household import Risk
from services.needs.domain.suitability import Doubt, Mismatch
from shared.because import Answer
from shared.language import SHARED_TEXTS, Language, Texts

_FOLDER = Path(__file__).parent
TEXTS = Texts.load(_FOLDER / "texts.toml")
CAVEATS = Texts.load(_FOLDER / "domain" / "caveats.toml", SHARED_TEXTS / "firms.toml")
HORIZONS = Texts.load(_FOLDER / "horizon_texts.toml")
DEEP_NEEDS = Texts.load(_FOLDER / "deep_need_texts.toml")

UPDATE = Texts.load(_FOLDER / "update_texts.toml")
"""The words of the gap update table."""
_WARNINGS = Texts.load(_FOLDER / "suitability_texts.toml")
WARNINGS_VERSION: Final = _WARNINGS.say("version", "zh-CN")

T = TypeVar("T")


class Warned(BaseModel):
    """A reason to stop in words, with their version, as it is to be acknowledged; `member` is a member's id."""

    code: Mismatch
    text_version: str
    text: str
    member: str | None
    risk: Risk | None


def warnings(doubts: Iterable[Doubt], language: Language) -> list[dict[str, Any]]:
    """What a client is told of each reason to stop, as JSON."""
    return [warned(doubt, language).model_dump(mode="json") for doubt in doubts]


def warned(doubt: Doubt, language: Language) -> Warned:
    """What a client is told of a reason to stop."""
    wanted, fitting = yuan(doubt.wanted, language), yuan(doubt.fitting, language)
    return Warned(
        code=doubt.code,
        text_version=WARNINGS_VERSION,
        text=_WARNINGS.say(doubt.code, language, wanted=wanted, fitting=fitting),
        member=doubt.member,
        risk=doubt.risk,
    )


def sentences(codes: Iterable[str], language: Language) -> list[str]:
    """The caveats of these codes in words, each once."""
    return [CAVEATS.say(code, language) for code in dict.fromkeys(codes)]


def worded(answer: Answer[T], language: Language) -> Answer[T]:
    """The answer with its caveats in words instead of codes."""
    return answer.model_copy(update={"caveats": sentences(answer.caveats, language)})
