"""The texts of `claims` that people read."""

from collections.abc import Sequence
from pathlib import Path

from services.claims.domain.caveats import CAVEATS
from shared.language import Language, Texts

TEXTS = Texts.load(Path(__file__).parent / "texts.toml")


def caveats(keys: Sequence[str], language: Language) -> list[str]:
    """What a reader must be told beside an answer, each once."""
    return [CAVEATS[key][language] for key in dict.fromkeys(keys)]
