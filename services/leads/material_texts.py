"""The texts about sales material, handbooks and forms that people read."""

from collections.abc import Sequence
from pathlib import Path

from shared.language import Language, Texts

TEXTS = Texts.load(Path(__file__).parent / "material_texts.toml")


def caveats(keys: Sequence[str], language: Language) -> list[str]:
    """What a reader must be told beside an answer."""
    return [TEXTS.say(f"caveat.{key}", language) for key in keys]
