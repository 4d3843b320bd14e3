"""Charts as inline SVG for documents: bars lying beside each other, columns by year, a line by year.

Invariant: a chart is named and described in words for whoever does not see it, no text reaches the markup unescaped, and
whatever is drawn stands within its frame, at nothing as at any amount, for one year as for a hundred.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from typing import Final, NamedTuple

WIDTH: Final = 360
"""The width of every chart in its own units: about the pixels of a phone, so that 12 is a legible letter."""

_INK: Final = "#1b2733"
_QUIET: Final = "#55636f"
_GRID: Final = "#d8dee4"
_TRACK: Final = "#eef1f4"
_ROW, _BAR = 46, 16
_TOP, _HEIGHT, _FOOT, _RIGHT = 10, 150, 26, 8
_LETTER: Final = Decimal("6.2")
_SIZE, _SMALLEST = 13, 8
_MOST_LABELS: Final = 7
_WIDEST_COLUMN: Final = Decimal(44)
_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Named:
    """A chart's name, unique on its page, its title, and in its description all that it shows."""

    name: str
    title: str
    description: str


class Part(NamedTuple):
    """An amount, not below zero, and the colour it has."""

    amount: Decimal
    fill: str


@dataclass(frozen=True, slots=True)
class Row:
    """A lying bar: what it is called, what it says at its other end, and its parts from the left."""

    label: str
    says: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Column:
    """A standing bar over its label: its parts from the bottom."""

    label: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Point:
    """A value over its label; None where there is none, and the line is broken."""

    label: str
    value: Decimal | None


def lying_bars(rows: Sequence[Row], named: Named) -> str:
    """Bars one below the other on one scale, the longest as wide as the chart."""
    longest = max((_total(row.parts) for row in rows), default=Decimal(0))
    drawn: list[str] = []
    for place, row in enumerate(rows):
        top = place * _ROW
        drawn += [
            _text(0, top + 15, row.label),
            _text(WIDTH, top + 15, row.says, anchor="end", weight=600, size=_size_beside(row)),
            _rectangle(Decimal(0), Decimal(top + 22), Decimal(WIDTH), Decimal(_BAR), _TRACK),
        ]
        left = Decimal(0)
        for part in row.parts:
            width = part.amount / longest * WIDTH if longest else Decimal(0)
            if width:
                drawn.append(_rectangle(left, Decimal(top + 22), width, Decimal(_BAR), part.fill))
            left += width
    return _picture(named, len(rows) * _ROW, drawn)


def standing_bars(
    columns: Sequence[Column],
    named: Named,
    *,
    say: Callable[[Decimal], str],
    up_to: Decimal = Decimal(0),
) -> str:
    """Stacked bars from left to right over a scale that `say` puts into words; labels are thinned out to fit.

    The scale goes at least `up_to`, so that charts beside each other can have the same one.
    """
    frame = _Frame.of([Decimal(0), up_to, *(_total(column.parts) for column in columns)], len(columns), say)
    drawn = list(frame.scale(say))
    width = min(frame.step * Decimal("0.72"), _WIDEST_COLUMN)
    for place, column in enumerate(columns):
        left, foot = frame.middle(place) - width / 2, frame.height_of(Decimal(0))
        for part in column.parts:
            height = frame.height_of(Decimal(0)) - frame.height_of(part.amount)
            foot -= height
            if height:
                drawn.append(_rectangle(left, foot, width, height, part.fill))
    drawn += frame.labels([column.label for column in columns])
    return _picture(named, _TOP + _HEIGHT + _FOOT, drawn)


