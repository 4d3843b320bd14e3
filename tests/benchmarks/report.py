"""What was measured, shown on the terminal and written to `docs/performance.md` and `docs/performance.json`."""

import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import Figure

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
)
MET = {True: "yes", False: "no", None: "–"}


def show(console: Console, figures: Sequence[Figure]) -> None:
    """The figures as a table."""
    table = Table("what", "against", "median", "lowest – highest", "target", "met")
    for figure in figures:
        low, high = figure.spread
        table.add_row(
            figure.name,
            figure.against or "–",
            f"{figure.median:.3g} {figure.unit}",
            f"{low:.3g} – {high:.3g}",
            str(figure.target or "–"),
            MET[figure.met],
        )
    console.print(table)


def write(folder: Path, figures: Sequence[Figure]) -> list[Path]:
    """The report in `folder`; gives what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    as_json, as_text = folder / "performance.json", folder / "performance.md"
    rows = [figure.as_json() for figure in figures]
    content = {"machine": machine(), "versions": versions(), "rows": rows}
    as_json.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
    as_text.write_text("\n".join(_lines(figures)) + "\n", "utf-8")
    return [as_json, as_text]


def machine() -> dict[str, str]:
    """What the figures depend on and cannot be compared without."""
    return {
        "processors": str(psutil.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "system": platform.system(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """The libraries whose speed shows in the figures."""
    return {name: version(name) for name in LIBRARIES}


def _lines(figures: Sequence[Figure]) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "| what | against | median | lowest – highest | target | met |"
    yield "|-|-|-|-|-|-|"
    for figure in figures:
        low, high = figure.spread
        yield (
            f"| {figure.name} | {figure.against or '–'} | {figure.median:.3g} {figure.unit} "
            f"| {low:.3g} – {high:.3g} | {figure.target or '–'} | {MET[figure.met]} |"
        )
