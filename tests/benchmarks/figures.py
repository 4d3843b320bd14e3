"""Figures: what a measurement comes to, with the target that the design sets and the spread of its rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Direction = Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Target:
    """What the figure should reach."""

    direction: Direction
    value: float

    def met_by(self, value: float) -> bool:
        """Whether `value` reaches it."""
        return value >= self.value if self.direction == "at least" else value <= self.value

    def __str__(self) -> str:
        sign = "≥" if self.direction == "at least" else "≤"
        return f"{sign} {self.value:g}"


def at_least(value: float) -> Target:
    """The figure should be that large, or larger."""
    return Target("at least", value)


def at_most(value: float) -> Target:
    """The figure should be that small, or smaller."""
    return Target("at most", value)


class NotMeasured(Exception):
    """A measurement cannot be made here; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of what was measured: a value of each series at each label, None where there is none.

    `alt` says in words what can be seen on it.
    """

    title: str
    kind: Literal["bars", "lines"]
    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    unit: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of several rounds. `kind` says whether it is a ratio of two sides of one run or a value of one.

    `against` names the other side of a ratio; `detail` holds what else the rounds showed (absolute figures of
    each side, for the reader's orientation: they depend on the machine), and `note` what bounds the figure or
    how to read it.
    """

    name: str
    kind: Literal["ratio", "value"]
    samples: Sequence[float]
    unit: str = ""
    against: str = ""
    target: Target | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    plot: Plot | None = None

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return median(self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest round."""
        return min(self.samples), max(self.samples)

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        return None if self.target is None else self.target.met_by(self.median)

    @property
    def share_of_target(self) -> float | None:
        """How far the target is reached, 1 being all of it; None where there is none."""
        if self.target is None or not self.median or not self.target.value:
            return None
        share = self.median / self.target.value
        return share if self.target.direction == "at least" else 1 / share

    def as_json(self) -> dict[str, Any]:
        """The row of `docs/performance.json`."""
        low, high = self.spread
        return {
            "name": self.name,
            self.kind: _short(self.median),
            "unit": self.unit,
            "against": self.against,
            "target": None if self.target is None else str(self.target),
            "met": self.met,
            "lowest": _short(low),
            "highest": _short(high),
            "rounds": len(self.samples),
            "detail": self.detail,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Section:
    """What one measurement came to: its figures, or why there are none. `about` says what was done, in Markdown."""

    name: str
    about: str
    figures: Sequence[Figure] = ()
    not_measured: str = ""
    seconds: float = 0.0


def ratio(
    name: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    /,
    *,
    against: str,
    target: Target | None = None,
    note: str = "",
    plot: Plot | None = None,
    **detail: Any,
) -> Figure:
    """Ours over theirs, round by round: what both had to bear in a round falls out."""
    samples = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Figure(name, "ratio", samples, "×", against, target, detail, note, plot)


def value(
    name: str,
    samples: Sequence[float],
    unit: str,
    /,
    *,
    target: Target | None = None,
    note: str = "",
    plot: Plot | None = None,
    **detail: Any,
) -> Figure:
    """A figure that stands for itself."""
    return Figure(name, "value", list(samples), unit, "", target, detail, note, plot)


def _short(number: float) -> float:
    return float(f"{number:.4g}")
