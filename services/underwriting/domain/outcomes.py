"""What underwriting says of one line, and how what several conditions say is put together.

Invariant: putting together is commutative and associative, and `STANDARD` changes nothing, so that the order
in which a client remembers his conditions never matters.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from shared.money import Money


class Outcome(StrEnum):
    """How a line is underwritten, mildest first."""

    STANDARD = "STANDARD"
    EXCLUSION = "EXCLUSION"
    RATED = "RATED"
    MANUAL = "MANUAL"
    POSTPONE = "POSTPONE"
    DECLINE = "DECLINE"

    @property
    def severity(self) -> int:
        """0 for STANDARD to 5 for DECLINE."""
        return _SEVERITY[self]


_SEVERITY: Final = {outcome: place for place, outcome in enumerate(Outcome)}


class Verdict(BaseModel):
    """The outcome for one line, with all that goes with it: what is excluded, what is added, how long to
    wait.

    `rating_percent` is added to the gross premium; `documents` are codes of what a person needs to decide.
    """

    model_config = ConfigDict(frozen=True)

    outcome: Outcome = Outcome.STANDARD
    exclusions: tuple[str, ...] = ()
    rating_percent: int = Field(default=0, ge=0)
    postpone_months: int = Field(default=0, ge=0)
    documents: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Orders verdicts from the best for the client to the worst."""
        return self.outcome.severity, self.postpone_months, self.rating_percent, len(self.exclusions)


STANDARD: Final = Verdict()

_RATED_OR_EXCLUDED: Final = re.compile(
    r"R(?P<rating>[1-9][0-9]*)(\+E:(?P<also>[a-z-]+))?|E:(?P<excluded>[a-z-]+)"
)
_POSTPONED: Final = re.compile(r"P(?P<months>[1-9][0-9]*)")
_PLAIN: Final = {"S": Outcome.STANDARD, "M": Outcome.MANUAL, "D": Outcome.DECLINE}


def read_verdict(text: str) -> Verdict:
    """The verdict that a cell of the pre-check table writes: S, E:x, R25, R30+E:x, M, P6 or D.

    Raises ValueError for anything else.
    """
    if text in _PLAIN:
        return Verdict(outcome=_PLAIN[text])
    if match := _POSTPONED.fullmatch(text):
        return Verdict(outcome=Outcome.POSTPONE, postpone_months=int(match["months"]))
    if match := _RATED_OR_EXCLUDED.fullmatch(text):
        excluded = match["also"] or match["excluded"]
        return Verdict(
            outcome=Outcome.RATED if match["rating"] else Outcome.EXCLUSION,
            exclusions=(excluded,) if excluded else (),
            rating_percent=int(match["rating"] or 0),
        )
    raise ValueError(f"{text!r} is no outcome of the pre-check table")


def combine(verdicts: Iterable[Verdict], *, highest_rating_percent: int) -> Verdict:
    """What several conditions mean together: the worst outcome, every exclusion and document, the ratings
    added up, the longest wait. Ratings above `highest_rating_percent` decline."""
    all_of = list(verdicts)
    rating = sum(verdict.rating_percent for verdict in all_of)
    outcome = _worst(all_of)
    if rating > highest_rating_percent:
        outcome = Outcome.DECLINE
    return _joined(all_of, outcome=outcome, rating_percent=rating)


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """What several findings of one and the same condition mean: the worst of each; one condition is rated
    once."""
    all_of = list(verdicts)
    rating = max((verdict.rating_percent for verdict in all_of), default=0)
    return _joined(all_of, outcome=_worst(all_of), rating_percent=rating)


def rated_premium(gross: Money, rating_percent: int) -> Money:
    """The gross premium with its rating: gross x (1 + %), rounded once."""
    return gross * (1 + Decimal(rating_percent) / 100)


def _worst(verdicts: list[Verdict]) -> Outcome:
    return max(
        (verdict.outcome for verdict in verdicts),
        key=lambda outcome: outcome.severity,
        default=Outcome.STANDARD,
    )


def _joined(verdicts: list[Verdict], *, outcome: Outcome, rating_percent: int) -> Verdict:
    return Verdict(
        outcome=outcome,
        rating_percent=rating_percent,
        exclusions=tuple(sorted({excluded for verdict in verdicts for excluded in verdict.exclusions})),
        documents=tuple(sorted({document for verdict in verdicts for document in verdict.documents})),
        postpone_months=max((verdict.postpone_months for verdict in verdicts), default=0),
    )
