"""Charts: drawn to scale within their frame, at nothing as at any amount, and told in words."""

import re
from decimal import Decimal

import pytest

from shared.svg_charts import (
    WIDTH,
    Column,
    Named,
    Part,
    Point,
    Row,
    line,
    lying_bars,
    round_ticks,
    standing_bars,
)

NAMED = Named("a-chart", "Cover & gap", "Today: 5 <missing>")
BLUE, BROWN = "#0b5d7a", "#c07f2f"


def plain(tick: Decimal) -> str:
    return f"{tick:,f}"


def make_row(*amounts: int) -> Row:
    fills = (BLUE, BROWN)
    return Row("today", "5", [Part(Decimal(amount), fills[place]) for place, amount in enumerate(amounts)])


def make_columns(amount: int | Decimal, years: int) -> list[Column]:
    return [Column(str(year), [Part(Decimal(amount), BLUE)]) for year in range(1, years + 1)]


def rectangles(svg: str, fill: str) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of every rectangle of the colour."""
    found = re.findall(
        rf'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)" fill="{fill}"/>', svg
    )
    return [(float(x), float(y), float(width), float(height)) for x, y, width, height in found]


def labels(svg: str) -> list[str]:
    """What is written under the middles of the columns."""
    return re.findall(r'text-anchor="middle"[^>]*>([^<]*)<', svg)


def frame(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found
    return float(found[1]), float(found[2])


def test_lying_bars_share_one_scale_and_their_parts_lie_end_to_end() -> None:
    svg = lying_bars([make_row(50, 150), make_row(100)], NAMED)
    assert rectangles(svg, BLUE) == [(0, 22, 90, 16), (0, 68, 180, 16)]
    assert rectangles(svg, BROWN) == [(90, 22, 270, 16)]
    assert frame(svg) == (WIDTH, 92)


@pytest.mark.parametrize(
    ("says", "size"),
    [("¥1 missing", "13"), ("¥12,000,000 added, ¥10,200,000 missing", "12"), ("¥10,000,000,000 " * 4, "8")],
)
def test_what_a_row_says_is_written_smaller_rather_than_over_its_label(says: str, size: str) -> None:
    svg = lying_bars([Row("Advanced", says, [Part(Decimal(1), BLUE)])], NAMED)
    assert re.findall(r'font-size="(\d+)" font-weight="600"', svg) == [size]


def test_bars_of_nothing_are_empty_tracks() -> None:
    svg = lying_bars([make_row(0, 0)], NAMED)
    assert rectangles(svg, BLUE) == rectangles(svg, BROWN) == []
    assert frame(lying_bars([], NAMED)) == (WIDTH, 0)


@pytest.mark.parametrize("amount", [0, 1, Decimal("0.01"), 8_120, 10**10])
@pytest.mark.parametrize("years", [1, 2, 30, 60, 105])
def test_standing_bars_stay_within_their_frame_whatever_the_amount_and_the_years(
    amount: int | Decimal, years: int
) -> None:
    svg = standing_bars(make_columns(amount, years), NAMED, say=plain)
    width, height = frame(svg)
    drawn = rectangles(svg, BLUE)
    assert len(drawn) == (years if amount else 0)
    for left, top, wide, high in drawn:
        assert left >= 0
        assert top >= 0
        assert left + wide <= width
        assert top + high <= height
        assert wide > 0
        assert high > 0


def test_columns_stack_their_parts_from_the_bottom() -> None:
    svg = standing_bars([Column("1", [Part(Decimal(60), BLUE), Part(Decimal(40), BROWN)])], NAMED, say=plain)
    ((_, blue_top, _, blue_high),) = rectangles(svg, BLUE)
    ((_, brown_top, _, brown_high),) = rectangles(svg, BROWN)
    assert (blue_high, brown_high) == (90, 60)
    assert brown_top + brown_high == blue_top


def test_charts_beside_each_other_can_have_one_scale() -> None:
    svg = standing_bars(make_columns(50, 1), NAMED, say=plain, up_to=Decimal(100))
    ((_, _, _, high),) = rectangles(svg, BLUE)
    assert high == 75


@pytest.mark.parametrize(
    ("years", "written"),
    [
        (1, ["1"]),
        (7, ["1", "2", "3", "4", "5", "6", "7"]),
        (20, ["1", "5", "10", "15", "20"]),
        (60, ["1", "10", "20", "30", "40", "50", "60"]),
    ],
)
def test_labels_are_thinned_out_until_they_fit(years: int, written: list[str]) -> None:
    assert labels(standing_bars(make_columns(5, years), NAMED, say=plain)) == written


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "0", ["0", "0.25"]),
        ("0", "8120.50", ["0", "2500", "5000", "7500", "10000"]),
        ("0", "100", ["0", "25", "50", "75", "100"]),
        ("-0.1", "0.0175", ["-0.10", "-0.05", "0.00", "0.05"]),
        ("0", "4000000000", ["0", "1000000000", "2000000000", "3000000000", "4000000000"]),
    ],
)
def test_a_scale_has_round_numbers_around_its_values(low: str, high: str, ticks: list[str]) -> None:
    assert round_ticks(Decimal(low), Decimal(high)) == tuple(Decimal(tick) for tick in ticks)


def test_a_line_breaks_where_there_is_no_value_and_a_lone_value_is_a_dot() -> None:
    values = [None, Decimal(1), Decimal(2), None, Decimal(3)]
    points = [Point(str(place), value) for place, value in enumerate(values, start=1)]
    svg = line(points, NAMED, say=plain, stroke=BLUE)
    assert len(re.findall(rf'<path d="M[^"]*L[^"]*" fill="none" stroke="{BLUE}"', svg)) == 1
    assert len(re.findall("<circle", svg)) == 1


def test_a_line_without_any_value_is_an_empty_scale() -> None:
    svg = line([Point("1", None)], NAMED, say=plain, stroke=BLUE)
    assert "<circle" not in svg
    assert labels(svg) == ["1"]


def test_a_chart_is_named_and_described_in_words_and_no_text_becomes_markup() -> None:
    row = Row("<b>today", '5 & "more"', [Part(Decimal(1), BLUE)])
    for svg in (
        lying_bars([row], NAMED),
        standing_bars([Column("<i>", [])], NAMED, say=plain),
        line([Point("<i>", Decimal(1))], NAMED, say=plain, stroke=BLUE),
    ):
        assert 'role="img" aria-labelledby="a-chart-title a-chart-desc"' in svg
        assert '<title id="a-chart-title">Cover &amp; gap</title>' in svg
        assert '<desc id="a-chart-desc">Today: 5 &lt;missing&gt;</desc>' in svg
        assert "<b>" not in svg
        assert "<i>" not in svg