def line(points: Sequence[Point], named: Named, *, say: Callable[[Decimal], str], stroke: str) -> str:
    """A line from left to right over a scale that `say` puts into words; a value alone is a dot."""
    values = [point.value for point in points if point.value is not None]
    frame = _Frame.of([Decimal(0), *values], len(points), say)
    drawn = list(frame.scale(say))
    for run in _runs(points):
        places = [(frame.middle(place), frame.height_of(value)) for place, value in run]
        if len(places) == 1:
            ((x, y),) = places
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{stroke}"/>')
        else:
            way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            drawn.append(f'<path d="M{way}" fill="none" stroke="{stroke}" stroke-width="2.5"/>')
    drawn += frame.labels([point.label for point in points])
    return _picture(named, _TOP + _HEIGHT + _FOOT, drawn)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values and places stand: a scale of round numbers at the left, as many places as there are labels."""

    ticks: tuple[Decimal, ...]
    left: Decimal
    places: int

    @classmethod
    def of(cls, values: Sequence[Decimal], places: int, say: Callable[[Decimal], str]) -> "_Frame":
        ticks = round_ticks(min(values), max(values))
        longest = max(_width_of(say(tick)) for tick in ticks)
        return cls(ticks, longest + 8, max(places, 1))

    @property
    def step(self) -> Decimal:
        return (WIDTH - _RIGHT - self.left) / self.places

    def middle(self, place: int) -> Decimal:
        return self.left + self.step * (place + Decimal("0.5"))

    def height_of(self, value: Decimal) -> Decimal:
        low, high = self.ticks[0], self.ticks[-1]
        return _TOP + _HEIGHT * (high - value) / (high - low)

    def scale(self, say: Callable[[Decimal], str]) -> Iterator[str]:
        for tick in self.ticks:
            y = self.height_of(tick)
            colour = _INK if tick == 0 else _GRID
            yield f'<path d="M{self.left:.1f} {y:.1f}H{WIDTH}" stroke="{colour}" stroke-width="1"/>'
            yield _text(self.left - 6, y + 4, say(tick), anchor="end", fill=_QUIET, size=11)

    def labels(self, labels: Sequence[str]) -> Iterator[str]:
        every = _every(len(labels))
        for place, label in enumerate(labels):
            if place == 0 or (place + 1) % every == 0:
                yield _text(
                    self.middle(place), _TOP + _HEIGHT + 18, label, anchor="middle", fill=_QUIET, size=11
                )


def round_ticks(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Two to seven round numbers, evenly apart, from one that is not above `low` to one that is not below `high`."""
    span = high - low or max(abs(high), Decimal(1))
    rough = span / 4
    unit = Decimal(10) ** rough.adjusted()
    step = next(unit * times for times in _STEPS if unit * times >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    return tuple(step * number for number in range(int(first), int(last) + 1))


def _every(count: int) -> int:
    """Each how many labels one is written, beside the first."""
    return next((every for every in (1, 2, 5, 10, 20, 50) if count <= every * _MOST_LABELS), 100)


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[int, Decimal]]]:
    """The stretches of the line between which there is no value."""
    run: list[tuple[int, Decimal]] = []
    for place, point in enumerate(points):
        if point.value is not None:
            run.append((place, point.value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _total(parts: Sequence[Part]) -> Decimal:
    return sum((part.amount for part in parts), Decimal(0))


def _width_of(words: str) -> Decimal:
    """About how wide it is written in letters of 11: a Chinese character is as wide as two."""
    return sum((_LETTER * (1 if letter < "⺀" else 2) for letter in words), Decimal(0))


def _size_beside(row: Row) -> int:
    """The largest letters in which what a row says fits beside its label."""
    room = WIDTH - 12 - _width_of(row.label) * _SIZE / 11
    bold = _width_of(row.says) * Decimal("1.12") / 11
    return next((size for size in range(_SIZE, _SMALLEST, -1) if bold * size <= room), _SMALLEST)


def _rectangle(left: Decimal, top: Decimal, width: Decimal, height: Decimal, fill: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _text(
    x: Decimal | int,
    y: Decimal | int,
    words: str,
    *,
    anchor: str = "start",
    weight: int = 400,
    fill: str = _INK,
    size: int = _SIZE,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(words)}</text>'
    )


def _picture(named: Named, height: int, drawn: Sequence[str]) -> str:
    name = escape(named.name, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif">'
        f'<title id="{name}-title">{escape(named.title)}</title>'
        f'<desc id="{name}-desc">{escape(named.description)}</desc>{"".join(drawn)}</svg>'
    )
