"""The texts of `leads` that people read."""

from pathlib import Path

from shared.language import Texts

TEXTS = Texts.load(Path(__file__).parent / "texts.toml")
