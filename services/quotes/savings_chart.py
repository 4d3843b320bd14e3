"""The rates of return of a contract by policy year as a picture: lines over years, drawn to be inlined as SVG."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, NamedTuple

from services.quotes.domain.savings_irr import SavingsYear, Worth

_WIDTH: Final = 440
_HEIGHT: Final = 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 10, 12, 32
_LOWEST_SHOWN: Final = Decimal("-0.10")
"""The first years end so far below zero that the rest would be flat beside them: lines begin at this rate."""
_STEPS: Final = (Decimal("0.005"), Decimal("0.01"), Decimal("0.02"), Decimal("0.05"))


class Mark(NamedTuple):
    """A tick of an axis: where, and what it says."""

    at: float
    label: str


class Line(NamedTuple):
    """One column as a line; `rate` is the credited one it illustrates, None for what is guaranteed."""

    rate: Decimal | None
    points: str


class Chart(NamedTuple):
    """What a template draws, in units of its view box."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    zero: float | None
    across: list[Mark]
    up: list[Mark]
    lines: list[Line]


def chart_of(rows: Sequence[SavingsYear], illustrated_rates: Sequence[Decimal]) -> Chart | None:
    """The lines of the guaranteed and each illustrated column; None where no rate is high enough to be drawn."""
    columns: list[tuple[Decimal | None, list[Worth]]] = [(None, [row.guaranteed for row in rows])]
    columns += [
        (rate, [row.illustrated[place] for row in rows]) for place, rate in enumerate(illustrated_rates)
    ]
    shown = [irr for _, worths in columns for worth in worths if (irr := _drawn(worth)) is not None]
    if not shown or len(rows) < 2:
        return None
    low, high = min(*shown, Decimal(0)), max(*shown, Decimal("0.005"))
    step = next((one for one in _STEPS if (high - low) / one <= 8), _STEPS[-1])
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    last = rows[-1].year

    def x(year: int) -> float:
        return round(_LEFT + (year - 1) / (last - 1) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(rate: Decimal) -> float:
        part = float((high - rate) / (high - low))
        return round(_TOP + part * (_HEIGHT - _TOP - _BOTTOM), 1)

    ticks = int((high - low) / step)
    every = 5 if last <= 40 else 10
    return Chart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        bottom=_HEIGHT - _BOTTOM,
        zero=y(Decimal(0)) if low < 0 < high else None,
        across=[Mark(x(year), str(year)) for year in (1, *range(every, last + 1, every))],
        up=[Mark(y(low + step * tick), f"{low + step * tick:.1%}") for tick in range(ticks + 1)],
        lines=[
            Line(
                rate,
                " ".join(
                    f"{x(row.year)},{y(irr)}"
                    for row, worth in zip(rows, worths, strict=True)
                    if (irr := _drawn(worth)) is not None
                ),
            )
            for rate, worths in columns
        ],
    )


def _drawn(worth: Worth) -> Decimal | None:
    return None if worth.irr is None or worth.irr < _LOWEST_SHOWN else worth.irr
