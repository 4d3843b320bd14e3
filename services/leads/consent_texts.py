"""The texts that clients read before they consent, each purpose for itself, in all their versions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.leads.domain.consents import SENSITIVE
from services.leads.domain.problems import UnknownConsentText
from shared.contracts.leads import Purpose
from shared.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of the text of one purpose; sensitive purposes have a notice of necessity (个人信息保护法 30)."""

    purpose: Purpose
    version: str
    effective_from: date
    text: Mapping[Language, str]
    without: Mapping[Language, str]
    necessity: Mapping[Language, str] | None


def _load(path: Path) -> dict[tuple[str, str], ConsentText]:
    """Read `path`; raises ValueError where a text lacks a language, or a sensitive purpose its notice."""
    found: dict[tuple[str, str], ConsentText] = {}
    for table in tomllib.loads(path.read_text("utf-8"))["text"]:
        text = ConsentText(
            purpose=Purpose(table["purpose"]),
            version=table["version"],
            effective_from=table["effective_from"],
            text=table["text"],
            without=table["without"],
            necessity=table.get("necessity"),
        )
        written = [text.text, text.without, *([] if text.necessity is None else [text.necessity])]
        if any(set(LANGUAGES) - set(one) for one in written):
            raise ValueError(f"{path.name}: {text.purpose} {text.version} lacks a language")
        if (text.necessity is None) == (text.purpose in SENSITIVE):
            raise ValueError(f"{path.name}: {text.purpose} {text.version}: sensitive purposes have a notice")
        found[text.purpose.value, text.version] = text
    return found


CONSENT_TEXTS = _load(Path(__file__).with_suffix(".toml"))


def require_known(purpose: str, version: str, *, pointer: str) -> None:
    """Raises UnknownConsentText for a version that no client can have read."""
    if (purpose, version) not in CONSENT_TEXTS:
        raise UnknownConsentText(pointer, purpose=purpose)


def current_text(purpose: Purpose, on: date) -> ConsentText:
    """What a client reads on the day `on`."""
    texts = [text for text in CONSENT_TEXTS.values() if text.purpose is purpose and text.effective_from <= on]
    return max(texts, key=lambda text: text.effective_from)
