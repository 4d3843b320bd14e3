"""Plots as SVG that reads on light and dark pages, follows no link and runs no script."""

import sys
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from pygal.style import Style

from tests.benchmarks.figures import Plot

# Importing pygal puts a finder of its plug-ins, written for an older Python, before every later import.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

MORE_LOOK = """
.text-overlay text.value { text-anchor: start !important; transform: translateX(6px) }
@media (prefers-color-scheme: dark) {
  .graph text, .plot text, .title { fill: #e6edf3 !important }
  .axis .line, .axis .guide.line, .axis .major.guide.line { stroke: #7d8590 !important }
}
"""
LOOK = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#3d444d",
    foreground_strong="#1f2328",
    foreground_subtle="#656d76",
    guide_stroke_color="#8c959f",
    major_guide_stroke_color="#8c959f",
    colors=("#2f81f7", "#e08a00", "#2da44e", "#bf5af2", "#e5534b", "#8c959f"),
    opacity=".85",
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    value_font_size=13,
    title_font_size=17,
)
WIDTH, ROW, FRAME = 900, 26, 140


def draw(plot: Plot) -> bytes:
    """The plot as an SVG document; bars lie, so that long labels can be read."""
    bars = plot.kind == "bars"
    chart = (pygal.HorizontalBar if bars else pygal.Line)(
        style=LOOK,
        css=("file://style.css", "file://graph.css", f"inline:{MORE_LOOK}"),
        js=(),
        no_prefix=True,
        width=WIDTH,
        height=FRAME + ROW * len(plot.labels) * len(plot.series) if bars else 420,
        show_legend=len(plot.series) > 1,
        legend_at_bottom=True,
        print_values=True,
        print_values_position="top",
        value_formatter=_short,
        include_x_axis=True,
        range=(0, _highest(plot) * 1.15),
        max_scale=8,
        truncate_label=-1,
        truncate_legend=-1,
        stroke_style={"width": 2},
    )
    chart.add_xml_filter(_still)
    chart.title = f"{plot.title} ({plot.unit})" if plot.unit else plot.title
    # Lying bars are drawn from the bottom up.
    chart.x_labels = list(reversed(plot.labels)) if bars else list(plot.labels)
    for name, values in plot.series.items():
        chart.add(name, list(reversed(values)) if bars else list(values))
    drawn: bytes = chart.render()
    return drawn


def _highest(plot: Plot) -> float:
    return max((value for values in plot.series.values() for value in values if value is not None), default=1)


def _short(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _still(root: Element) -> Any:
    """The drawing without what would move in it."""
    for parent in root.iter():
        for child in list(parent):
            tag: Any = child.tag  # A comment, which bears the day it was drawn on, has a function there.
            if (
                not isinstance(tag, str)
                or tag in ("script", "desc")
                or child.get("class", "").endswith("tooltip-overlay")
            ):
                parent.remove(child)
    root.set("role", "img")
    return root
