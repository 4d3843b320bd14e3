"""Draws one member's gaps at a glance: a bar a risk, how much of what is needed is there and how much is missing.

Invariant: each bar is as long as what is needed, so that a small risk reads as well as a large one; the amounts stand
beside it, and everything the picture says is said in its description too.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from services.needs.chart_svg import COVERED, INK, MISSING, svg_text, yuan
from services.needs.domain.gap import Gap
from shared.language import Language, Texts
from shared.money import Money

_WIDTH: Final = 360
_MARGIN: Final = 12
_ROW: Final = 40
_BAR: Final = 12
_TRACK: Final = "#e3e8ec"


def render_overview(key: str, who: str, gaps: Sequence[Gap], *, texts: Texts, language: Language) -> str:
    """An inline SVG of all gaps of one member, who is called `who`; it scales to the width it is given."""
    height = 34 + _ROW * len(gaps)
    rows = "".join(
        f'<g transform="translate(0 {34 + place * _ROW})">{_row(gap, texts, language)}</g>'
        for place, gap in enumerate(gaps)
    )
    name = escape(f"overview-{key}", quote=True)
    described = " ".join(_sentence(gap, texts, language) for gap in gaps) or texts.say("nothing", language)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="100%" role="img" '
        f'lang="{language}" aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" '
        f'fill="{INK}"><title id="{name}-title">{escape(who)}</title>'
        f'<desc id="{name}-desc">{escape(described)}</desc>'
        f"{svg_text(_MARGIN, 22, who, size=15, weight=700)}{rows}</svg>"
    )


def _row(gap: Gap, texts: Texts, language: Language) -> str:
    length = _WIDTH - 2 * _MARGIN
    missing = _length(gap.gap, gap.need, length)
    covered = 0.0 if not gap.need else length - missing
    colour = MISSING if gap.gap else INK
    return (
        svg_text(_MARGIN, 14, texts.say(f"risk_{gap.risk}", language), size=13)
        + svg_text(
            _WIDTH - _MARGIN, 14, _told(gap, texts, language), size=13, weight=700, anchor="end", fill=colour
        )
        + _bar(_MARGIN, length, _TRACK)
        + _bar(_MARGIN, covered, COVERED)
        + _bar(_MARGIN + covered, missing, MISSING)
    )


def _bar(left: float, length: float, fill: str) -> str:
    if length <= 0:
        return ""
    return f'<rect x="{left:.1f}" y="20" width="{length:.1f}" height="{_BAR}" fill="{fill}"/>'


def _length(part: Money, whole: Money, length: int) -> float:
    """How long a part is drawn: at least a pixel where there is any, and never the whole where there is not."""
    if not whole or not part:
        return 0.0
    drawn = float(part.amount / whole.amount) * length
    return max(2.0, drawn if part == whole else min(drawn, length - 2.0))


def _told(gap: Gap, texts: Texts, language: Language) -> str:
    if gap.gap:
        return texts.say("overview_missing", language, amount=yuan(gap.gap, language))
    return texts.say("overview_closed" if gap.need else "overview_none", language)


def _sentence(gap: Gap, texts: Texts, language: Language) -> str:
    return texts.say(
        "overview_described",
        language,
        risk=texts.say(f"risk_{gap.risk}", language),
        needed=yuan(gap.need, language),
        covered=yuan(gap.offset, language),
        missing=yuan(gap.gap, language),
    )
