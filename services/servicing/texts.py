"""The texts of `servicing` that people read."""

from collections.abc import Sequence
from pathlib import Path

from services.servicing.domain.caveats import CAVEATS
from shared.language import Language, Texts

TEXTS = Texts.load(Path(__file__).parent / "texts.toml")

STAGES = (
    "lead-captured",
    "gap-computed",
    "gap-confirmed",
    "proposal-presented",
    "proposal-accepted",
    "application-submitted",
    "policy-issued",
    "receipt-signed",
    "claim-filed",
    "claim-paid",
    "review-due",
)
"""The stages of the funnel, in the order of the cycle."""


def caveats(keys: Sequence[str], language: Language) -> list[str]:
    """What a reader must be told beside an answer."""
    return [CAVEATS[key][language] for key in keys]
