"""The texts of `leads` that people read."""

from pathlib import Path

from shared.language import Texts

TEXTS = Texts.load(Path(__file__).parent / "texts.toml")
KNOWLEDGE = Texts.load(Path(__file__).parent / "knowledge.toml")
PEOPLE_TEXTS = Texts.load(Path(__file__).parent / "people_texts.toml")
