"""Draws a gap chart as an SVG that stands in a page: readable on a phone, in print, and by a screen reader.

Invariant: everything the picture says is said in its description too, and no text reaches the markup
unescaped.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from services.needs.domain.chart import GapChart, Panel
from services.needs.domain.gap import Need, Offset
from shared.language import Language, Texts
from shared.money import Money

_WIDTH: Final = 360
_MARGIN: Final = 16
_BAR_WIDTH: Final = 84
_BAR_HEIGHT: Final = 140
_COLUMNS: Final = (28, 138, 248)
_LINE: Final = 24
_NEED_COLOURS: Final = ("#1d4e89", "#5b8bc4", "#33658a", "#8fb1dc", "#14365f", "#b7cdea")
_COVER_COLOURS: Final = ("#1b7f5c", "#5bb894", "#0f5a40", "#9ad8be")
COVERED: Final = "#1b7f5c"
MISSING: Final = "#b3261e"
INK: Final = "#1f2933"
_AMOUNT_SIZE: Final = 14
_AMOUNT_LETTERS: Final = 12


class _Segment(NamedTuple):
    """A part of a bar and of the legend: what it is called, how much it is, how it is filled."""

    label: str
    amount: Money
    fill: str


@cache
def chart_texts() -> Texts:
    """The words of the chart in every language, read from `chart_texts.toml` beside this module."""
    return Texts.load(Path(__file__).with_name("chart_texts.toml"))


def render_gap_chart(chart: GapChart, *, title: str, texts: Texts, language: Language) -> str:
    """An inline SVG of `chart` under `title`, worded by `texts` (whose keys are those of `chart_texts.toml`).

    It scales to the width it is given; a chart without panels says that nothing is missing.
    """
    drawn: list[str] = []
    top = 0
    for panel in chart.panels:
        drawn.append(f'<g transform="translate(0 {top})">{_panel(panel, texts, language)}</g>')
        top += _height(panel)
    if not chart.panels:
        top = 2 * _LINE
        drawn.append(svg_text(_MARGIN, _LINE, texts.say("nothing", language)))
    risks = "-".join(panel.risk for panel in chart.panels)
    name = escape(f"gap-chart-{chart.member or 'firm'}-{risks}", quote=True)
    description = " ".join(describe_panel(panel, texts, language) for panel in chart.panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" width="100%" '
        f'style="max-width:{_WIDTH * 4 // 3}px" role="img" lang="{language}" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" fill="{INK}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description or texts.say("nothing", language))}</desc>'
        f'<rect width="{_WIDTH}" height="{top}" fill="#ffffff"/>{"".join(drawn)}</svg>'
    )


def yuan(amount: Money, language: Language) -> str:
    """An amount as people read it, exact: 120万元 or ¥1,200,000; fen are shown where there are any."""
    if language == "en":
        return f"¥{_plain(amount.amount)}"
    for unit, name in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        in_units = amount.amount / unit
        if in_units >= 1 and in_units == round(in_units, 2):
            return f"{_shortest(in_units)}{name}元"
    return f"{_plain(amount.amount)}元"


def _plain(number: Decimal) -> str:
    text = f"{number:,.2f}"
    return text.removesuffix(".00")


def _shortest(number: Decimal) -> str:
    whole, _, places = f"{number:,.2f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def _panel(panel: Panel, texts: Texts, language: Language) -> str:
    needs = _segments(panel.left, _NEED_COLOURS, texts, language)
    covers = _segments(panel.right, _COVER_COLOURS, texts, language)
    tallest = max(panel.needed, panel.covered).amount
    base = _LINE + 18 + _BAR_HEIGHT
    missing = [_Segment(texts.say("missing", language), panel.missing, MISSING)]
    heads = ("needed_death" if panel.risk == "death" else "needed", "missing", "covered")
    amounts = (panel.needed, panel.missing, panel.covered)
    parts = [
        svg_text(_MARGIN, _LINE, texts.say(f"risk_{panel.risk}", language), size=17, weight=700),
        _bar(_COLUMNS[0], base, needs, tallest),
        _bar(_COLUMNS[1], base - _scaled(panel.covered, tallest), missing, tallest),
        _bar(_COLUMNS[2], base, covers, tallest),
        f'<path d="M{_MARGIN} {base}H{_WIDTH - _MARGIN}" stroke="{INK}" stroke-width="1"/>',
        *_captions(base, heads, amounts, texts, language),
        *_legend(base + 3 * _LINE - 8, [*needs, *covers], language),
    ]
    if panel.surplus:
        surplus = texts.say("surplus", language, amount=yuan(panel.surplus, language))
        parts.append(svg_text(_MARGIN, _height(panel) - _LINE, surplus, size=13))
    return "".join(parts)


def _height(panel: Panel) -> int:
    lines = len(panel.left) + len(panel.right) + bool(panel.surplus)
    return _LINE + 18 + _BAR_HEIGHT + 2 * _LINE + lines * _LINE + _MARGIN


def _segments(
    parts: Sequence[Need | Offset], colours: Sequence[str], texts: Texts, language: Language
) -> list[_Segment]:
    return [
        _Segment(texts.say(f"part_{part.code}", language), part.amount, colours[place % len(colours)])
        for place, part in enumerate(parts)
    ]


def _bar(left: int, base: Decimal | int, segments: Sequence[_Segment], tallest: Decimal) -> str:
    """Segments stacked upwards from `base`, the first at the bottom."""
    rectangles = []
    foot = Decimal(base)
    for segment in segments:
        height = _scaled(segment.amount, tallest)
        foot -= height
        rectangles.append(
            f'<rect x="{left}" y="{foot:.1f}" width="{_BAR_WIDTH}" height="{height:.1f}" '
            f'fill="{segment.fill}" stroke="#ffffff"/>'
        )
    return "".join(rectangles)


def _scaled(amount: Money, tallest: Decimal) -> Decimal:
    return amount.amount / tallest * _BAR_HEIGHT if tallest else Decimal(0)


def _captions(
    base: int, heads: Sequence[str], amounts: Sequence[Money], texts: Texts, language: Language
) -> Iterator[str]:
    for left, key, amount in zip(_COLUMNS, heads, amounts, strict=True):
        middle = left + _BAR_WIDTH // 2
        written = yuan(amount, language)
        size = min(_AMOUNT_SIZE, _AMOUNT_SIZE * _AMOUNT_LETTERS // len(written))
        colour = MISSING if key == "missing" and amount else INK
        yield svg_text(middle, base + 20, texts.say(key, language), size=13, anchor="middle")
        yield svg_text(middle, base + 40, written, size=size, weight=700, anchor="middle", fill=colour)


def _legend(top: int, segments: Sequence[_Segment], language: Language) -> Iterator[str]:
    for place, segment in enumerate(segments):
        line = top + place * _LINE
        yield f'<rect x="{_MARGIN}" y="{line - 11}" width="12" height="12" fill="{segment.fill}"/>'
        yield svg_text(_MARGIN + 20, line, segment.label, size=13)
        yield svg_text(_WIDTH - _MARGIN, line, yuan(segment.amount, language), size=13, anchor="end")


def svg_text(
    x: int,
    y: int,
    words: str,
    *,
    size: int = _AMOUNT_SIZE,
    weight: int = 400,
    anchor: str = "start",
    fill: str = INK,
) -> str:
    """Words at a place of a drawing."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(words)}</text>'
    )


def describe_panel(panel: Panel, texts: Texts, language: Language) -> str:
    """The panel in words: its totals, and every part of both sides."""
    sides: tuple[Need | Offset, ...] = (*panel.left, *panel.right)
    parts = [f"{texts.say(f'part_{part.code}', language)} {yuan(part.amount, language)}" for part in sides]
    return texts.say(
        "described",
        language,
        risk=texts.say(f"risk_{panel.risk}", language),
        needed=yuan(panel.needed, language),
        covered=yuan(panel.covered, language),
        missing=yuan(panel.missing, language),
        parts=texts.say("between_parts", language).join(parts),
    )
