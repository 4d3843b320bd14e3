"""From figures to the report: what a reader and a program find in it. Nothing is measured here."""

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
from rich.console import Console

from tests.benchmarks import report
from tests.benchmarks.figures import Figure, Plot, Section, at_least, at_most, ratio, value
from tests.benchmarks.plots import draw
from tests.benchmarks.progress import progress_of


def make_section(*figures: Figure, **others: Any) -> Section:
    return Section("durable write", "Rows on disk before the answer.", figures, **others)


def make_rate(**others: Any) -> Figure:
    """Ratios of 0.5, 0.6 and 0.9."""
    return ratio("rate", [50, 60, 90], [100, 100, 100], against="a bare one", target=at_least(0.75), **others)


def make_plot(**others: Any) -> Plot:
    return Plot(
        **{
            "title": "Growth of writes",
            "kind": "lines",
            "labels": ["1", "2"],
            "series": {"writes": [100.0, 190.0]},
            "unit": "a second",
            "alt": "Writes nearly double with a second process.",
            **others,
        }
    )


class TestAFigure:
    def test_is_the_median_of_its_rounds_with_the_lowest_and_the_highest(self) -> None:
        figure = make_rate()
        assert (figure.median, figure.spread) == (0.6, (0.5, 0.9))

    @pytest.mark.parametrize(
        ("target", "met", "share"),
        [
            (at_least(5.0), False, 0.8),
            (at_least(4.0), True, 1.0),
            (at_most(2.0), False, 0.5),
            (None, None, None),
        ],
    )
    def test_says_how_far_its_target_is_reached(self, target: Any, met: bool | None, share: float) -> None:
        figure = value("memory", [4.0], "MB", target=target)
        assert (figure.met, figure.share_of_target) == (met, share)

    def test_is_a_ratio_of_rounds_and_not_of_medians(self) -> None:
        noisy = ratio("rate", [10, 200, 30], [20, 400, 60], against="the other")
        assert noisy.spread == (0.5, 0.5)


class TestTheFiguresForPrograms:
    def test_are_rows_and_nothing_else(self) -> None:
        written = orjson.loads(report.as_json([make_section(make_rate(), value("memory", [123456.0], "kB"))]))
        assert list(written) == ["rows"]
        assert written["rows"] == [
            {
                "name": "rate",
                "ratio": 0.6,
                "unit": "×",
                "against": "a bare one",
                "target": "≥ 0.75",
                "met": False,
                "lowest": 0.5,
                "highest": 0.9,
                "rounds": 3,
                "detail": {},
                "note": "",
            },
            {
                "name": "memory",
                "value": 123500.0,
                "unit": "kB",
                "against": "",
                "target": None,
                "met": None,
                "lowest": 123500.0,
                "highest": 123500.0,
                "rounds": 1,
                "detail": {},
                "note": "",
            },
        ]


class TestThePage:
    def test_lists_what_has_a_target_once_at_its_beginning(self) -> None:
        page = report.as_markdown([make_section(make_rate(), value("untargeted", [7.0], "ms"))])
        targets = page.partition("## Targets")[2].partition("## How")[0]
        assert "| rate | a bare one | 0.6 × | 0.5 – 0.9 | ≥ 0.75 | no |" in targets
        assert "untargeted" not in targets
        assert "| untargeted | – | 7 ms | 7 – 7 | – | – |" in page

    def test_says_in_a_measurements_section_what_was_done_and_what_bounds_it(self) -> None:
        page = report.as_markdown([make_section(make_rate(note="The disk bounds it."))])
        section = page.partition("## Durable write")[2]
        assert "Rows on disk before the answer." in section
        assert "The disk bounds it." in section

    def test_names_what_was_not_measured_and_why(self) -> None:
        missing = Section("relay", "Events a second.", not_measured="no broker is there")
        page = report.as_markdown([make_section(make_rate()), missing])
        assert "- relay: no broker is there." in page
        assert "## Relay" not in page

    def test_puts_detail_with_columns_into_a_table_and_the_rest_into_lines(self) -> None:
        detail = {
            "ours": {"p50 ms": 1.25, "statuses": {"201": 5000}},
            "bare": {"p50 ms": 1},
            "rows": 1_000_000,
        }
        page = report.as_markdown([make_section(make_rate(**detail))])
        assert "| | p50 ms | statuses |\n|-|-|-|\n| ours | 1.25 | 201: 5,000 |\n| bare | 1 | – |" in page
        assert "- rows: 1,000,000" in page

    def test_has_no_gap_inside_a_table(self) -> None:
        page = report.as_markdown([make_section(make_rate(), make_rate())])
        assert not re.search(r"\|\n\n\|", page)

    def test_shows_each_plot_by_a_picture_that_was_written_with_its_words(self, tmp_path: Path) -> None:
        report.write(tmp_path, [make_section(make_rate(plot=make_plot()))])
        page = (tmp_path / "performance.md").read_text("utf-8")
        pictures = dict(re.findall(r"!\[(.+)\]\((.+)\)", page))
        assert pictures["Writes nearly double with a second process."] == "performance/growth-of-writes.svg"
        assert len(pictures) == 2
        for path in pictures.values():
            ElementTree.parse(tmp_path / path)

    def test_leaves_no_plot_of_an_earlier_report(self, tmp_path: Path) -> None:
        report.write(tmp_path, [make_section(make_rate(plot=make_plot(title="Earlier")))])
        report.write(tmp_path, [make_section(make_rate(plot=make_plot(title="Later")))])
        names = {path.name for path in (tmp_path / "performance").iterdir()}
        assert "later.svg" in names
        assert "earlier.svg" not in names


class TestAPlot:
    @pytest.mark.parametrize("kind", ["bars", "lines"])
    def test_shows_its_labels_and_values_and_neither_script_nor_link(self, kind: Any) -> None:
        drawn = draw(make_plot(kind=kind, labels=["one process", "two"])).decode()
        root = ElementTree.fromstring(drawn)
        texts = {element.text for element in root.iter() if element.tag.endswith("text")}
        assert {"one process", "two", "100", "190", "Growth of writes (a second)"} <= texts
        assert not [element for element in root.iter() if element.tag.endswith("script")]
        assert set(re.findall(r"https?://[^\s\"<]+", drawn)) <= {"http://www.w3.org/2000/svg"}

    def test_bears_no_day_and_is_drawn_alike_again(self) -> None:
        assert b"<!--" not in draw(make_plot())
        assert draw(make_plot()) == draw(make_plot())

    def test_has_colours_of_its_own_on_a_dark_page(self) -> None:
        assert b"prefers-color-scheme" in draw(make_plot())


class TestTheTerminal:
    def test_is_told_line_by_line_where_it_is_none(self) -> None:
        piped = io.StringIO()
        with progress_of(["first", "second"], Console(file=piped, width=140)) as begin:
            begin("first")("round 1 of 2: [ours]")
            begin("second")("prepares")
        lines = [line.split(maxsplit=1)[1] for line in piped.getvalue().splitlines()]
        assert lines == ["1/2  first: round 1 of 2: [ours]", "2/2  second: prepares"]

    def test_shows_figures_and_what_was_not_measured(self) -> None:
        shown = io.StringIO()
        missing = Section("relay", "", not_measured="no broker is there")
        report.show(Console(file=shown, width=140), [make_section(make_rate()), missing])
        assert "rate" in shown.getvalue()
        assert "relay was not measured: no broker is there" in shown.getvalue()
        assert "\x1b" not in shown.getvalue()
